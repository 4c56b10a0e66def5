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
import {PaymentDigest, PaymentDigests} from "./PaymentDigest.sol";
import {ICardToken} from "./interfaces/ICardToken.sol";

/// @title CardToken
/// @notice What vouchers and local value have in common: accounts of one word, and batches of signed payments.
abstract contract CardToken is ICardToken, IERC165, EIP712, AccessManaged {
    /* STORAGE */

    /// @dev A struct of one member, so that code can hold on to the place and need not look it up twice.
    struct Account {
        AccountWord word;
    }

    mapping(address holder => Account account) internal _accounts;

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
        PaymentDigest digest = PaymentDigests.create(_domainSeparatorV4());
        for (uint256 i = 0; i < groups.length; ++i) {
            _settleGroup(digest, groups[i].to, groups[i].payments);
        }
    }

    /// @dev The recipient's word is written once, after the group: a payer that is the recipient too is read afresh.
    function _settleGroup(PaymentDigest digest, address to, Payment[] calldata payments) private {
        Account storage account = _accounts[to];
        (bool mayReceive, uint256 flags) = _judgeRecipient(to, account.word);
        digest.setRecipient(to);
        uint256 received = 0;
        for (uint256 i = 0; i < payments.length; ++i) {
            // No overflow: what accounts really held adds up to the supply at most.
            unchecked {
                received += _settleOne(digest, to, payments[i], mayReceive);
            }
        }
        if (received != 0) account.word = account.word.credit(received).with(flags);
    }

    /// @return moved The amount; 0 where the payment was skipped.
    function _settleOne(
        PaymentDigest digest,
        address to,
        Payment calldata payment,
        bool mayReceive
    ) private returns (uint256 moved) {
        bytes32 hash = digest.hashOf(payment);
        address payer = _signerOf(hash, payment.r, payment.vs);
        Account storage account = _accounts[payer];
        (SkipReason reason, AccountWord left) = _judge(payer, account.word, payment, mayReceive);
        if (reason == SkipReason.None) {
            moved = payment.amount;
            account.word = left;
            emit Transfer(payer, to, moved);
        } else {
            emit PaymentSkipped(hash, payer, to, payment.amount, payment.nonce, reason);
        }
    }

    function _judge(
        address payer,
        AccountWord word,
        Payment calldata payment,
        bool mayReceive
    ) private view returns (SkipReason reason, AccountWord left) {
        if (payer == address(0)) reason = SkipReason.InvalidSignature;
        else if (!mayReceive) reason = SkipReason.RecipientNotEligible;
        else if (!_mayPay(word)) reason = SkipReason.PayerNotEligible;
        else (reason, left) = _pay(word, payment.amount, payment.nonce, payment.deadline);
    }

    /// @dev What the signer's own word says against a signed movement of value, and the word after it; to be kept only
    /// where nothing is said against it.
    function _pay(
        AccountWord word,
        uint256 amount,
        uint256 nonce,
        uint256 deadline
    ) internal view returns (SkipReason reason, AccountWord left) {
        AccountWords.NonceState state;
        (state, left) = word.settled(nonce);
        if (deadline < block.timestamp) reason = SkipReason.DeadlinePassed;
        else if (word.has(AccountWords.BLOCKED)) reason = SkipReason.PayerBlocked;
        else if (amount == 0 || amount > AccountWords.MAX_AMOUNT) reason = SkipReason.InvalidAmount;
        else if (state != AccountWords.NonceState.Free) {
            bool isUsed = state == AccountWords.NonceState.Used;
            reason = isUsed ? SkipReason.NonceUsed : SkipReason.NonceTooOld;
        } else if (word.balance() < amount) reason = SkipReason.InsufficientBalance;
        else left = left.debit(amount);
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

    /// @dev Whether `to` may receive payments, asked once for each group, and the flags that its account carries from
    /// its next receipt on; 0 for none.
    function _judgeRecipient(
        address to,
        AccountWord word
    ) internal view virtual returns (bool mayReceive, uint256 flags);

    /// @dev Whether an account with this word may pay at all.
    function _mayPay(AccountWord word) internal pure virtual returns (bool);

    function _setPaused(bool paused) internal virtual;

    /* GUARDIAN */

    /// @inheritdoc ICardToken
    function blockAccounts(address[] calldata accounts) external restricted {
        for (uint256 i = 0; i < accounts.length; ++i) {
            AccountWord word = _accounts[accounts[i]].word;
            require(!word.has(AccountWords.BLOCKED), AccountStateUnchanged(accounts[i], true));
            _accounts[accounts[i]].word = word.with(AccountWords.BLOCKED);
            emit AccountBlocked(accounts[i]);
        }
    }

    /// @inheritdoc ICardToken
    function unblockAccounts(address[] calldata accounts) external restricted {
        for (uint256 i = 0; i < accounts.length; ++i) {
            AccountWord word = _accounts[accounts[i]].word;
            require(word.has(AccountWords.BLOCKED), AccountStateUnchanged(accounts[i], false));
            _accounts[accounts[i]].word = word.without(AccountWords.BLOCKED);
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
        AccountWord source = _accounts[from].word;
        AccountWord target = _accounts[to].word;
        require(source.has(AccountWords.KNOWN), AccountNotEligible(from));
        bool isOther = to != from && to != msg.sender;
        require(target.has(AccountWords.KNOWN) && isOther, AccountNotEligible(to));
        require(!target.has(AccountWords.BLOCKED), AccountIsBlocked(to));
        uint256 amount = source.balance();
        _accounts[from].word = source.debit(amount).with(AccountWords.BLOCKED);
        _accounts[to].word = target.credit(amount);
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
        return _accounts[account].word.has(AccountWords.BLOCKED);
    }

    /// @inheritdoc ICardToken
    function highestNonce(address account) external view returns (uint256) {
        return _accounts[account].word.highestNonce();
    }

    /// @inheritdoc ICardToken
    function isNonceUsed(address account, uint256 nonce) external view returns (bool) {
        return _accounts[account].word.stateOf(nonce) != AccountWords.NonceState.Free;
    }

    /// @inheritdoc ICardToken
    function paymentDigest(
        address to,
        uint256 amount,
        uint256 nonce,
        uint256 deadline
    ) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(abi.encode(PaymentDigests.TYPEHASH, to, amount, nonce, deadline))
            );
    }

    /// @inheritdoc ICardToken
    function previewPayment(
        address to,
        Payment calldata payment
    ) external view returns (SkipReason reason, address payer) {
        _checkSettleable();
        (bool mayReceive, ) = _judgeRecipient(to, _accounts[to].word);
        PaymentDigest digest = PaymentDigests.create(_domainSeparatorV4());
        digest.setRecipient(to);
        payer = _signerOf(digest.hashOf(payment), payment.r, payment.vs);
        (reason, ) = _judge(payer, _accounts[payer].word, payment, mayReceive);
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
        return _accounts[account].word.balance();
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

    /// @dev Debits and credits; the caller has judged whether the two may, and says which flags the receipt brings.
    /// Reverts where the balance is short.
    function _move(address from, address to, uint256 amount, uint256 flags) internal {
        require(from != address(0), ERC20InvalidSender(from));
        require(to != address(0), ERC20InvalidReceiver(to));
        AccountWord word = _accounts[from].word;
        require(!word.has(AccountWords.BLOCKED), AccountIsBlocked(from));
        require(word.balance() >= amount, ERC20InsufficientBalance(from, word.balance(), amount));
        _accounts[from].word = word.debit(amount);
        _accounts[to].word = _accounts[to].word.credit(amount).with(flags);
        emit Transfer(from, to, amount);
    }
}
