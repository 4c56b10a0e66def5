// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {typedDigest} from "./TypedData.sol";
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

/// @notice Signs a permit.
library SignedPermit {
    bytes32 private constant PERMIT = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    function sign(Permit memory permit) internal pure {
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
        bytes32 digest = typedDigest(permit.token, permit.chain, content);
        (permit.v, permit.r, permit.s) = vm.sign(permit.key, digest);
    }
}
