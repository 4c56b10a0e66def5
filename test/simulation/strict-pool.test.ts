import { expect } from "chai";

import { type PoolView, type SimTransaction, StrictPool } from "./strict-pool.ts";
import { hashOf } from "./seeded-random.ts";
import { relayerName } from "./town.ts";

const GWEI = 1_000_000_000n;
const HOUR_MS = 3_600_000;

function view(changes: Partial<PoolView> = {}): PoolView {
  return {
    now: 0,
    nonceOf: () => 5n,
    balanceOf: () => 10n ** 30n,
    baseFee: 10n * GWEI,
    blockGasLimit: 30_000_000n,
    ...changes,
  };
}

function transaction(nonce: bigint, cap: bigint, tip: bigint): SimTransaction {
  const hash = hashOf(`${nonce}/${cap}/${tip}`);
  const fees = { maximumFee: cap * GWEI, tip: tip * GWEI, gasLimit: 100_000n };
  return {
    hash,
    from: relayerName(0),
    nonce,
    data: "0x",
    transfers: [],
    isForeign: false,
    ...fees,
  };
}

describe("The strict pool", () => {
  it("replaces only for ten percent more of the cap and of the tip", () => {
    for (const kind of ["geth", "reth"] as const) {
      const pool = new StrictPool(kind);
      expect(pool.add(transaction(5n, 100n, 10n), view())).to.equal(undefined);
      expect(pool.add(transaction(5n, 100n, 10n), view())).to.equal("already known");
      for (const [cap, tip] of [
        [200n, 10n],
        [100n, 20n],
        [109n, 20n],
        [200n, 10n],
      ] as const)
        expect(pool.add(transaction(5n, cap, tip), view()), `${cap}, ${tip}`).to.contain(
          "underpriced",
        );
      expect(pool.add(transaction(5n, 110n, 11n), view())).to.equal(undefined);
      expect(pool.all().length).to.equal(1);
    }
  });

  it("keeps sixteen in line, and behind a gap as many as its kind does", () => {
    const counts = { geth: { line: 16, gap: 64 }, reth: { line: 16, gap: 16 } };
    for (const kind of ["geth", "reth"] as const) {
      const fill = (first: bigint) => {
        const pool = new StrictPool(kind);
        let count = 0;
        while (pool.add(transaction(first + BigInt(count), 100n, 10n), view()) === undefined)
          count += 1;
        return count;
      };
      expect(fill(5n), kind).to.equal(counts[kind].line);
      expect(fill(7n), kind).to.equal(counts[kind].gap);
    }
  });

  it("drops after three hours what waits behind a gap, and nothing that is in line", () => {
    const pool = new StrictPool("geth");
    pool.add(transaction(5n, 100n, 10n), view());
    pool.add(transaction(7n, 100n, 10n), view());
    pool.tidy(view({ now: 3 * HOUR_MS }));
    expect(pool.all().length).to.equal(2);
    pool.tidy(view({ now: 3 * HOUR_MS + 1 }));
    expect(pool.all().map(({ nonce }) => nonce)).to.deep.equal([5n]);
  });

  it("gives a block what is in line and pays the base fee, up to the first that does not", () => {
    const pool = new StrictPool("geth");
    for (const [nonce, cap] of [
      [5n, 50n],
      [6n, 20n],
      [7n, 50n],
      [9n, 50n],
    ] as const)
      pool.add(transaction(nonce, cap, 10n), view());
    const taken = (baseFee: bigint) =>
      pool.executable(view({ baseFee }), () => false).map(({ nonce }) => nonce);
    expect(taken(10n * GWEI)).to.deep.equal([5n, 6n, 7n]);
    expect(taken(30n * GWEI)).to.deep.equal([5n]);
  });

  it("has no room for anything but the next where the chain has no pool", () => {
    const pool = new StrictPool("none");
    expect(pool.add(transaction(6n, 100n, 10n), view())).to.contain("nonce too high");
    expect(pool.add(transaction(5n, 9n, 1n), view())).to.contain("less than block base fee");
    expect(pool.add(transaction(4n, 100n, 10n), view())).to.contain("nonce too low");
    expect(pool.add(transaction(5n, 100n, 10n), view())).to.equal(undefined);
  });

  it("refuses what cannot be paid or does not fit a block", () => {
    const pool = new StrictPool("geth");
    const one = transaction(5n, 100n, 10n);
    expect(pool.add(one, view({ balanceOf: () => 1n }))).to.contain("insufficient funds");
    expect(pool.add(one, view({ blockGasLimit: 99_999n }))).to.contain("block gas limit");
  });
});
