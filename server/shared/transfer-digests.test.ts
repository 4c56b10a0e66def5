import { strict as assert } from "node:assert";

import fc from "fast-check";
import { hashTypedData } from "viem";

import { PAYMENT_TYPES, REVERSAL_TYPES, tokenDomain } from "#core/chain/typed-data.ts";
import type { Address } from "#core/shared/ids.ts";

import { digestsOf } from "./transfer-digests.ts";

const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((array) => `0x${Buffer.from(array).toString("hex")}` as const);
const word = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const terms = fc.record({ to: hex(20), amount: word, nonce: word, deadline: word });

describe("The digest of a signed transfer", () => {
  it("is the one that viem makes of the same typed data", () => {
    fc.assert(
      fc.property(hex(20), fc.nat(), terms, hex(32), (token, chainId, own, payment) => {
        const digests = digestsOf(chainId, token as Address);
        const domain = tokenDomain(chainId, token as Address);
        assert.equal(
          digests.payment(own),
          hashTypedData({ domain, types: PAYMENT_TYPES, primaryType: "Payment", message: own }),
        );
        const message = { ...own, payment };
        assert.equal(
          digests.reversal(message),
          hashTypedData({ domain, types: REVERSAL_TYPES, primaryType: "Reversal", message }),
        );
      }),
    );
  });
});
