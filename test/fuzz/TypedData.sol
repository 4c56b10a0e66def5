// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

bytes32 constant DOMAIN = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
);

/// @notice EIP-712 written down a second time, so that what the contracts hash is not taken from themselves.
/// @param content The digest of what is signed, of its type and its fields.
function typedDigest(address token, uint256 chain, bytes32 content) pure returns (bytes32) {
    bytes32 domain = keccak256(
        abi.encode(DOMAIN, keccak256("Borgo"), keccak256("1"), chain, token)
    );
    return keccak256(abi.encodePacked("\x19\x01", domain, content));
}
