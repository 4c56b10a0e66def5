// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @title Followers
/// @notice How many contracts are told when a yes ends.
library Followers {
    /// @dev All are told in the transaction that ends it, at up to 13,000 gas each: more would not fit the 16,777,216 gas of
    /// one transaction, and whoever opens programmes could keep a role, or a merchant, from being taken away.
    uint256 internal constant MOST = 1_000;
}
