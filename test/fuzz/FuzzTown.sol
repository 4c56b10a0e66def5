// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {TownAuthority} from "../../contracts/TownAuthority.sol";
import {vm} from "./Vm.sol";

/// @notice What towns that act at random have in common: people with keys, a clock, a chain that may fork, and a way to
/// try an act that the rules may refuse. The town holds every role, so that nothing of its own is refused for who it is.
abstract contract FuzzTown {
    uint256 public constant PEOPLE = 10;
    uint256 public constant BENEFICIARIES = 5;
    uint256 internal constant START = 1_800_000_000;

    TownAuthority internal immutable AUTHORITY;

    /// @dev How many acts there were. What is checked after an act is chosen by it: a check keeps nothing itself.
    uint256 public acts;

    /// @dev The town's clock.
    uint256 public time = START;

    uint256 private _chain = 31_337;
    uint256 internal _refs;
    address[] private _people;

    constructor() {
        for (uint256 i = 0; i < PEOPLE; ++i) _people.push(vm.addr(_keyAt(i)));
        vm.warp(START);
        AUTHORITY = new TownAuthority(address(this));
        for (uint64 role = 1; role <= 5; ++role) AUTHORITY.grantRole(role, address(this), 0);
    }

    /// @dev Neither the clock nor the chain outlives an act by itself.
    modifier asItStands() {
        ++acts;
        vm.warp(time);
        vm.chainId(_chain);
        _;
    }

    /* ACTS OF THE WORLD */

    function wait(uint256 seed) external {
        _pass(seed % 1 days);
    }

    function _pass(uint256 seconds_) internal {
        time += seconds_;
    }

    /// @dev The chain splits, and this town goes on on another side of it: all state is there, under another number.
    function fork(uint256 seed) external {
        _chain = [31_337, 1, 100][seed % 3];
    }

    /* PEOPLE */

    function personAt(uint256 index) public view returns (address) {
        return _people[index];
    }

    function _keyAt(uint256 index) internal pure returns (uint256) {
        return 0xB0460 + index;
    }

    /* TRYING */

    /// @return Whether it was done; it must be where it may be, and only there.
    function _try(address target, bytes memory call, bool isExpected) internal returns (bool) {
        (bool isDone, ) = target.call(call);
        assert(isDone == isExpected);
        return isDone;
    }

    function _tryAs(
        address who,
        address target,
        bytes memory call,
        bool isExpected
    ) internal returns (bool) {
        vm.prank(who);
        return _try(target, call, isExpected);
    }

    function _one(address account) internal pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }

    function _one(uint256 amount) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = amount;
    }
}
