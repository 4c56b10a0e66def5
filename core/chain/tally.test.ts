import { expect } from "chai";

import { VoucherTallier, type VoucherEvent, checkTally } from "./tally.ts";

const NOBODY = `0x${"0".repeat(40)}`;
const ANNA = `0x${"a".repeat(40)}`;
const BRUNO = `0x${"b".repeat(40)}`;
const GROCER = `0x${"C".repeat(40)}`;

const transfer = (from: string, to: string, value: bigint): VoucherEvent => ({
  name: "Transfer",
  args: { from, to, value },
});

const LIFE: VoucherEvent[] = [
  transfer(NOBODY, ANNA, 1_000n),
  transfer(NOBODY, BRUNO, 0n),
  { name: "Issued", args: {} },
  transfer(ANNA, GROCER, 300n),
  transfer(GROCER, ANNA, 100n),
  transfer(GROCER, NOBODY, 150n),
  transfer(ANNA, BRUNO, 800n),
  transfer(BRUNO, NOBODY, 800n),
];

describe("tally of a voucher's events", () => {
  it("adds up what happened", () => {
    const tallier = new VoucherTallier();
    for (const event of LIFE) tallier.add(event);
    const { balances, ...figures } = tallier.total();
    expect(figures).to.deep.equal({
      issued: 1_000n,
      spent: 300n,
      reversed: 100n,
      redeemed: 150n,
      reclaimed: 800n,
      held: 0n,
      atMerchants: 50n,
      payments: 1,
      reversals: 1,
      accounts: 2,
      merchants: 1,
    });
    expect(balances.get(`0x${"c".repeat(40)}`)).to.equal(50n);
    expect(checkTally(tallier.total(), 1_000n)).to.deep.equal([]);
  });

  it("adds up the same in two halves, given who was known after the first", () => {
    for (let cut = 0; cut <= LIFE.length; cut += 1) {
      const first = new VoucherTallier();
      for (const event of LIFE.slice(0, cut)) first.add(event);
      const known = [...first.total().balances.keys()];
      const second = new VoucherTallier({
        beneficiaries: known.filter((holder) => first.kindOf(holder) === "beneficiary"),
        merchants: known.filter((holder) => first.kindOf(holder) === "merchant"),
      });
      for (const event of LIFE.slice(cut)) second.add(event);
      const [one, two] = [first.total(), second.total()];
      expect(one.spent + two.spent, `cut at ${cut}`).to.equal(300n);
      expect(one.reclaimed + two.reclaimed, `cut at ${cut}`).to.equal(800n);
      expect(one.held + two.held, `cut at ${cut}`).to.equal(0n);
      expect(one.atMerchants + two.atMerchants, `cut at ${cut}`).to.equal(50n);
    }
  });

  it("counts no payment where a card replaces another, though its accounts were announced without value", () => {
    const tallier = new VoucherTallier();
    for (const event of [
      transfer(NOBODY, ANNA, 1_000n),
      { name: "Issued", args: {} },
      transfer(ANNA, BRUNO, 1_000n),
      { name: "AccountReassigned", args: { from: ANNA, to: BRUNO, amount: 1_000n } },
      transfer(BRUNO, GROCER, 200n),
    ])
      tallier.add(event);
    const { spent, held, atMerchants, payments, merchants, accounts } = tallier.total();
    expect({ spent, held, atMerchants }).to.deep.equal({
      ...{ spent: 200n, held: 800n, atMerchants: 200n },
    });
    expect({ payments, merchants, accounts }).to.deep.equal({
      ...{ payments: 1, merchants: 1, accounts: 2 },
    });
    expect(checkTally(tallier.total(), 1_000n)).to.deep.equal([]);
  });

  it("finds value that appeared, a fund that was exceeded and a balance below nothing", () => {
    const tallier = new VoucherTallier();
    tallier.add(transfer(NOBODY, ANNA, 500n));
    tallier.add(transfer(GROCER, NOBODY, 200n));
    const problems = checkTally(tallier.total(), 400n).map((problem) => problem.code);
    expect(problems).to.include.members(["issued_above_fund", "negative_balance"]);
    const forged = { ...tallier.total(), held: 501n };
    expect(checkTally(forged, 500n).map((problem) => problem.code)).to.include(
      "value_not_conserved",
    );
  });
});
