// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {Totals} from "../../contracts/Totals.sol";

/// @notice Each function that the contracts count with, for all arguments: it adds exactly, or reverts, and what it
/// returns is within the limit. These are the steps that `FundModel` and `BudgetModel` are made of.
contract TotalsProof {
    function issued(uint96 before, uint256 total, uint96 cap) external pure {
        uint256 after_ = Totals.issued(before, total, cap);
        assert(after_ >= before && after_ - before == total);
        assert(after_ <= cap);
    }

    /// @dev What is burnt was held, so before and amount together are no more than was ever issued.
    function burnt(uint96 before, uint256 amount, uint96 everIssued) external pure {
        require(before <= everIssued && amount <= everIssued - before);
        uint256 after_ = Totals.burnt(before, amount);
        assert(after_ >= before && after_ - before == amount);
    }

    function supply(uint96 everIssued, uint96 redeemed, uint96 reclaimed) external pure {
        require(redeemed <= everIssued && reclaimed <= everIssued - redeemed);
        uint256 held = Totals.supply(everIssued, redeemed, reclaimed);
        assert(held + redeemed + reclaimed == everIssued);
    }

    function rewarded(uint96 before, uint256 total, uint96 cap) external pure {
        uint256 after_ = Totals.rewarded("campaign", before, total, cap);
        assert(after_ >= before && after_ - before == total);
        assert(after_ <= cap);
    }

    function minted(uint256 before, uint256 total, uint96 limit) external pure {
        uint256 after_ = Totals.minted(before, total, limit);
        assert(after_ >= before && after_ - before == total);
        assert(after_ <= limit);
    }

    function mintedEver(uint96 before, uint256 total) external pure {
        uint256 after_ = Totals.mintedEver(before, total);
        assert(after_ >= before && after_ - before == total);
    }
}
