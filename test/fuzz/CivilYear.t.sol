// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {CivilYear} from "../../contracts/CivilYear.sol";
import {within} from "./Vm.sol";

/// @notice The calendar's formula against counting years one by one.
contract CivilYearTest {
    uint256 private constant YEAR_2400 = 13_569_465_600;

    function testFuzz_yearEqualsCounting(uint256 timestamp) external pure {
        timestamp = within(timestamp, 0, YEAR_2400);
        assert(CivilYear.ofTimestamp(timestamp) == _counted(timestamp));
    }

    function test_yearsBeginAtMidnight() external pure {
        uint256 start = 0;
        for (uint256 year = 1970; year < 2400; ++year) {
            assert(CivilYear.ofTimestamp(start) == year);
            start += _daysOf(year) * 1 days;
            assert(CivilYear.ofTimestamp(start - 1) == year);
        }
        assert(start == YEAR_2400);
    }

    function _counted(uint256 timestamp) private pure returns (uint256 year) {
        uint256 left = timestamp / 1 days;
        year = 1970;
        while (left >= _daysOf(year)) {
            left -= _daysOf(year);
            ++year;
        }
    }

    function _daysOf(uint256 year) private pure returns (uint256) {
        bool isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        return isLeap ? 366 : 365;
    }
}
