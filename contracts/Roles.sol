// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @title Roles
/// @notice The municipality's roles, as numbered in its AccessManager. ADMIN is the AccessManager's own role 0.
library Roles {
    uint64 internal constant TREASURY = 1;
    uint64 internal constant ISSUER = 2;
    uint64 internal constant MERCHANTS = 3;
    uint64 internal constant REWARDS = 4;
    uint64 internal constant GUARDIAN = 5;
}
