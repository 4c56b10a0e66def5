// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {Followers} from "./Followers.sol";
import {IOfficerFollower} from "./interfaces/IOfficerFollower.sol";
import {ITownAuthority} from "./interfaces/ITownAuthority.sol";

/// @title TownAuthority
/// @notice Deployed once per municipality: `constructor(initialAdmin)`.
/// @dev What it decides is decided by `AccessManager` alone: each override here does first what that one does, and then
/// tells.
contract TownAuthority is ITownAuthority, AccessManager {
    IOfficerFollower[] private _followers;

    /// @inheritdoc ITownAuthority
    mapping(address follower => bool added) public isFollower;

    constructor(address initialAdmin) AccessManager(initialAdmin) {}

    /// @inheritdoc ITownAuthority
    function addFollower(address follower) external {
        (bool isAdmin, uint32 delay) = hasRole(ADMIN_ROLE, msg.sender);
        require(isAdmin && delay == 0, AccessManagerUnauthorizedAccount(msg.sender, ADMIN_ROLE));
        require(!isFollower[follower], FollowerAlreadyAdded(follower));
        if (_followers.length >= Followers.MOST) return;
        isFollower[follower] = true;
        _followers.push(IOfficerFollower(follower));
        emit FollowerAdded(follower);
    }

    /* WHERE A YES MAY END */

    function _grantRole(
        uint64 roleId,
        address account,
        uint32 grantDelay,
        uint32 executionDelay
    ) internal override returns (bool isNew) {
        isNew = super._grantRole(roleId, account, grantDelay, executionDelay);
        // Who had the role already may have to wait from now on.
        if (!isNew) _tellAll();
    }

    function _revokeRole(uint64 roleId, address account) internal override returns (bool wasHeld) {
        wasHeld = super._revokeRole(roleId, account);
        if (wasHeld) _tellAll();
    }

    function _setTargetFunctionRole(
        address target,
        bytes4 selector,
        uint64 roleId
    ) internal override {
        super._setTargetFunctionRole(target, selector, roleId);
        _tell(target);
    }

    function _setTargetClosed(address target, bool closed) internal override {
        super._setTargetClosed(target, closed);
        _tell(target);
    }

    function _tellAll() private {
        for (uint256 i = 0; i < _followers.length; ++i) _followers[i].forgetOfficer();
    }

    function _tell(address target) private {
        if (isFollower[target]) IOfficerFollower(target).forgetOfficer();
    }
}
