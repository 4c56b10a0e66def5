// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {AccountWord, AccountWords} from "./AccountWord.sol";
import {ICardToken} from "./interfaces/ICardToken.sol";

/// @title CardToken
/// @notice What vouchers and local value have in common: accounts of one word, and batches of signed payments.
abstract contract CardToken is ICardToken, IERC165, EIP712, AccessManaged {
    bytes32 internal constant PAYMENT_TYPEHASH = keccak256(
        "Payment(address to,uint256 amount,uint256 nonce,uint256 deadline)"
    );

    /* STORAGE */

    mapping(address account => AccountWord word) internal _accounts;

    string private _name;
    string private _symbol;

    constructor(
        address authority,
        string memory name_,
        string memory symbol_
    ) EIP712("Borgo", "1") AccessManaged(authority) {
        _name = name_;
        _symbol = symbol_;
    }

    /* SETTLEMENT */

    /// @inheritdoc ICardToken
    function settle(PaymentGroup[] calldata groups) external {
        _checkSettleable();
        for (uint256 i = 0; i < groups.length; ++i) {
            _settleGroup(groups[i].to, groups[i].payments);
        }
    }

    /// @dev The recipient's word is written once, after the group: a payer that is the recipient too is read afresh.
    function _settleGroup(address to, Payment[] calldata payments) private {
        SkipReason recipientReason = _recipientReason(to);
        uint256 received = 0;
        for (uint256 i = 0; i < payments.length; ++i) {
            received += _settleOne(to, payments[i], recipientReason);
        }
        if (received != 0) _accounts[to] = _accounts[to].credit(received).with(_recipientFlag());
    }

    /// @return The amount moved; 0 where the payment was skipped.
    function _settleOne(
        address to,
        Payment calldata payment,
        SkipReason recipientReason
    ) private returns (uint256) {
        (SkipReason reason, address payer, bytes32 digest) = _judge(to, payment, recipientReason);
        if (reason != SkipReason.None) {
            emit PaymentSkipped(digest, payer, to, payment.amount, payment.nonce, reason);
            return 0;
        }
        _accounts[payer] = _accounts[payer].settled(payment.nonce).debit(payment.amount);
        emit Transfer(payer, to, payment.amount);
        return payment.amount;
    }

    function _judge(
        address to,
        Payment calldata payment,
        SkipReason recipientReason
    ) private view returns (SkipReason reason, address payer, bytes32 digest) {
        digest = paymentDigest(to, payment.amount, payment.nonce, payment.deadline);
        payer = _signerOf(digest, payment.r, payment.vs);
        if (payer == address(0)) return (SkipReason.InvalidSignature, payer, digest);
        if (recipientReason != SkipReason.None) return (recipientReason, payer, digest);
        AccountWord word = _accounts[payer];
        reason =
            _mayPay(word)
                ? _wordReason(word, payment.amount, payment.nonce, payment.deadline)
                : SkipReason.PayerNotEligible;
    }

    /// @dev What the signer's own word says against a signed movement of value.
    function _wordReason(
        AccountWord word,
        uint256 amount,
        uint256 nonce,
        uint256 deadline
    ) internal view returns (SkipReason) {
        if (deadline < block.timestamp) return SkipReason.DeadlinePassed;
        if (word.has(AccountWords.BLOCKED)) return SkipReason.PayerBlocked;
        if (amount == 0 || amount > AccountWords.MAX_AMOUNT) return SkipReason.InvalidAmount;
        AccountWords.NonceState state = word.stateOf(nonce);
        if (state == AccountWords.NonceState.Used) return SkipReason.NonceUsed;
        if (state == AccountWords.NonceState.TooOld) return SkipReason.NonceTooOld;
        if (word.balance() < amount) return SkipReason.InsufficientBalance;
        return SkipReason.None;
    }

    /// @dev Zero where no account can be recovered; a high `s` is refused, so that a payment has one signature.
    function _signerOf(
        bytes32 digest,
        bytes32 r,
        bytes32 vs
    ) internal pure returns (address signer) {
        (signer, , ) = ECDSA.tryRecover(digest, r, vs);
    }

    /* WHAT EACH TOKEN DECIDES */

    /// @dev Reverts where nothing may settle now.
    function _checkSettleable() internal view virtual;

    /// @dev Whether `to` may receive payments. Asked once for each group.
    function _recipientReason(address to) internal view virtual returns (SkipReason);

    /// @dev The flag that an account carries from its first receipt; 0 for none.
    function _recipientFlag() internal pure virtual returns (uint256);

    /// @dev Whether an account with this word may pay at all.
    function _mayPay(AccountWord word) internal pure virtual returns (bool);

    function _setPaused(bool paused) internal virtual;

    /* GUARDIAN */

    /// @inheritdoc ICardToken
    function blockAccounts(address[] calldata accounts) external restricted {
        for (uint256 i = 0; i < accounts.length; ++i) {
            AccountWord word = _accounts[accounts[i]];
            require(!word.has(AccountWords.BLOCKED), AccountStateUnchanged(accounts[i], true));
            _accounts[accounts[i]] = word.with(AccountWords.BLOCKED);
            emit AccountBlocked(accounts[i]);
        }
    }

    /// @inheritdoc ICardToken
    function unblockAccounts(address[] calldata accounts) external restricted {
        for (uint256 i = 0; i < accounts.length; ++i) {
            AccountWord word = _accounts[accounts[i]];
            require(word.has(AccountWords.BLOCKED), AccountStateUnchanged(accounts[i], false));
            _accounts[accounts[i]] = word.without(AccountWords.BLOCKED);
            emit AccountUnblocked(accounts[i]);
        }
    }

    /// @inheritdoc ICardToken
    function reassign(address[] calldata from, address[] calldata to) external restricted {
        require(from.length == to.length, LengthMismatch(from.length, to.length));
        for (uint256 i = 0; i < from.length; ++i) {
            _reassignOne(from[i], to[i]);
        }
    }

    function _reassignOne(address from, address to) private {
        AccountWord source = _accounts[from];
        AccountWord target = _accounts[to];
        require(source.has(AccountWords.KNOWN), AccountNotEligible(from));
        bool isOther = to != from && to != msg.sender;
        require(target.has(AccountWords.KNOWN) && isOther, AccountNotEligible(to));
        require(!target.has(AccountWords.BLOCKED), AccountIsBlocked(to));
        uint256 amount = source.balance();
        _accounts[from] = source.debit(amount).with(AccountWords.BLOCKED);
        _accounts[to] = target.credit(amount);
        emit Transfer(from, to, amount);
        emit AccountReassigned(from, to, amount);
    }

    /// @inheritdoc ICardToken
    function pauseSettlement() external restricted {
        require(!isSettlementPaused(), PauseUnchanged(true));
        _setPaused(true);
        emit SettlementPaused(msg.sender);
    }

    /// @inheritdoc ICardToken
    function resumeSettlement() external restricted {
        require(isSettlementPaused(), PauseUnchanged(false));
        _setPaused(false);
        emit SettlementResumed(msg.sender);
    }

    /* VIEWS */

    /// @inheritdoc ICardToken
    function isSettlementPaused() public view virtual returns (bool);

    /// @inheritdoc ICardToken
    function isBlocked(address account) external view returns (bool) {
        return _accounts[account].has(AccountWords.BLOCKED);
    }

    /// @inheritdoc ICardToken
    function highestNonce(address account) external view returns (uint256) {
        return _accounts[account].highestNonce();
    }

    /// @inheritdoc ICardToken
    function isNonceUsed(address account, uint256 nonce) external view returns (bool) {
        return _accounts[account].stateOf(nonce) != AccountWords.NonceState.Free;
    }

    /// @inheritdoc ICardToken
    function paymentDigest(
        address to,
        uint256 amount,
        uint256 nonce,
        uint256 deadline
    ) public view returns (bytes32) {
        return
            _hashTypedDataV4(keccak256(abi.encode(PAYMENT_TYPEHASH, to, amount, nonce, deadline)));
    }

    /// @inheritdoc ICardToken
    function previewPayment(
        address to,
        Payment calldata payment
    ) external view returns (SkipReason reason, address payer) {
        _checkSettleable();
        (reason, payer, ) = _judge(to, payment, _recipientReason(to));
    }

    /// @inheritdoc IERC20Metadata
    function name() external view returns (string memory) {
        return _name;
    }

    /// @inheritdoc IERC20Metadata
    function symbol() external view returns (string memory) {
        return _symbol;
    }

    /// @inheritdoc IERC20Metadata
    function decimals() external pure returns (uint8) {
        return 2;
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) public view returns (uint256) {
        return _accounts[account].balance();
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view virtual returns (bool) {
        return
            interfaceId == type(IERC165).interfaceId ||
            interfaceId == type(IERC20).interfaceId ||
            interfaceId == type(IERC20Metadata).interfaceId ||
            interfaceId == type(IERC5267).interfaceId;
    }

    /* MOVING VALUE WITHOUT A SIGNED PAYMENT */

    /// @dev Debits and credits; the caller has judged whether the two may. Reverts where the balance is short.
    function _move(address from, address to, uint256 amount) internal {
        require(from != address(0), ERC20InvalidSender(from));
        require(to != address(0), ERC20InvalidReceiver(to));
        AccountWord word = _accounts[from];
        require(!word.has(AccountWords.BLOCKED), AccountIsBlocked(from));
        require(word.balance() >= amount, ERC20InsufficientBalance(from, word.balance(), amount));
        _accounts[from] = word.debit(amount);
        _accounts[to] = _accounts[to].credit(amount).with(_recipientFlag());
        emit Transfer(from, to, amount);
    }
}
