// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

/// @title ICardToken
/// @notice An ERC-20 whose holders may pay by signature, in batches that anyone may submit.
///
/// ACCOUNT WORD. All that a card payment reads or writes about an account is one storage word
/// (balance, highest nonce, nonce window, flags), so replay protection costs no slot of its own.
///
/// AUTHORITY. A payment is authorised by the account's EIP-712 signature and by nothing else: the
/// relayer that submits it needs no right and can neither change nor redirect it.
///
/// NONCES. Each account numbers its payments from 1. They may settle in any order within a window of
/// 32: nonce `n` is refused once the account has settled a nonce of `n + 32` or more. A payment that
/// cannot settle is skipped, keeps its nonce unused, and never holds up the others.
///
/// RECIPIENTS. Payments are grouped by recipient, whose account is judged once and written once for each group.
///
/// EVENTS. Every movement of value is one ERC-20 `Transfer`: from zero where value comes into being, to zero where it is
/// burnt. What is left out of a batch says why, in an event of its own.
///
/// ERRORS. ERC-6093 where that has a name for it; each carries the account it is about, and the values.
///
/// STORAGE. Slots 0 and 1 hold nothing (fallbacks of OpenZeppelin's EIP712), 2 the authority; 3 is the mapping from account
/// to its word, drawn in `AccountWord.sol`; 4 and 5 hold name and symbol. No contract is ever upgraded: the layout is
/// told for whoever reads or proves it.
///
/// UNITS. Amounts are integer cents (`decimals` is 2). Times are Unix seconds.
interface ICardToken is IERC20Metadata, IERC20Errors, IERC5267 {
    /// @notice Why a signed payment or reversal was left out of a batch. The rest of the batch goes on.
    enum SkipReason {
        None,
        /// The signed deadline has passed.
        DeadlinePassed,
        /// No account can be recovered from the signature.
        InvalidSignature,
        /// The signer is not an account that may pay (for a voucher: holds no issued value).
        PayerNotEligible,
        /// The payer is blocked.
        PayerBlocked,
        /// The payer has already settled this nonce, or the nonce is zero.
        NonceUsed,
        /// The nonce is 32 or more behind the payer's highest settled nonce.
        NonceTooOld,
        /// The payer's balance does not cover the amount.
        InsufficientBalance,
        /// The recipient may not receive (for a voucher: not an active merchant of an eligible category).
        RecipientNotEligible,
        /// The amount is zero or does not fit the account word.
        InvalidAmount
    }

    /// @notice One payment as signed by its payer: `Payment(address to,uint256 amount,uint256 nonce,uint256 deadline)`.
    /// `to` stands once per group, in `PaymentGroup`.
    struct Payment {
        uint256 amount;
        uint256 nonce;
        uint256 deadline;
        /// First half of the ERC-2098 compact signature.
        bytes32 r;
        /// Second half: the parity bit above a low `s`.
        bytes32 vs;
    }

    /// @notice Payments to one recipient.
    struct PaymentGroup {
        address to;
        Payment[] payments;
    }

    /// @notice A signed payment was left out. Its nonce stays unused: it may be submitted again.
    /// @param digest The EIP-712 digest, which is the payment's public identity.
    event PaymentSkipped(
        bytes32 indexed digest,
        address indexed payer,
        address indexed to,
        uint256 amount,
        uint256 nonce,
        SkipReason reason
    );

    /// @notice A lost or stolen card's account can no longer pay.
    event AccountBlocked(address indexed account);
    /// @notice The account can pay again.
    event AccountUnblocked(address indexed account);
    /// @notice All the value of `from` now belongs to `to`, which replaces it. `from` stays blocked.
    event AccountReassigned(address indexed from, address indexed to, uint256 amount);
    /// @notice Signed payments wait until settlement is resumed; none is lost.
    event SettlementPaused(address indexed by);
    event SettlementResumed(address indexed by);

    /// @notice Settlement is paused by the guardian.
    error SettlementIsPaused();
    /// @notice The two lists of one call differ in length.
    error LengthMismatch(uint256 accounts, uint256 others);
    /// @notice The account is blocked already, or is not blocked.
    error AccountStateUnchanged(address account, bool blocked);
    /// @notice The account is blocked and cannot move value.
    error AccountIsBlocked(address account);
    /// @notice The address holds no account that value may be reassigned to or from.
    error AccountNotEligible(address account);
    /// @notice The amount does not fit the account word (96 bits).
    error AmountTooLarge(uint256 amount);
    /// @notice Pausing what is paused, or resuming what runs.
    error PauseUnchanged(bool paused);

    /// @notice Settles payments grouped by recipient. Anyone may call: the signatures are the authority.
    /// @dev One `Transfer` for each settled payment, one `PaymentSkipped` for each one left out, in the
    /// order of the calldata. Reverts as a whole only where no payment of it could settle now.
    function settle(PaymentGroup[] calldata groups) external;

    /// @notice Stops an account from paying. [GUARDIAN]
    function blockAccounts(address[] calldata accounts) external;
    /// @notice Lets a blocked account pay again. [GUARDIAN]
    function unblockAccounts(address[] calldata accounts) external;
    /// @notice Moves the whole value of each `from[i]` to `to[i]`, the account of the card that replaces it. [GUARDIAN]
    /// @dev `to[i]` must already be an account of the same kind, made known by another role, so that the
    /// guardian alone can never name where the value goes, and it is never the caller. `from[i]` ends up blocked.
    function reassign(address[] calldata from, address[] calldata to) external;

    /// @notice Makes settlement wait. [GUARDIAN]
    function pauseSettlement() external;
    /// @notice Lets settlement go on. [GUARDIAN]
    function resumeSettlement() external;

    /// @notice Whether settlement is paused.
    function isSettlementPaused() external view returns (bool);
    /// @notice Whether the account is blocked.
    function isBlocked(address account) external view returns (bool);
    /// @notice The highest nonce that the account has settled; 0 where none.
    function highestNonce(address account) external view returns (uint256);
    /// @notice Whether this payment nonce can never settle (again): used, zero, or behind the window.
    function isNonceUsed(address account, uint256 nonce) external view returns (bool);
    /// @notice The EIP-712 digest that the payer signs, and by which a receipt names the payment.
    function paymentDigest(
        address to,
        uint256 amount,
        uint256 nonce,
        uint256 deadline
    ) external view returns (bytes32);
    /// @notice Tells what would become of a signed payment now, and who its payer is. Costs nothing to ask.
    function previewPayment(
        address to,
        Payment calldata payment
    ) external view returns (SkipReason reason, address payer);
}
