// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @title IMerchantRegistry
/// @notice The merchants that have signed the convention with the municipality.
/// @dev No names: a sole trader is a natural person. `ref` is a random reference that the municipality can
/// tell apart and nobody else can.
///
/// FOLLOWERS. A voucher asks about a merchant once and remembers a yes, which spares each later settlement the question.
/// So that no yes outlives its reason, the registry tells every follower, in the same transaction, which merchants were
/// suspended or sell something else from now on. A contract that the registry does not tell must not remember.
///
/// STORAGE. Slot 0: the authority. 1: each merchant's entry, in one word. 2: their number. 3 and 4: the followers, as a list
/// and as a set.
interface IMerchantRegistry {
    event MerchantRegistered(address indexed merchant, uint8 indexed category, bytes32 ref);
    event MerchantActivated(address indexed merchant);
    event MerchantSuspended(address indexed merchant);
    event MerchantCategoryChanged(address indexed merchant, uint8 category);
    /// @notice From now on this contract is told who is dismissed.
    event FollowerAdded(address indexed follower);

    error MerchantAlreadyRegistered(address merchant);
    error MerchantNotRegistered(address merchant);
    error MerchantStateUnchanged(address merchant, bool active);
    /// @notice Categories are numbered 0 to 127.
    error CategoryOutOfRange(uint8 category);
    error InvalidMerchant(address merchant);
    error FollowerAlreadyAdded(address follower);
    error LengthMismatch(uint256 merchants, uint256 others);

    /// @notice Registers merchants, active from now. [MERCHANTS]
    function register(
        address[] calldata merchants,
        uint8[] calldata categories,
        bytes32[] calldata refs
    ) external;
    /// @notice Stops merchants from taking payments, at once. What they took stays theirs to redeem. [MERCHANTS]
    function suspend(address[] calldata merchants) external;
    /// @notice Lets suspended merchants take payments again. [MERCHANTS]
    function activate(address[] calldata merchants) external;
    /// @notice Changes what a merchant sells. [MERCHANTS]
    function setCategory(address merchant, uint8 category) external;
    /// @notice Tells this contract from now on who is dismissed. [ADMIN, in practice `Programmes` as it opens a voucher]
    /// Beyond a thousand followers none is added, without an event: such a voucher asks about every merchant it pays.
    /// @dev Suspending a merchant then costs some 5,000 gas more for each follower.
    function addFollower(address follower) external;

    function isRegistered(address merchant) external view returns (bool);
    function isActive(address merchant) external view returns (bool);
    function categoryOf(address merchant) external view returns (uint8);
    /// @notice Whether the merchant is active and its category is in the bitmap.
    function isEligible(address merchant, uint256 categories) external view returns (bool);
    /// @notice The same, and whether the caller may remember a yes, because it will be told when that ends.
    function admission(
        address merchant,
        uint256 categories
    ) external view returns (bool eligible, bool mayRemember);
    function isFollower(address follower) external view returns (bool);
    function merchantCount() external view returns (uint256);
}
