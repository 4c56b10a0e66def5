// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @notice The cheat codes that these tests use, as Hardhat's and Foundry's test runners understand them.
interface Vm {
    function addr(uint256 key) external pure returns (address);
    function sign(
        uint256 key,
        bytes32 digest
    ) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function warp(uint256 timestamp) external;
    function chainId(uint256 id) external;
    /// @dev The next call comes from this address.
    function prank(address sender) external;
    function assume(bool condition) external pure;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @return The number that `seed` stands for between `low` and `high`, both included.
function within(uint256 seed, uint256 low, uint256 high) pure returns (uint256) {
    if (high - low == type(uint256).max) return seed;
    return low + (seed % (high - low + 1));
}

/// @return Another number between `low` and `high` for each name, from one seed.
function draw(uint256 seed, string memory what, uint256 low, uint256 high) pure returns (uint256) {
    return within(uint256(keccak256(abi.encode(seed, what))), low, high);
}
