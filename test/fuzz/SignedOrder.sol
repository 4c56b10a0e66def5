// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {typedDigest} from "./TypedData.sol";
import {vm} from "./Vm.sol";

/// @notice A payment as its payer means it: on this chain, in this token.
struct Order {
    uint256 key;
    address token;
    uint256 chain;
    address to;
    uint256 amount;
    uint256 nonce;
    uint256 deadline;
    bytes32 r;
    bytes32 vs;
}

/// @notice An order's digest, signature and signer.
library SignedOrder {
    bytes32 private constant PAYMENT = keccak256(
        "Payment(address to,uint256 amount,uint256 nonce,uint256 deadline)"
    );

    function sign(Order memory order) internal pure {
        bytes32 digest = digestAt(order, order.token, order.chain);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(order.key, digest);
        order.r = r;
        order.vs = bytes32(uint256(s) | (uint256(v - 27) << 255));
    }

    /// @return What the order is to this token on this chain, whatever it was meant for.
    function digestAt(
        Order memory order,
        address token,
        uint256 chain
    ) internal pure returns (bytes32) {
        bytes32 content = keccak256(
            abi.encode(PAYMENT, order.to, order.amount, order.nonce, order.deadline)
        );
        return typedDigest(token, chain, content);
    }

    /// @return The account that the signature belongs to where the order is read so.
    function signerAt(
        Order memory order,
        address token,
        uint256 chain
    ) internal pure returns (address) {
        uint256 vs = uint256(order.vs);
        uint8 v = uint8(27 + (vs >> 255));
        return ecrecover(digestAt(order, token, chain), v, order.r, bytes32((vs << 1) >> 1));
    }

    /// @return Whether it is read as it was meant.
    function isMeantFor(
        Order memory order,
        address token,
        uint256 chain
    ) internal pure returns (bool) {
        return order.token == token && order.chain == chain;
    }
}
