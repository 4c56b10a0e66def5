// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {AccountWord, AccountWords} from "./AccountWord.sol";
import {CardToken} from "./CardToken.sol";
import {Totals} from "./Totals.sol";
import {VoucherRedemption} from "./VoucherRedemption.sol";
import {ICardToken} from "./interfaces/ICardToken.sol";
import {IMerchantFollower} from "./interfaces/IMerchantFollower.sol";
import {IMerchantRegistry} from "./interfaces/IMerchantRegistry.sol";
import {IVoucher} from "./interfaces/IVoucher.sol";
import {IVoucherOpening} from "./interfaces/IVoucherOpening.sol";

/// @title Voucher
/// @notice Deployed by `Programmes`, one per programme, without constructor arguments: it asks its deployer for its
/// terms, so that its address follows from the programme's reference alone and its sources verify by themselves.
contract Voucher is VoucherRedemption {
    bytes32 private constant REVERSAL_TYPEHASH = keccak256(
        "Reversal(bytes32 payment,address to,uint256 amount,uint256 nonce,uint256 deadline)"
    );

    IMerchantRegistry private immutable REGISTRY;

    /* STORAGE */

    /// @dev All that a settlement asks of the programme, in one word.
    struct Rules {
        uint40 spendableFrom;
        uint40 spendableUntil;
        uint40 settleableUntil;
        uint128 categories;
        bool paused;
    }

    Rules private _rules;

    /// @dev What an issuance reads and writes, in one word.
    uint96 private _cap;
    uint96 private _issued;

    uint96 private _reclaimed;

    mapping(bytes32 ref => bool done) private _issuances;

    constructor()
        CardToken(
            IVoucherOpening(msg.sender).openingAuthority(),
            IVoucherOpening(msg.sender).openingName(),
            IVoucherOpening(msg.sender).openingSymbol()
        )
    {
        REGISTRY = IMerchantRegistry(IVoucherOpening(msg.sender).openingRegistry());
        Terms memory terms_ = IVoucherOpening(msg.sender).openingTerms();
        _checkDates(terms_.spendableFrom, terms_.spendableUntil, terms_.settleableUntil);
        _cap = terms_.cap;
        _rules = Rules({
            spendableFrom: terms_.spendableFrom,
            spendableUntil: terms_.spendableUntil,
            settleableUntil: terms_.settleableUntil,
            categories: terms_.categories,
            paused: false
        });
    }

    /* ISSUER */

    /// @inheritdoc IVoucher
    function issue(
        address[] calldata accounts,
        uint256[] calldata amounts,
        bytes32 ref
    ) external restricted {
        require(accounts.length == amounts.length, LengthMismatch(accounts.length, amounts.length));
        require(!_issuances[ref], IssuanceAlreadyDone(ref));
        _issuances[ref] = true;
        uint256 total = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            _issueOne(accounts[i], amounts[i]);
            // No overflow: each amount fits 96 bits.
            unchecked {
                total += amounts[i];
            }
        }
        _issued = Totals.issued(_issued, total, _cap);
        emit Issued(ref, accounts.length, total);
    }

    /// @dev `if` where other functions have `require`: without the call that the compiler makes of each, it costs a
    /// hundred gas less for each account. A sum that does not fit an account word is above any cap, and reverts here.
    function _issueOne(address account, uint256 amount) private {
        if (account == address(0)) revert ERC20InvalidReceiver(account);
        Account storage entry = _accounts[account];
        AccountWord word = entry.word;
        if (word.has(AccountWords.MERCHANT)) revert AccountIsMerchant(account);
        bool fits =
            amount <= AccountWords.MAX_AMOUNT && word.balance() <= AccountWords.MAX_AMOUNT - amount;
        if (!fits) revert AmountTooLarge(amount);
        entry.word = word.credit(amount).with(AccountWords.KNOWN);
        if (amount != 0) emit Transfer(address(0), account, amount);
    }

    /* REVERSAL */

    /// @inheritdoc IVoucher
    function reverse(Reversal[] calldata reversals) external {
        _checkSettleable();
        for (uint256 i = 0; i < reversals.length; ++i) {
            _reverseOne(reversals[i]);
        }
    }

    function _reverseOne(Reversal calldata item) private {
        bytes32 digest = reversalDigest(
            item.payment,
            item.to,
            item.amount,
            item.nonce,
            item.deadline
        );
        address merchant = _signerOf(digest, item.r, item.vs);
        (SkipReason reason, AccountWord left) = _judgeReversal(merchant, item);
        if (reason != SkipReason.None) {
            emit ReversalSkipped(item.payment, merchant, item.to, item.amount, item.nonce, reason);
            return;
        }
        _accounts[merchant].word = left;
        _accounts[item.to].word = _accounts[item.to].word.credit(item.amount);
        emit Transfer(merchant, item.to, item.amount);
        emit PaymentReversed(item.payment, merchant, item.to, item.amount, item.nonce);
    }

    function _judgeReversal(
        address merchant,
        Reversal calldata item
    ) private view returns (SkipReason, AccountWord) {
        AccountWord word = _accounts[merchant].word;
        if (merchant == address(0)) return (SkipReason.InvalidSignature, word);
        if (!word.has(AccountWords.MERCHANT)) return (SkipReason.PayerNotEligible, word);
        if (!_accounts[item.to].word.has(AccountWords.KNOWN)) {
            return (SkipReason.RecipientNotEligible, word);
        }
        return _pay(word, item.amount, item.nonce, item.deadline);
    }

    /* TREASURY */

    /// @inheritdoc IVoucher
    function reclaim(address[] calldata accounts) external restricted {
        uint256 until = _rules.settleableUntil;
        require(block.timestamp > until, ProgrammeNotEnded(until));
        uint256 total = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            total += _reclaimOne(accounts[i]);
        }
        _reclaimed = Totals.burnt(_reclaimed, total);
        emit Reclaimed(accounts.length, total);
    }

    function _reclaimOne(address account) private returns (uint256 amount) {
        Account storage entry = _accounts[account];
        AccountWord word = entry.word;
        require(word.has(AccountWords.KNOWN), HolderNotEligible(account));
        amount = word.balance();
        if (amount == 0) return 0;
        entry.word = word.debit(amount);
        emit Transfer(account, address(0), amount);
    }

    /// @inheritdoc IVoucher
    function moveDates(uint40 spendableUntil, uint40 settleableUntil) external restricted {
        Rules storage rules = _rules;
        _checkDates(rules.spendableFrom, spendableUntil, settleableUntil);
        bool isPast =
            settleableUntil < block.timestamp ||
                (spendableUntil < block.timestamp && spendableUntil != rules.spendableUntil);
        require(!isPast, InvalidDates(rules.spendableFrom, spendableUntil, settleableUntil));
        rules.spendableUntil = spendableUntil;
        rules.settleableUntil = settleableUntil;
        emit DatesMoved(spendableUntil, settleableUntil);
    }

    function _checkDates(uint40 from, uint40 spendableUntil, uint40 settleableUntil) private pure {
        bool isOrdered = from <= spendableUntil && spendableUntil <= settleableUntil;
        require(isOrdered, InvalidDates(from, spendableUntil, settleableUntil));
    }

    /* REGISTRY */

    /// @inheritdoc IMerchantFollower
    function dismiss(address[] calldata merchants) external {
        require(msg.sender == address(REGISTRY), CallerIsNotRegistry(msg.sender));
        for (uint256 i = 0; i < merchants.length; ++i) {
            AccountWord word = _accounts[merchants[i]].word;
            if (word.has(AccountWords.ADMITTED)) {
                _accounts[merchants[i]].word = word.without(AccountWords.ADMITTED);
            }
        }
    }

    /* WHAT A VOUCHER DECIDES */

    function _checkSettleable() internal view override {
        Rules storage rules = _rules;
        require(!rules.paused, SettlementIsPaused());
        bool isOpen =
            block.timestamp >= rules.spendableFrom && block.timestamp <= rules.settleableUntil;
        require(isOpen, OutsideProgrammeDates(rules.spendableFrom, rules.settleableUntil));
    }

    function _judgeRecipient(
        address to,
        AccountWord word
    ) internal view override returns (bool, uint256) {
        if (word.has(AccountWords.ADMITTED)) return (true, 0);
        if (word.has(AccountWords.KNOWN)) return (false, 0);
        (bool isEligible, bool mayRemember) = REGISTRY.admission(to, _rules.categories);
        if (!isEligible) return (false, 0);
        uint256 flags = AccountWords.MERCHANT | (mayRemember ? AccountWords.ADMITTED : 0);
        return (true, flags);
    }

    function _mayPay(AccountWord word) internal pure override returns (bool) {
        return word.has(AccountWords.KNOWN);
    }

    function _setPaused(bool paused) internal override {
        _rules.paused = paused;
    }

    /* ERC-20 */

    /// @notice As a payment without a signature: only a beneficiary, only to an eligible merchant, only while spendable.
    function transfer(address to, uint256 amount) external returns (bool) {
        _checkSettleable();
        require(
            block.timestamp <= _rules.spendableUntil,
            OutsideProgrammeDates(_rules.spendableFrom, _rules.spendableUntil)
        );
        require(_mayPay(_accounts[msg.sender].word), HolderNotEligible(msg.sender));
        AccountWord word = _accounts[to].word;
        require(!word.has(AccountWords.KNOWN), AccountIsBeneficiary(to));
        (bool mayReceive, uint256 flags) = _judgeRecipient(to, word);
        require(mayReceive, MerchantNotEligible(to));
        _move(msg.sender, to, amount, flags);
        return true;
    }

    /// @notice Reverts: vouchers are personal.
    function transferFrom(address, address, uint256) external pure returns (bool) {
        revert ApprovalsNotSupported();
    }

    /// @notice Reverts: vouchers are personal.
    function approve(address, uint256) external pure returns (bool) {
        revert ApprovalsNotSupported();
    }

    /// @notice Always zero.
    function allowance(address, address) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc IERC20
    function totalSupply() external view returns (uint256) {
        return Totals.supply(_issued, _redeemed, _reclaimed);
    }

    /* VIEWS */

    /// @inheritdoc IVoucher
    function terms() external view returns (Terms memory) {
        Rules memory rules = _rules;
        return
            Terms({
                cap: _cap,
                spendableFrom: rules.spendableFrom,
                spendableUntil: rules.spendableUntil,
                settleableUntil: rules.settleableUntil,
                categories: rules.categories
            });
    }

    /// @inheritdoc IVoucher
    function totals() external view returns (uint256 issued, uint256 redeemed, uint256 reclaimed) {
        return (_issued, _redeemed, _reclaimed);
    }

    function isSettlementPaused() public view override(CardToken, ICardToken) returns (bool) {
        return _rules.paused;
    }

    /// @inheritdoc IVoucher
    function isBeneficiary(address account) external view returns (bool) {
        return _accounts[account].word.has(AccountWords.KNOWN);
    }

    /// @inheritdoc IVoucher
    function isMerchant(address account) external view returns (bool) {
        return _accounts[account].word.has(AccountWords.MERCHANT);
    }

    /// @inheritdoc IVoucher
    function isIssuanceDone(bytes32 ref) external view returns (bool) {
        return _issuances[ref];
    }

    /// @inheritdoc IVoucher
    function reversalDigest(
        bytes32 payment,
        address to,
        uint256 amount,
        uint256 nonce,
        uint256 deadline
    ) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(abi.encode(REVERSAL_TYPEHASH, payment, to, amount, nonce, deadline))
            );
    }
}
