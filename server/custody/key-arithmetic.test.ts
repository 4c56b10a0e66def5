import { strict as assert } from "node:assert";

import fc from "fast-check";
import { HDKey } from "viem/accounts";
import { recoverAddress } from "viem/utils";

import type { Hash } from "#core/shared/ids.ts";

import { parityOf } from "./key-arithmetic.ts";
import { accountAddress, childOf, signDigest, walletOf } from "./wallet-tree.ts";

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const RUNS = { numRuns: 50 };

function accountOf(seed: Uint8Array) {
  return childOf(walletOf(seed), 0);
}

describe("The arithmetic of keys", () => {
  it("leads from a seed to the wallet that BIP-32 says", () => {
    fc.assert(
      fc.property(bytes32, (seed) => {
        const wallet = walletOf(seed);
        const expected = HDKey.fromMasterSeed(seed).derive("m/44'/60'/0'/0");
        assert.equal(wallet.privateExtendedKey, expected.privateExtendedKey);
        assert.equal(wallet.publicExtendedKey, expected.publicExtendedKey);
      }),
      RUNS,
    );
  });

  it("signs so that the signature recovers to the account", async () => {
    await fc.assert(
      fc.asyncProperty(bytes32, bytes32, async (seed, digest) => {
        const account = accountOf(seed);
        const hash = `0x${Buffer.from(digest).toString("hex")}` as Hash;
        const recovered = await recoverAddress({ hash, signature: signDigest(account, hash) });
        assert.equal(recovered.toLowerCase(), accountAddress(account));
      }),
      RUNS,
    );
  });

  it("knows a signature in which one bit is another, or which is another's", () => {
    const bit = fc.nat(511);
    fc.assert(
      fc.property(bytes32, bytes32, bytes32, bit, (seed, otherSeed, digest, at) => {
        fc.pre(Buffer.compare(seed, otherSeed) !== 0);
        const account = accountOf(seed);
        const signature = Buffer.from(account.sign(digest));
        assert.notEqual(parityOf(account.privateKey!, digest, signature), undefined);
        assert.equal(parityOf(accountOf(otherSeed).privateKey!, digest, signature), undefined);
        signature[at >> 3]! ^= 1 << (at & 7);
        assert.equal(parityOf(account.privateKey!, digest, signature), undefined);
      }),
      RUNS,
    );
  });
});
