// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {PaymentDigest, PaymentDigests} from "../../contracts/PaymentDigest.sol";
import {ICardToken} from "../../contracts/interfaces/ICardToken.sol";

/// @notice EIP-712 as its page says it, in plain Solidity.
contract PlainPaymentDigest {
    bytes32 private constant TYPEHASH = keccak256(
        "Payment(address to,uint256 amount,uint256 nonce,uint256 deadline)"
    );

    function digestOf(
        bytes32 domainSeparator,
        address to,
        ICardToken.Payment memory payment
    ) public pure returns (bytes32) {
        bytes32 structHash = keccak256(
            abi.encode(TYPEHASH, to, payment.amount, payment.nonce, payment.deadline)
        );
        return keccak256(abi.encodePacked("\x19\x01", domainSeparator, structHash));
    }
}

/// @notice The digests made in assembly against the plain ones.
contract PaymentDigestTest is PlainPaymentDigest {
    /// @dev A batch of any payments: one place in memory serves them all, for one recipient after the other.
    function testFuzz_everyDigestOfABatchIsThePlainOne(
        bytes32 domainSeparator,
        address[2] calldata recipients,
        ICardToken.Payment[4] calldata payments
    ) external pure {
        PaymentDigest digest = PaymentDigests.create(domainSeparator);
        for (uint256 i = 0; i < payments.length; ++i) {
            address to = recipients[i / 2];
            digest.setRecipient(to);
            bytes32 found = digest.hashOf(payments[i]);
            assert(found == digestOf(domainSeparator, to, payments[i]));
        }
    }

    /// @dev Memory that Solidity hands out before, between and after keeps what is written there.
    function testFuzz_otherMemoryIsLeftAlone(
        bytes32 domainSeparator,
        address to,
        ICardToken.Payment calldata payment,
        bytes memory earlier
    ) external pure {
        bytes32 before = keccak256(earlier);
        PaymentDigest digest = PaymentDigests.create(domainSeparator);
        bytes memory later = bytes.concat(earlier, domainSeparator);
        bytes32 beforeLater = keccak256(later);
        digest.setRecipient(to);
        bytes32 found = digest.hashOf(payment);
        assert(keccak256(earlier) == before);
        assert(keccak256(later) == beforeLater);
        assert(digest.hashOf(payment) == found);
        assert(found == digestOf(domainSeparator, to, payment));
    }

    /// @dev What stands in an address's upper bits never reaches the digest.
    function testFuzz_dirtyAddressesAreCleaned(
        bytes32 domainSeparator,
        uint256 dirty,
        ICardToken.Payment calldata payment
    ) external pure {
        address to;
        assembly {
            to := dirty
        }
        PaymentDigest digest = PaymentDigests.create(domainSeparator);
        digest.setRecipient(to);
        bytes32 expected = digestOf(domainSeparator, address(uint160(dirty)), payment);
        assert(digest.hashOf(payment) == expected);
    }
}
