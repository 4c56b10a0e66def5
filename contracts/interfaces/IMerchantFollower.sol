// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @title IMerchantFollower
/// @notice A contract that remembers which merchants the registry admitted, and that the registry tells when that ends.
interface IMerchantFollower {
    /// @notice Only the registry says who is dismissed.
    error CallerIsNotRegistry(address caller);

    /// @notice Forgets that these merchants were admitted: the registry is asked again before their next receipt. [the
    /// registry itself]
    function dismiss(address[] calldata merchants) external;
}
