// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {AccountWords} from "./AccountWord.sol";
import {ICardToken} from "./interfaces/ICardToken.sol";
import {ILocalToken} from "./interfaces/ILocalToken.sol";
import {IVoucher} from "./interfaces/IVoucher.sol";

/// @title Totals
/// @notice The arithmetic of all that is counted against a limit: a programme's fund, a campaign's budget, a year's
/// limit. Each function takes the counters as they stand and returns one as it will stand, or reverts.
/// @dev Nothing here touches storage or knows an account, so that a solver can read it: `npm run prove` shows for every
/// sequence of acts, however long, that no limit is passed and no cent lost.
library Totals {
    /// @notice What has been issued after `total` more, never above the fund.
    function issued(uint96 before, uint256 total, uint96 cap) internal pure returns (uint96) {
        uint256 sum = before + total;
        require(sum <= cap, IVoucher.VoucherExceededCap(sum, cap));
        return uint96(sum);
    }

    /// @notice What has been burnt, redeemed or reclaimed, after `amount` more.
    /// @dev The caller knows that some account held the amount, so that it fits.
    function burnt(uint96 before, uint256 amount) internal pure returns (uint96) {
        return before + uint96(amount);
    }

    /// @notice What is held by everybody together.
    function supply(
        uint96 issued_,
        uint96 redeemed,
        uint96 reclaimed
    ) internal pure returns (uint256) {
        return uint256(issued_) - redeemed - reclaimed;
    }

    /// @notice What a campaign has rewarded after `total` more, never above its budget.
    function rewarded(
        bytes32 campaign,
        uint96 before,
        uint256 total,
        uint96 cap
    ) internal pure returns (uint96) {
        uint256 sum = before + total;
        require(sum <= cap, ILocalToken.CampaignExceededCap(campaign, sum, cap));
        return uint96(sum);
    }

    /// @notice What has been minted in a year after `total` more, never above the limit.
    function minted(uint256 before, uint256 total, uint96 limit) internal pure returns (uint256) {
        uint256 sum = before + total;
        require(sum <= limit, ILocalToken.YearlyLimitExceeded(sum, limit));
        return sum;
    }

    /// @notice What has ever been minted after `total` more, never above what one account could hold.
    function mintedEver(uint96 before, uint256 total) internal pure returns (uint96) {
        uint256 sum = before + total;
        require(sum <= AccountWords.MAX_AMOUNT, ICardToken.AmountTooLarge(sum));
        return uint96(sum);
    }
}
