// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {ICardToken} from "../../contracts/interfaces/ICardToken.sol";
import {IVoucher} from "../../contracts/interfaces/IVoucher.sol";
import {FundModel} from "../proof/FundModel.sol";

/// @notice A voucher's rules written down a second time, with a variable for each thing: nothing is packed, nothing is
/// cheap. What the real one decides is compared with what this one decides.
contract PlainVoucher {
    IVoucher.Terms public terms;
    bool public isPaused;
    mapping(address account => uint256 cents) public balanceOf;
    mapping(address account => bool) public isBlocked;
    mapping(address account => bool) public isBeneficiary;
    mapping(address account => bool) public hasTakenPayments;
    mapping(address merchant => bool) public isEligible;
    mapping(address merchant => bool) public wasEverEligible;
    mapping(address account => uint256 nonce) public highestNonce;
    mapping(address account => mapping(uint256 nonce => bool)) public isSettled;
    mapping(bytes32 digest => bool) public hasMoved;
    mapping(bytes32 ref => bool) public isRefUsed;
    mapping(address merchant => mapping(uint256 number => bool)) public isRedeemed;
    /// @dev When an officer's mere call begins to do something; zero where it does nothing.
    mapping(address officer => uint256 time) public treasurerFrom;
    bool public isClosed;
    uint256 public issued;
    uint256 public redeemed;
    uint256 public reclaimed;

    /// @notice The sums that the solver proves things of, made to follow what happens here.
    FundModel public immutable sums;

    constructor(IVoucher.Terms memory terms_) {
        terms = terms_;
        sums = new FundModel(terms_.cap);
    }

    /* WHETHER */

    function maySettle() public view returns (bool) {
        bool isOpen =
            terms.spendableFrom <= block.timestamp && block.timestamp <= terms.settleableUntil;
        return isOpen && !isPaused;
    }

    function mayIssue(address account, uint256 amount, bytes32 ref) external view returns (bool) {
        bool isFresh = !isRefUsed[ref] && !hasTakenPayments[account];
        return isFresh && account != address(0) && amount <= terms.cap - issued;
    }

    function mayRedeem(
        address officer,
        address merchant,
        uint256 amount,
        uint32 number
    ) external view returns (bool) {
        bool isOpen = mayAct(officer) && hasTakenPayments[merchant];
        bool isNext = number != 0 && number <= firstOpen(merchant) + 23;
        return isOpen && isNext && !isRedeemed[merchant][number] && amount <= balanceOf[merchant];
    }

    /// @notice Whether this officer may redeem at all.
    function mayAct(address officer) public view returns (bool) {
        uint256 from = treasurerFrom[officer];
        return from != 0 && from <= block.timestamp && !isClosed;
    }

    /// @notice The lowest number that no statement of this merchant was redeemed under.
    function firstOpen(address merchant) public view returns (uint256 number) {
        number = 1;
        while (isRedeemed[merchant][number]) ++number;
    }

    function mayReclaim(address account) external view returns (bool) {
        return isBeneficiary[account] && block.timestamp > terms.settleableUntil;
    }

    function mayReassign(address from, address to) external view returns (bool) {
        return isBeneficiary[from] && isBeneficiary[to] && from != to && !isBlocked[to];
    }

    function mayTransfer(address from, address to, uint256 amount) external view returns (bool) {
        bool isInTime = maySettle() && block.timestamp <= terms.spendableUntil;
        bool isAllowed = isBeneficiary[from] && !isBlocked[from] && amount <= balanceOf[from];
        return isInTime && isAllowed && !isBeneficiary[to] && isEligible[to];
    }

    function mayMoveDates(uint40 spendable, uint40 settleable) external view returns (bool) {
        bool isOrdered = terms.spendableFrom <= spendable && spendable <= settleable;
        bool isSame = spendable == terms.spendableUntil;
        return
            isOrdered && settleable >= block.timestamp && (spendable >= block.timestamp || isSame);
    }

    /* WHAT THEN */

    function setEligible(address merchant, bool eligible) external {
        isEligible[merchant] = eligible;
        if (eligible) wasEverEligible[merchant] = true;
    }

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function setPaused(bool paused) external {
        isPaused = paused;
    }

    function moveDates(uint40 spendable, uint40 settleable) external {
        terms.spendableUntil = spendable;
        terms.settleableUntil = settleable;
    }

    function issue(address account, uint256 amount, bytes32 ref) external {
        isRefUsed[ref] = true;
        isBeneficiary[account] = true;
        balanceOf[account] += amount;
        issued += amount;
        sums.act(FundModel.Act.Issue, int256(amount));
    }

    function pay(
        address payer,
        address to,
        uint256 amount,
        uint256 nonce,
        uint256 deadline,
        bytes32 digest
    ) external {
        if (judgePayment(payer, to, amount, nonce, deadline) != ICardToken.SkipReason.None) return;
        assert(!hasMoved[digest] && !isBlocked[payer]);
        hasMoved[digest] = true;
        _move(payer, to, amount, nonce);
        hasTakenPayments[to] = true;
        sums.act(FundModel.Act.Pay, int256(amount));
    }

    function judgePayment(
        address payer,
        address to,
        uint256 amount,
        uint256 nonce,
        uint256 deadline
    ) public view returns (ICardToken.SkipReason) {
        if (isBeneficiary[to] || !isEligible[to]) return ICardToken.SkipReason.RecipientNotEligible;
        if (!isBeneficiary[payer]) return ICardToken.SkipReason.PayerNotEligible;
        return _judgeAccount(payer, amount, nonce, deadline);
    }

    function giveBack(
        address merchant,
        address to,
        uint256 amount,
        uint256 nonce,
        uint256 deadline
    ) external {
        if (!hasTakenPayments[merchant] || !isBeneficiary[to]) return;
        if (_judgeAccount(merchant, amount, nonce, deadline) != ICardToken.SkipReason.None) return;
        _move(merchant, to, amount, nonce);
        sums.act(FundModel.Act.GiveBack, int256(amount));
    }

    function _judgeAccount(
        address account,
        uint256 amount,
        uint256 nonce,
        uint256 deadline
    ) private view returns (ICardToken.SkipReason) {
        if (deadline < block.timestamp) return ICardToken.SkipReason.DeadlinePassed;
        if (isBlocked[account]) return ICardToken.SkipReason.PayerBlocked;
        if (amount == 0) return ICardToken.SkipReason.InvalidAmount;
        if (nonce == 0) return ICardToken.SkipReason.NonceUsed;
        if (nonce + 32 <= highestNonce[account]) return ICardToken.SkipReason.NonceTooOld;
        if (isSettled[account][nonce]) return ICardToken.SkipReason.NonceUsed;
        if (amount > balanceOf[account]) return ICardToken.SkipReason.InsufficientBalance;
        return ICardToken.SkipReason.None;
    }

    function _move(address from, address to, uint256 amount, uint256 nonce) private {
        isSettled[from][nonce] = true;
        if (nonce > highestNonce[from]) highestNonce[from] = nonce;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }

    function transfer(address from, address to, uint256 amount) external {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        hasTakenPayments[to] = true;
        sums.act(FundModel.Act.Pay, int256(amount));
    }

    function setTreasurer(address officer, uint256 from) external {
        treasurerFrom[officer] = from;
    }

    function setClosed(bool closed) external {
        isClosed = closed;
    }

    function redeem(address merchant, uint256 amount, uint32 number) external {
        isRedeemed[merchant][number] = true;
        balanceOf[merchant] -= amount;
        redeemed += amount;
        sums.act(FundModel.Act.Redeem, int256(amount));
    }

    function reclaim(address account) external {
        sums.act(FundModel.Act.Reclaim, int256(balanceOf[account]));
        reclaimed += balanceOf[account];
        balanceOf[account] = 0;
    }

    function reassign(address from, address to) external {
        uint256 amount = balanceOf[from];
        balanceOf[from] = 0;
        balanceOf[to] += amount;
        isBlocked[from] = true;
    }

    /// @return Whether this number can never settle any more: nought, settled, or 32 or more behind.
    function isNonceUsed(address account, uint256 nonce) external view returns (bool) {
        return nonce == 0 || isSettled[account][nonce] || nonce + 32 <= highestNonce[account];
    }
}
