// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @notice A programme's money as five sums. Any act may come at any time, in any order, with any amount, for ever; after
/// each of them the solver shows that the fund is not exceeded and that no cent was lost or made.
/// @dev Signed integers and one function with one branch for each act: so written, the solver finds the proof at once.
/// The steps are those of `Totals` (`TotalsProof.sol`); the fuzz tests do each act here and on the real voucher, and
/// compare the sums.
contract FundModel {
    enum Act {
        Issue,
        Pay,
        GiveBack,
        Redeem,
        Reclaim
    }

    int256 private constant MOST = 2 ** 96;

    int256 public cap;
    int256 public issued;
    int256 public held;
    int256 public atMerchants;
    int256 public redeemed;
    int256 public reclaimed;

    constructor(uint96 cap_) {
        cap = int256(uint256(cap_));
    }

    function act(Act what, int256 amount) external {
        require(amount >= 0 && amount < MOST);
        if (what == Act.Issue) {
            require(issued + amount <= cap);
            issued += amount;
            held += amount;
        } else if (what == Act.Pay) {
            require(amount <= held);
            held -= amount;
            atMerchants += amount;
        } else if (what == Act.GiveBack) {
            require(amount <= atMerchants);
            atMerchants -= amount;
            held += amount;
        } else if (what == Act.Redeem) {
            require(amount <= atMerchants);
            atMerchants -= amount;
            redeemed += amount;
        } else {
            require(amount <= held);
            held -= amount;
            reclaimed += amount;
        }
        assert(issued <= cap);
        assert(issued == held + atMerchants + redeemed + reclaimed);
        assert(held >= 0 && atMerchants >= 0 && redeemed >= 0 && reclaimed >= 0);
    }
}
