import { expect } from "chai";

import { type Town, ada, by, credit, freshTown, grocer } from "./fixture.ts";
import { SKIP, eventsOf, groupsOf, signPayment } from "./signed.ts";

/** How far behind the highest settled number a payment may come. */
const WINDOW = 32n;

describe("The window of payment numbers", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
    await credit(town, [[ada, 10_000n]]);
  });

  /** Settles payments of one cent with these numbers in one batch; what became of each, by SkipReason. */
  async function settle(...nonces: bigint[]): Promise<bigint[]> {
    const signed = await Promise.all(
      nonces.map((nonce) => signPayment(ada, town.voucher, { to: grocer, amount: 1n, nonce })),
    );
    const sent = await by(town.officers.relayer, town.voucher).settle(groupsOf(signed));
    const events = await eventsOf(sent, town.voucher);
    return events.map(([name, ...args]) => (name === "Transfer" ? SKIP.none : args[5]) as bigint);
  }

  const range = (from: bigint, count: number) =>
    Array.from({ length: count }, (_, index) => from + BigInt(index));

  it("refuses what is 32 or more behind, and takes what is 31 behind", async () => {
    await settle(100n);
    expect(await settle(100n - WINDOW)).to.deep.equal([SKIP.nonceTooOld]);
    expect(await town.voucher.isNonceUsed(ada.address, 100n - WINDOW), "too old").to.equal(true);
    expect(await town.voucher.isNonceUsed(ada.address, 101n - WINDOW), "in window").to.equal(false);
    expect(await settle(101n - WINDOW)).to.deep.equal([SKIP.none]);
    expect(await settle(101n - WINDOW)).to.deep.equal([SKIP.nonceUsed]);
  });

  it("takes 32 numbers in reverse order, each once", async () => {
    const numbers = range(1n, 32).reverse();
    expect(await settle(...numbers)).to.deep.equal(numbers.map(() => SKIP.none));
    expect(await settle(...numbers)).to.deep.equal(numbers.map(() => SKIP.nonceUsed));
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(32n);
  });

  it("forgets nothing when it moves on by less than its width", async () => {
    await settle(10n, 12n, 14n);
    expect(await settle(40n)).to.deep.equal([SKIP.none]);
    expect(await settle(10n, 11n, 12n, 13n, 14n)).to.deep.equal([
      SKIP.nonceUsed,
      SKIP.none,
      SKIP.nonceUsed,
      SKIP.none,
      SKIP.nonceUsed,
    ]);
  });

  for (const step of [31n, 32n, 33n])
    it(`knows the number that was the highest after a step of ${step}`, async () => {
      await settle(5n);
      expect(await settle(5n + step)).to.deep.equal([SKIP.none]);
      const expected = step < WINDOW ? SKIP.nonceUsed : SKIP.nonceTooOld;
      expect(await settle(5n)).to.deep.equal([expected]);
      expect(await settle(4n + step), "the one before the highest is free").to.deep.equal([
        SKIP.none,
      ]);
    });

  it("is not moved by a payment that is left out", async () => {
    const big = await signPayment(ada, town.voucher, {
      to: grocer,
      amount: 20_000n,
      nonce: 1_000n,
    });
    await by(town.officers.relayer, town.voucher).settle(groupsOf([big]));
    expect(await town.voucher.highestNonce(ada.address)).to.equal(0n);
    expect(await settle(1n)).to.deep.equal([SKIP.none]);
  });

  it("reaches to the last number of 64 bits", async () => {
    const last = (1n << 64n) - 1n;
    expect(await settle(last, last - 1n, last)).to.deep.equal([
      SKIP.none,
      SKIP.none,
      SKIP.nonceUsed,
    ]);
    expect(await town.voucher.highestNonce(ada.address)).to.equal(last);
  });

  it("is each account's own", async () => {
    await settle(1n);
    expect(await town.voucher.isNonceUsed(grocer.address, 1n)).to.equal(false);
    expect(await town.voucher.isNonceUsed(ada.address, 0n), "0 is no number").to.equal(true);
  });
});
