// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {Followers} from "./Followers.sol";
import {IMerchantFollower} from "./interfaces/IMerchantFollower.sol";
import {IMerchantRegistry} from "./interfaces/IMerchantRegistry.sol";

/// @title MerchantRegistry
/// @notice Deployed once per municipality: `constructor(authority)`.
contract MerchantRegistry is IMerchantRegistry, AccessManaged {
    uint8 private constant HIGHEST_CATEGORY = 127;

    struct Merchant {
        bool registered;
        bool active;
        uint8 category;
    }

    mapping(address merchant => Merchant entry) private _merchants;

    /// @inheritdoc IMerchantRegistry
    uint256 public merchantCount;

    IMerchantFollower[] private _followers;

    /// @inheritdoc IMerchantRegistry
    mapping(address follower => bool added) public isFollower;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IMerchantRegistry
    function register(
        address[] calldata merchants,
        uint8[] calldata categories,
        bytes32[] calldata refs
    ) external restricted {
        require(
            merchants.length == categories.length,
            LengthMismatch(merchants.length, categories.length)
        );
        require(merchants.length == refs.length, LengthMismatch(merchants.length, refs.length));
        for (uint256 i = 0; i < merchants.length; ++i) {
            _register(merchants[i], categories[i], refs[i]);
        }
        merchantCount += merchants.length;
    }

    function _register(address merchant, uint8 category, bytes32 ref) private {
        require(merchant != address(0), InvalidMerchant(merchant));
        require(category <= HIGHEST_CATEGORY, CategoryOutOfRange(category));
        require(!_merchants[merchant].registered, MerchantAlreadyRegistered(merchant));
        _merchants[merchant] = Merchant({registered: true, active: true, category: category});
        emit MerchantRegistered(merchant, category, ref);
    }

    /// @inheritdoc IMerchantRegistry
    function suspend(address[] calldata merchants) external restricted {
        for (uint256 i = 0; i < merchants.length; ++i) {
            _setActive(merchants[i], false);
            emit MerchantSuspended(merchants[i]);
        }
        _dismiss(merchants);
    }

    /// @inheritdoc IMerchantRegistry
    function activate(address[] calldata merchants) external restricted {
        for (uint256 i = 0; i < merchants.length; ++i) {
            _setActive(merchants[i], true);
            emit MerchantActivated(merchants[i]);
        }
    }

    function _setActive(address merchant, bool active) private {
        Merchant storage entry = _merchants[merchant];
        require(entry.registered, MerchantNotRegistered(merchant));
        require(entry.active != active, MerchantStateUnchanged(merchant, active));
        entry.active = active;
    }

    /// @inheritdoc IMerchantRegistry
    function setCategory(address merchant, uint8 category) external restricted {
        require(_merchants[merchant].registered, MerchantNotRegistered(merchant));
        require(category <= HIGHEST_CATEGORY, CategoryOutOfRange(category));
        _merchants[merchant].category = category;
        emit MerchantCategoryChanged(merchant, category);
        address[] memory merchants = new address[](1);
        merchants[0] = merchant;
        _dismiss(merchants);
    }

    /// @inheritdoc IMerchantRegistry
    function addFollower(address follower) external restricted {
        require(!isFollower[follower], FollowerAlreadyAdded(follower));
        if (_followers.length >= Followers.MOST) return;
        isFollower[follower] = true;
        _followers.push(IMerchantFollower(follower));
        emit FollowerAdded(follower);
    }

    /// @dev Reverts where any follower does: a merchant is dismissed everywhere or nowhere.
    function _dismiss(address[] memory merchants) private {
        for (uint256 i = 0; i < _followers.length; ++i) _followers[i].dismiss(merchants);
    }

    /// @inheritdoc IMerchantRegistry
    function isRegistered(address merchant) external view returns (bool) {
        return _merchants[merchant].registered;
    }

    /// @inheritdoc IMerchantRegistry
    function isActive(address merchant) external view returns (bool) {
        return _merchants[merchant].active;
    }

    /// @inheritdoc IMerchantRegistry
    function categoryOf(address merchant) external view returns (uint8) {
        require(_merchants[merchant].registered, MerchantNotRegistered(merchant));
        return _merchants[merchant].category;
    }

    /// @inheritdoc IMerchantRegistry
    function isEligible(address merchant, uint256 categories) public view returns (bool) {
        Merchant memory entry = _merchants[merchant];
        return entry.active && (categories >> entry.category) & 1 == 1;
    }

    /// @inheritdoc IMerchantRegistry
    function admission(
        address merchant,
        uint256 categories
    ) external view returns (bool eligible, bool mayRemember) {
        return (isEligible(merchant, categories), isFollower[msg.sender]);
    }
}
