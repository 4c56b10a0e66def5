// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {ICardToken} from "../../contracts/interfaces/ICardToken.sol";

/// @notice A voucher's rules written down a second time, with a variable for each thing: nothing is packed, nothing is
/// cheap. What the real one decides is compared with what this one decides.
contract PlainVoucher {
    mapping(address account => uint256 cents) public balanceOf;
    mapping(address account => bool) public isBlocked;
    mapping(address account => bool) public isBeneficiary;
    mapping(address account => bool) public hasTakenPayments;
    mapping(address merchant => bool) public isEligible;
    mapping(address account => uint256 nonce) public highestNonce;
    mapping(address account => mapping(uint256 nonce => bool)) public isSettled;
    uint256 public issued;
    uint256 public redeemed;
    uint256 public reclaimed;

    function setEligible(address merchant, bool eligible) external {
        isEligible[merchant] = eligible;
    }

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function issue(address account, uint256 amount) external {
        isBeneficiary[account] = true;
        balanceOf[account] += amount;
        issued += amount;
    }

    function pay(
        address payer,
        address to,
        uint256 amount,
        uint256 nonce
    ) external returns (ICardToken.SkipReason reason) {
        reason = judgePayment(payer, to, amount, nonce);
        if (reason != ICardToken.SkipReason.None) return reason;
        _move(payer, to, amount, nonce);
        hasTakenPayments[to] = true;
    }

    function judgePayment(
        address payer,
        address to,
        uint256 amount,
        uint256 nonce
    ) public view returns (ICardToken.SkipReason) {
        if (isBeneficiary[to] || !isEligible[to]) return ICardToken.SkipReason.RecipientNotEligible;
        if (!isBeneficiary[payer]) return ICardToken.SkipReason.PayerNotEligible;
        return _judgeAccount(payer, amount, nonce);
    }

    function giveBack(
        address merchant,
        address to,
        uint256 amount,
        uint256 nonce
    ) external returns (ICardToken.SkipReason reason) {
        reason = judgeReversal(merchant, to, amount, nonce);
        if (reason == ICardToken.SkipReason.None) _move(merchant, to, amount, nonce);
    }

    function judgeReversal(
        address merchant,
        address to,
        uint256 amount,
        uint256 nonce
    ) public view returns (ICardToken.SkipReason) {
        if (!hasTakenPayments[merchant]) return ICardToken.SkipReason.PayerNotEligible;
        if (!isBeneficiary[to]) return ICardToken.SkipReason.RecipientNotEligible;
        return _judgeAccount(merchant, amount, nonce);
    }

    function _judgeAccount(
        address account,
        uint256 amount,
        uint256 nonce
    ) private view returns (ICardToken.SkipReason) {
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

    function redeem(address merchant, uint256 amount) external {
        balanceOf[merchant] -= amount;
        redeemed += amount;
    }

    function reclaim(address account) external {
        reclaimed += balanceOf[account];
        balanceOf[account] = 0;
    }

    function reassign(address from, address to) external {
        uint256 amount = balanceOf[from];
        balanceOf[from] = 0;
        balanceOf[to] += amount;
        isBlocked[from] = true;
    }
}
