// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @notice Local value as its sums: one campaign among any number of others, one year among any number of others. Any act
/// may come at any time, in any order, with any amount, for ever.
/// @dev The limit may be lowered below what was minted; then nothing more is minted. So what counts for a year is the
/// limit in force at each minting. The steps are those of `Totals` (`TotalsProof.sol`), and the fuzz tests do each act
/// here and on the real contract.
contract BudgetModel {
    int256 private constant MOST = 2 ** 96;

    int256 public cap;
    int256 public limit;
    int256 public rewarded;
    int256 public rewardedByOthers;
    int256 public mintedThisYear;
    int256 public mintedInOtherYears;
    int256 public supply;

    constructor(uint96 cap_) {
        cap = int256(uint256(cap_));
    }

    function setYearlyLimit(uint96 limit_) external {
        limit = int256(uint256(limit_));
    }

    function reward(bool isThisCampaign, bool isThisYear, int256 total) external {
        require(total >= 0 && total < MOST);
        require(supply + total < MOST);
        if (isThisCampaign) {
            require(rewarded + total <= cap);
            rewarded += total;
        } else {
            rewardedByOthers += total;
        }
        if (isThisYear) {
            require(mintedThisYear + total <= limit);
            mintedThisYear += total;
            assert(mintedThisYear <= limit);
        } else {
            mintedInOtherYears += total;
        }
        supply += total;
        assert(rewarded <= cap);
        assert(supply == rewarded + rewardedByOthers);
        assert(supply == mintedThisYear + mintedInOtherYears);
    }
}
