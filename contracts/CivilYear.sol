// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @title CivilYear
/// @notice The year of a Unix time in the Gregorian calendar, UTC.
library CivilYear {
    uint256 private constant DAYS_PER_ERA = 146_097;
    /// @dev From 1 March of the year 0 to 1 January 1970.
    uint256 private constant DAYS_TO_1970 = 719_468;

    /// @dev H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days: years there begin in March.
    function ofTimestamp(uint256 timestamp) internal pure returns (uint256) {
        uint256 day = timestamp / 1 days + DAYS_TO_1970;
        uint256 era = day / DAYS_PER_ERA;
        uint256 dayOfEra = day % DAYS_PER_ERA;
        uint256 yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        // The 306th day after 1 March is 1 January.
        return era * 400 + yearOfEra + (dayOfYear >= 306 ? 1 : 0);
    }
}
