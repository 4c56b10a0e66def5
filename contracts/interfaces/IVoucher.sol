// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {ICardToken} from "./ICardToken.sol";
import {IMerchantFollower} from "./IMerchantFollower.sol";
import {IOfficerFollower} from "./IOfficerFollower.sol";

/// @title IVoucher
/// @notice The vouchers (*buoni*) of one programme. One contract per public fund, so that any explorer
/// shows each fund as a token of its own.
///
/// WHO HOLDS IT. An account is a beneficiary's from its first issuance, or a merchant's from its first
/// payment; never both.
///
/// WHERE VALUE GOES. Issued to beneficiaries; from a beneficiary only to an active merchant of an
/// eligible category; from a merchant only back to a beneficiary (reversal) or burnt (redemption);
/// unspent value, after the programme, is reclaimed (burnt). Hence, always:
/// `issued == held by beneficiaries + at merchants + redeemed + reclaimed` and `issued <= cap`.
///
/// DATES. Beneficiaries may spend from `spendableFrom` until `spendableUntil`. What was accepted by then
/// may still settle until `settleableUntil`: an accepted payment is a promise.
///
/// MERCHANTS. The registry is asked about a merchant before its first receipt and again after it was dismissed; in between
/// the merchant's own word remembers that it is admitted (`IMerchantRegistry`, FOLLOWERS).
///
/// STATEMENTS. A merchant's reimbursement statements in one programme are numbered 1, 2, 3 and so on; the number is the last
/// four bytes of a statement's reference, the others are random. Each number is redeemed at most once, in any order, but
/// never 24 or more ahead of the first that is not. What is redeemed is kept in the merchant's own word (`AccountWord`).
///
/// OFFICERS. The authority is asked about the officer who redeems before that officer's first redemption and again after
/// anything that may have ended the officer's right; in between the voucher remembers (`ITownAuthority`, FOLLOWERS). For
/// every other function it is asked each time.
///
/// STORAGE, after a card token's six slots. 6: total redeemed and the officer who redeems, all that a redemption reads and
/// writes beside the merchant's account. 7: dates, categories and pause, all that a settlement asks of the programme. 8: fund
/// and total issued, all that an issuance does. 9: total reclaimed. 10: the references of issuances that are done.
interface IVoucher is ICardToken, IMerchantFollower, IOfficerFollower {
    /// @notice The terms of a programme, fixed at opening but for the two end dates, which may be moved later.
    struct Terms {
        /// The fund in cents: no more than this is ever issued.
        uint96 cap;
        uint40 spendableFrom;
        uint40 spendableUntil;
        /// Last second at which accepted payments may settle; not before `spendableUntil`.
        uint40 settleableUntil;
        /// Bitmap of eligible merchant categories: bit `n` admits category `n`.
        uint128 categories;
    }

    /// @notice A merchant's signed reversal:
    /// `Reversal(bytes32 payment,address to,uint256 amount,uint256 nonce,uint256 deadline)`.
    struct Reversal {
        /// Digest of the payment that is given back, wholly or in part.
        bytes32 payment;
        /// The beneficiary's account.
        address to;
        uint256 amount;
        /// In the merchant's own nonce sequence.
        uint256 nonce;
        uint256 deadline;
        bytes32 r;
        bytes32 vs;
    }

    /// @notice What a merchant took and is reimbursed for, by one statement.
    struct Redemption {
        address merchant;
        uint256 amount;
        /// 28 random bytes, then the statement's number among this merchant's in this programme.
        bytes32 statement;
    }

    /// @notice One transaction of an issuance: `total` cents to `accounts` accounts.
    event Issued(bytes32 indexed ref, uint256 accounts, uint256 total);
    /// @notice A merchant gave back (part of) a payment. A `Transfer` from the merchant goes with it.
    event PaymentReversed(
        bytes32 indexed payment,
        address indexed merchant,
        address indexed to,
        uint256 amount,
        uint256 nonce
    );
    /// @notice A signed reversal was left out; its nonce stays unused.
    event ReversalSkipped(
        bytes32 indexed payment,
        address indexed merchant,
        address indexed to,
        uint256 amount,
        uint256 nonce,
        SkipReason reason
    );
    /// @notice A merchant's vouchers were burnt against a reimbursement in euros.
    /// @param statement Reference of the reimbursement statement.
    event Redeemed(address indexed merchant, uint256 amount, bytes32 indexed statement);
    /// @notice One transaction of reclaiming: the `total` cents that `accounts` accounts had not spent went back to the fund.
    /// A `Transfer` to zero from each account that held any goes with it.
    event Reclaimed(uint256 accounts, uint256 total);
    /// @notice The programme's end dates were moved.
    event DatesMoved(uint256 spendableUntil, uint256 settleableUntil);

    /// @notice An issuance would bring the total issued above the fund.
    error VoucherExceededCap(uint256 issued, uint256 cap);
    /// @notice An issuance with this reference is on chain already.
    error IssuanceAlreadyDone(bytes32 ref);
    /// @notice A redemption for a statement of this merchant with this number is on chain already.
    error StatementAlreadyRedeemed(bytes32 statement);
    /// @notice The statement after `redeemedUpTo` has to be redeemed first.
    error StatementTooFarAhead(bytes32 statement, uint256 redeemedUpTo);
    /// @notice Not between `spendableFrom` and `settleableUntil`.
    error OutsideProgrammeDates(uint256 from, uint256 until);
    /// @notice The programme has not ended: unspent value still belongs to the beneficiaries.
    error ProgrammeNotEnded(uint256 settleableUntil);
    /// @notice Dates out of order, or an end moved into the past.
    error InvalidDates(uint256 spendableFrom, uint256 spendableUntil, uint256 settleableUntil);
    /// @notice The address is a merchant's, so it cannot be a beneficiary's.
    error AccountIsMerchant(address account);
    /// @notice The address is a beneficiary's, so it cannot be a merchant's.
    error AccountIsBeneficiary(address account);
    /// @notice The merchant is not active or not of an eligible category.
    error MerchantNotEligible(address merchant);
    /// @notice The holder may not move vouchers this way (only a beneficiary pays).
    error HolderNotEligible(address holder);
    /// @notice Vouchers are personal: nobody may spend them for their holder.
    error ApprovalsNotSupported();

    /// @notice Credits beneficiaries' accounts, within the fund. A zero amount makes an account known without value. [ISSUER]
    /// @param ref Random reference, used once: the same issuance cannot be credited twice.
    function issue(address[] calldata accounts, uint256[] calldata amounts, bytes32 ref) external;
    /// @notice Gives payments back, by merchants' signatures. Anyone may submit them.
    function reverse(Reversal[] calldata reversals) external;
    /// @notice Burns what merchants took, against reimbursements in euros: all of the list or nothing. [TREASURY]
    function redeem(Redemption[] calldata redemptions) external;
    /// @notice After `settleableUntil`, returns to the fund all that these accounts did not spend. [TREASURY]
    function reclaim(address[] calldata accounts) external;
    /// @notice Moves the end of the programme, earlier or later, never into the past. [TREASURY]
    function moveDates(uint40 spendableUntil, uint40 settleableUntil) external;

    /// @notice The programme's terms as they stand.
    function terms() external view returns (Terms memory);
    /// @notice Cents ever issued, ever redeemed, ever reclaimed.
    function totals() external view returns (uint256 issued, uint256 redeemed, uint256 reclaimed);
    /// @notice Whether this address holds vouchers as a beneficiary.
    function isBeneficiary(address account) external view returns (bool);
    /// @notice Whether this address has taken vouchers as a merchant.
    function isMerchant(address account) external view returns (bool);
    /// @notice Whether an issuance with this reference is on chain.
    function isIssuanceDone(bytes32 ref) external view returns (bool);
    /// @notice Whether a redemption for a statement of this merchant with this number is on chain.
    function isStatementRedeemed(address merchant, bytes32 statement) external view returns (bool);
    /// @notice The officer whose right to redeem is remembered; zero for none.
    function redeemer() external view returns (address);
    /// @notice The EIP-712 digest that a merchant signs to give a payment back.
    function reversalDigest(
        bytes32 payment,
        address to,
        uint256 amount,
        uint256 nonce,
        uint256 deadline
    ) external view returns (bytes32);
}
