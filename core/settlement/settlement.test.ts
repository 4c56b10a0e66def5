import { expect } from "chai";
import fc from "fast-check";

import type { Address } from "../shared/ids.ts";
import { fillBatch, fitEstimate, gasLimitOf, groupByRecipient, likelyGas } from "./batch-size.ts";
import { bumpedFees, firstFees } from "./fees.ts";
import { isFuelLow } from "./fuel.ts";
import { setAsideSeconds } from "./set-aside.ts";

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
          const gas = (count: number) => likelyGas(count, new Set(shops.slice(0, count)).size);
          if (batch.length > 1) expect(gas(batch.length) <= BigInt(limit)).to.equal(true);
          if (batch.length < all.length)
            expect(gas(batch.length + 1) > BigInt(limit)).to.equal(true);
        },
      ),
    );
  });

  it("keeps to half a block, and to what one transaction may use", () => {
    expect(gasLimitOf(30_000_000n)).to.equal(15_000_000n);
    expect(gasLimitOf(100_000_000n)).to.equal(16_777_216n);
  });

  it("believes the node's estimate, with a margin", () => {
    expect(fitEstimate(10, 400_000n, 1_000_000n)).to.deep.equal({ fits: true, gasLimit: 550_000n });
    expect(fitEstimate(10, 1_000_000n, 650_000n)).to.deep.equal({ fits: false, transfers: 5 });
    expect(fitEstimate(1, 2_000_000n, 1_000_000n), "one always goes").to.deep.equal({
      fits: true,
      gasLimit: 1_000_000n,
    });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2_000 }), fc.bigInt(1n, 10n ** 9n), (count, gas) => {
        const fit = fitEstimate(count, gas, 1_000_000n);
        if (!fit.fits) expect(fit.transfers).to.be.within(1, count - 1);
        else expect(fit.gasLimit > gas).to.equal(true);
      }),
    );
  });

  it("groups by shop and loses nothing, in an order that does not tell when", () => {
    const shops = fc.array(fc.nat(3), { maxLength: 12 });
    fc.assert(
      fc.property(shops, fc.infiniteStream(fc.nat()), (names, dice) => {
        const all = waiting(names);
        const groups = groupByRecipient(all);
        const moved = groups.flatMap((group) => group.transfers);
        expect(groups.map((group) => group.to)).to.deep.equal([...new Set(names)].sort().map(shop));
        expect(moved.map(({ id }) => id).sort((one, other) => one - other)).to.deep.equal(
          all.map(({ id }) => id),
        );
        const shuffled = [...all].sort(() => (dice.next().value % 2) - 0.5);
        expect(groupByRecipient(shuffled), "whoever came first").to.deep.equal(groups);
      }),
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

describe("what is set aside", () => {
  it("is tried again later and later, but always again", () => {
    expect([0, 1, 2].map(setAsideSeconds)).to.deep.equal([30, 60, 120]);
    expect(setAsideSeconds(10_000)).to.equal(3_600);
  });
});

describe("a relayer's fuel", () => {
  it("is low below five full transactions at today's price", () => {
    const market = { baseFee: 10n, tip: 1n };
    const enough = 21n * 16_777_216n * 5n;
    expect(isFuelLow(enough, market)).to.equal(false);
    expect(isFuelLow(enough - 1n, market)).to.equal(true);
  });
});
