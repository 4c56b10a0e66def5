// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {ICardToken} from "./interfaces/ICardToken.sol";

/// @notice A place in memory where the digests of one batch are made, one after the other:
///
///     0x00..0x1d    zero
///     0x1e..0x1f    0x1901
///     0x20..0x3f    domain separator
///     0x40..0x5f    hash of the payment's struct
///     0x60..0x7f    type hash        \
///     0x80..0x9f    recipient         |  the payment's struct, as EIP-712 encodes it
///     0xa0..0xff    amount, nonce,    |
///                   deadline         /
type PaymentDigest is uint256;

using PaymentDigests for PaymentDigest global;

/// @title PaymentDigests
/// @notice The EIP-712 digests of signed payments, the innermost step of every settlement, and the only assembly of these
/// contracts: what is the same for a whole batch, or for all payments to one recipient, is written once.
/// `CardToken.paymentDigest` says the same in plain Solidity, for whoever asks; a fuzz test compares every digest to a plain one.
// solhint-disable no-inline-assembly
library PaymentDigests {
    bytes32 internal constant TYPEHASH = keccak256(
        "Payment(address to,uint256 amount,uint256 nonce,uint256 deadline)"
    );

    function create(bytes32 domainSeparator) internal pure returns (PaymentDigest digest) {
        bytes32 typehash = TYPEHASH;
        assembly ("memory-safe") {
            digest := mload(0x40)
            mstore(0x40, add(digest, 0x100))
            mstore(digest, 0x1901)
            mstore(add(digest, 0x20), domainSeparator)
            mstore(add(digest, 0x60), typehash)
        }
    }

    /// @dev The upper 96 bits are cleaned: whoever calls need not think of them.
    function setRecipient(PaymentDigest digest, address to) internal pure {
        assembly ("memory-safe") {
            mstore(add(digest, 0x80), shr(96, shl(96, to)))
        }
    }

    /// @dev Amount, nonce and deadline stand first in a payment and beside each other, so that they are copied at once.
    function hashOf(
        PaymentDigest digest,
        ICardToken.Payment calldata payment
    ) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            calldatacopy(add(digest, 0xa0), payment, 0x60)
            mstore(add(digest, 0x40), keccak256(add(digest, 0x60), 0xa0))
            hash := keccak256(add(digest, 0x1e), 0x42)
        }
    }
}
