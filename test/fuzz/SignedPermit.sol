// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {vm} from "./Vm.sol";

/// @notice An ERC-2612 permit as whoever signs it means it: on this chain, in this token.
struct Permit {
    uint256 key;
    address token;
    uint256 chain;
    address owner;
    address spender;
    uint256 value;
    uint256 nonce;
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @notice EIP-712 written down a second time, so that what the token hashes is not taken from itself.
library SignedPermit {
    bytes32 private constant DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant PERMIT = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    function sign(Permit memory permit) internal pure {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN, keccak256("Borgo"), keccak256("1"), permit.chain, permit.token)
        );
        bytes32 content = keccak256(
            abi.encode(
                PERMIT,
                permit.owner,
                permit.spender,
                permit.value,
                permit.nonce,
                permit.deadline
            )
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", domain, content));
        (permit.v, permit.r, permit.s) = vm.sign(permit.key, digest);
    }
}
