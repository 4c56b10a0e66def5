// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @title IOfficerFollower
/// @notice What remembers an officer whom the authority let act, and is told when that may have ended.
interface IOfficerFollower {
    /// @notice From now on the authority is asked again. Does nothing for any other caller, and never reverts: nothing may
    /// hold up the taking away of a role. [the authority itself]
    function forgetOfficer() external;
}
