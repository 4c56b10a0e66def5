// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @title ITownAuthority
/// @notice The municipality's authority: OpenZeppelin's `AccessManager`, which decides who may do what, and nothing less. It
/// tells in addition.
///
/// FOLLOWERS. Asking costs some 13,000 gas. A voucher asks once about the officer who redeems, and remembers a yes. So that
/// no yes outlives its reason, the authority tells every follower, in the same transaction, when anybody's role was taken
/// away or its delay changed, and the follower concerned when its functions were given to another role or it was closed. A
/// yes ends in no other way: time turns a no into a yes, never the reverse. A contract that is not told must not remember.
///
/// STORAGE. Slots 0 to 3: the AccessManager's. 4 and 5: the followers, as a list and as a set.
interface ITownAuthority {
    /// @notice From now on this contract is told.
    event FollowerAdded(address indexed follower);

    error FollowerAlreadyAdded(address follower);

    /// @notice Tells this contract from now on. [who is ADMIN without delay: in practice `Programmes`, as it opens a voucher]
    /// Beyond a thousand followers none is added, without an event: such a voucher asks about every redemption.
    /// @dev Taking a role away then costs some 8,000 gas more for each follower.
    function addFollower(address follower) external;

    function isFollower(address follower) external view returns (bool);
}
