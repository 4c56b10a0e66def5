import { expect } from "chai";
import fc from "fast-check";

import type { Address } from "../shared/ids.ts";
import { batchGas, fillBatch, groupByRecipient } from "./batch-size.ts";
import { bumpedFees, firstFees } from "./fees.ts";

const shop = (name: number): Address => `0x${name.toString(16).padStart(40, "0")}`;
const waiting = (shops: readonly number[]) =>
  shops.map((name, index) => ({ id: index, to: shop(name) }));

describe("batches", () => {
  it("takes everything that fits, oldest first", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { maxLength: 30 }),
        fc.integer({ min: 0, max: 900_000 }),
        (shops, limit) => {
          const all = waiting(shops);
          const batch = fillBatch(all, BigInt(limit));
          expect(batch).to.deep.equal(all.slice(0, batch.length));
          expect(batch.length > 0 || all.length === 0, "something always moves").to.equal(true);
          const gas = (count: number) => batchGas(count, new Set(shops.slice(0, count)).size);
          if (batch.length > 1) expect(gas(batch.length) <= BigInt(limit)).to.equal(true);
          if (batch.length < all.length)
            expect(gas(batch.length + 1) > BigInt(limit)).to.equal(true);
        },
      ),
    );
  });

  it("groups by shop and loses nothing", () => {
    const all = waiting([2, 1, 2, 3, 1]);
    const groups = groupByRecipient(all);
    expect(groups.map((group) => group.to)).to.deep.equal([shop(2), shop(1), shop(3)]);
    expect(groups.flatMap((group) => group.transfers.map((transfer) => transfer.id))).to.deep.equal(
      [0, 2, 1, 4, 3],
    );
  });
});

describe("fees", () => {
  const GWEI = 1_000_000_000n;

  it("waits where the market is above the ceiling", () => {
    expect(firstFees({ baseFee: 100n * GWEI, tip: GWEI }, 100n * GWEI)).to.equal(undefined);
    expect(firstFees({ baseFee: 60n * GWEI, tip: GWEI }, 100n * GWEI)).to.deep.equal({
      maximumFee: 100n * GWEI,
      tip: GWEI,
    });
  });

  it("raises both the cap and the tip by what geth and reth ask", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 12n), fc.bigInt(1n, 10n ** 12n), (maximumFee, tip) => {
        const bumped = bumpedFees({ maximumFee, tip }, { baseFee: 0n, tip: 1n }, 10n ** 20n)!;
        expect(bumped.maximumFee * 10n >= maximumFee * 11n, "cap").to.equal(true);
        expect(bumped.tip * 10n >= tip * 11n, "tip").to.equal(true);
      }),
    );
  });

  it("follows a market that rose by more", () => {
    const bumped = bumpedFees({ maximumFee: 10n, tip: 1n }, { baseFee: 1_000n, tip: 50n }, 10_000n);
    expect(bumped).to.deep.equal({ maximumFee: 2_050n, tip: 50n });
  });

  it("stops at the ceiling", () => {
    expect(bumpedFees({ maximumFee: 100n, tip: 1n }, { baseFee: 1n, tip: 1n }, 110n)).to.equal(
      undefined,
    );
  });
});
