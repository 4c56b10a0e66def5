import { expect } from "chai";
import fc from "fast-check";

import { FREE_DAY } from "../../test/support/free-day.ts";
import { LOCAL_VALUE } from "../local-value/local-value.ts";
import type { Address, ProgrammeId } from "../shared/ids.ts";
import { cents, sumCents } from "../shared/money.ts";
import type { AccountFacts } from "./choose-accounts.ts";
import { type PaymentFacts, type VoucherFacts, judgePayment } from "./judge-payment.ts";

const NOON = new Date("2026-05-04T10:00:00Z");
const FOOD = 1;
const PHARMACY = 2;

function account(name: number, available: number, hasFreeNonce = true): AccountFacts {
  const address: Address = `0x${name.toString(16).padStart(40, "0")}`;
  return { address, available: cents(available), hasFreeNonce, paidHere: 0, paidElsewhere: 0 };
}

function voucher(
  name: string,
  accounts: AccountFacts[],
  change: Partial<VoucherFacts> = {},
): VoucherFacts {
  return {
    programmeId: name as ProgrammeId,
    spendableFrom: new Date("2026-05-01T00:00:00Z"),
    spendableUntil: new Date("2026-07-31T21:59:59Z"),
    categories: [FOOD],
    accounts,
    ...change,
  };
}

function facts(vouchers: VoucherFacts[], change: Partial<PaymentFacts> = {}): PaymentFacts {
  return {
    card: { status: "active" },
    merchant: { state: "active", category: FOOD },
    vouchers,
    largestPayment: cents(50_000),
    unsettled: cents(0),
    unsettledLimit: cents(1_000_000),
    ...FREE_DAY,
    ...change,
  };
}

const judge = (amount: number, given: PaymentFacts, now = NOON) =>
  judgePayment(cents(amount), given, now);
const refused = (refusal: object) => ({ ok: false, refusal });

describe("judging a payment", () => {
  const rich = [voucher("p", [account(1, 10_000)])];

  it("treats an amount of nothing as a bug of the caller", () => {
    expect(() => judge(0, facts(rich))).to.throw(RangeError);
  });

  it("refuses a card that is not active", () => {
    for (const status of ["issued", "blocked", "replaced", "closed"] as const)
      expect(judge(1, facts(rich, { card: { status } }))).to.deep.equal(
        refused({ code: "card_not_active", cardStatus: status }),
      );
  });

  it("refuses a shop that is not active", () => {
    for (const state of ["imported", "invited", "suspended"] as const)
      expect(judge(1, facts(rich, { merchant: { state, category: FOOD } }))).to.deep.equal(
        refused({ code: "merchant_not_active", state }),
      );
  });

  it("refuses more than one payment may be, to the cent", () => {
    const given = facts(rich, { largestPayment: cents(500) });
    expect(judge(501, given)).to.deep.equal(refused({ code: "amount_above_limit", limit: 500n }));
    expect(judge(500, given).ok).to.equal(true);
  });

  it("refuses to promise more than may be unsettled, to the cent", () => {
    const given = facts(rich, { unsettled: cents(900), unsettledLimit: cents(1_000) });
    expect(judge(101, given)).to.deep.equal(refused({ code: "settlement_backlog", limit: 1_000n }));
    expect(judge(100, given).ok).to.equal(true);
  });

  it("refuses a card without vouchers", () => {
    expect(judge(1, facts([]))).to.deep.equal(refused({ code: "no_voucher" }));
  });

  it("refuses before the first and after the last second, and takes both of them", () => {
    const [{ spendableFrom, spendableUntil }] = rich as [VoucherFacts];
    const shifted = (instant: Date, milliseconds: number) =>
      new Date(instant.getTime() + milliseconds);
    expect(judge(1, facts(rich), shifted(spendableFrom, -1))).to.deep.equal(
      refused({ code: "programme_not_started", from: spendableFrom }),
    );
    expect(judge(1, facts(rich), spendableFrom).ok).to.equal(true);
    expect(judge(1, facts(rich), spendableUntil).ok).to.equal(true);
    expect(judge(1, facts(rich), shifted(spendableUntil, 1))).to.deep.equal(
      refused({ code: "programme_ended", on: spendableUntil }),
    );
  });

  it("refuses a shop whose category the programme does not admit", () => {
    const merchant = { state: "active", category: PHARMACY } as const;
    expect(judge(1, facts(rich, { merchant }))).to.deep.equal(
      refused({ code: "merchant_not_eligible", category: PHARMACY }),
    );
  });

  it("says how much is left where it is not enough, to the cent", () => {
    const given = facts([voucher("p", [account(1, 300), account(2, 200)])]);
    expect(judge(501, given)).to.deep.equal(
      refused({ code: "insufficient_funds", available: 500n }),
    );
    expect(judge(500, given).ok).to.equal(true);
  });

  it("says what is left here after the payment", () => {
    const given = facts([
      voucher("food", [account(1, 300), account(3, 50, false)]),
      voucher("pharmacy", [account(2, 900)], { categories: [PHARMACY] }),
      voucher("later", [account(4, 700)], { spendableFrom: new Date("2026-06-01T00:00:00Z") }),
    ]);
    const judged = judge(120, given);
    expect(judged.ok && judged.value.left).to.equal(230n);
  });

  it("counts only vouchers that this shop may take", () => {
    const given = facts([
      voucher("food", [account(1, 300)]),
      voucher("pharmacy", [account(2, 900)], { categories: [PHARMACY] }),
    ]);
    expect(judge(301, given)).to.deep.equal(
      refused({ code: "insufficient_funds", available: 300n }),
    );
  });

  it("waits for earlier payments where an account can sign no more for now", () => {
    const given = facts([voucher("p", [account(1, 300, false), account(2, 100)])]);
    expect(judge(200, given)).to.deep.equal(refused({ code: "too_many_open_payments" }));
    expect(judge(100, given).ok).to.equal(true);
  });

  it("spends first what expires first", () => {
    const given = facts([
      voucher("late", [account(1, 100)], { spendableUntil: new Date("2026-12-31T22:59:59Z") }),
      voucher("early", [account(2, 100)], { spendableUntil: new Date("2026-06-30T21:59:59Z") }),
    ]);
    const shares = judge(150, given);
    expect(
      shares.ok && shares.value.shares.map(({ programmeId, amount }) => [programmeId, amount]),
    ).to.deep.equal([
      ["early", 100n],
      ["late", 50n],
    ]);
  });

  it("uses the smallest account that covers the whole", () => {
    const given = facts([voucher("p", [account(1, 900), account(2, 250), account(3, 200)])]);
    const shares = judge(220, given);
    expect(shares.ok && shares.value.shares.map((share) => share.account)).to.deep.equal([
      account(2, 0).address,
    ]);
  });

  it("uses the largest in turn where none covers it", () => {
    const given = facts([voucher("p", [account(1, 100), account(2, 300), account(3, 200)])]);
    const shares = judge(450, given);
    expect(shares.ok && shares.value.shares.map((share) => share.amount)).to.deep.equal([
      300n,
      150n,
    ]);
  });

  describe("where the programme limits a card", () => {
    const until = new Date("2026-05-04T22:00:00Z");
    const limited = (payment: number | null, day: number | null, spent: number) => ({
      payment: payment === null ? null : cents(payment),
      day: day === null ? null : cents(day),
      ...{ spentToday: cents(spent), until },
    });

    it("refuses more in one purchase, to the cent, and says what can be paid", () => {
      const given = facts([voucher("p", [account(1, 10_000)], { limits: limited(500, null, 0) })]);
      expect(judge(501, given)).to.deep.equal(
        refused({ code: "programme_payment_limit", limit: 500n, left: 500n }),
      );
      expect(judge(500, given).ok).to.equal(true);
    });

    it("refuses more in one day, to the cent, and until when", () => {
      const given = facts([voucher("p", [account(1, 10_000)], { limits: limited(500, 900, 700) })]);
      expect(judge(201, given)).to.deep.equal(
        refused({ code: "programme_day_limit", limit: 900n, left: 200n, until }),
      );
      expect(judge(200, given).ok).to.equal(true);
      // A limit that was lowered below what is spent already leaves nothing.
      const lowered = facts([voucher("p", [account(1, 10)], { limits: limited(null, 600, 700) })]);
      expect(judge(1, lowered)).to.deep.equal(
        refused({ code: "programme_day_limit", limit: 600n, left: 0n, until }),
      );
    });

    it("names the limit of a purchase where both leave the same", () => {
      const given = facts([voucher("p", [account(1, 10_000)], { limits: limited(200, 900, 700) })]);
      expect(judge(201, given)).to.deep.equal(
        refused({ code: "programme_payment_limit", limit: 200n, left: 200n }),
      );
    });

    it("pays the rest with another programme's vouchers, and counts each programme by itself", () => {
      const given = facts([
        voucher("p", [account(1, 400), account(2, 400)], { limits: limited(null, 500, 0) }),
        voucher("q", [account(3, 100)], { spendableUntil: new Date("2026-12-31T22:59:59Z") }),
      ]);
      const judged = judge(600, given);
      const byProgramme = judged.ok
        ? ["p", "q"].map((id) =>
            sumCents(
              judged.value.shares
                .filter(({ programmeId }) => programmeId === id)
                .map(({ amount }) => amount),
            ),
          )
        : [];
      expect(byProgramme).to.deep.equal([500n, 100n]);
      expect(judge(601, given)).to.deep.equal(
        refused({ code: "programme_day_limit", limit: 500n, left: 600n, until }),
      );
    });

    it("says that money is missing where no limit holds any back", () => {
      const given = facts([voucher("p", [account(1, 300)], { limits: limited(300, 900, 600) })]);
      expect(judge(301, given)).to.deep.equal(
        refused({ code: "insufficient_funds", available: 300n }),
      );
    });

    it("waits for earlier payments where what the limit leaves cannot be signed yet", () => {
      const given = facts([
        voucher("p", [account(1, 300, false), account(2, 100)], { limits: limited(200, null, 0) }),
      ]);
      expect(judge(200, given)).to.deep.equal(refused({ code: "too_many_open_payments" }));
    });

    it("never lets more through than the limits, whatever is on the card", () => {
      const bound = fc.option(fc.nat(8), { nil: null });
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(6), fc.nat(6), bound, bound, fc.nat(8)), {
            minLength: 1,
            maxLength: 3,
          }),
          fc.integer({ min: 1, max: 20 }),
          (wallets, amount) => {
            const vouchers = wallets.map(([one, other, payment, day, spent], which) =>
              voucher(`p${which}`, [account(2 * which + 1, one), account(2 * which + 2, other)], {
                limits: limited(payment, day, spent),
              }),
            );
            const roomOf = ([one, other, payment, day, spent]: (typeof wallets)[number]) =>
              Math.min(one + other, payment ?? 99, day === null ? 99 : Math.max(0, day - spent));
            const payable = wallets.reduce((sum, wallet) => sum + roomOf(wallet), 0);
            const judged = judge(amount, facts(vouchers));
            expect(judged.ok).to.equal(amount <= payable);
            if (!judged.ok) {
              const { refusal } = judged;
              const told = "left" in refusal ? refusal.left : undefined;
              if (told !== undefined) expect(told).to.equal(BigInt(payable));
              return;
            }
            for (const [which, wallet] of wallets.entries()) {
              const own = judged.value.shares.filter(
                ({ programmeId }) => programmeId === `p${which}`,
              );
              const paid = sumCents(own.map((share) => share.amount));
              expect(paid <= BigInt(roomOf(wallet)), "within the programme's limits").to.equal(
                true,
              );
            }
          },
        ),
      );
    });
  });

  it("never takes more than an account has, nor another sum than asked", () => {
    const accounts = fc.array(fc.tuple(fc.nat(6), fc.boolean()), { maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(accounts, { maxLength: 3 }),
        fc.integer({ min: 1, max: 20 }),
        (wallets, amount) => {
          const vouchers = wallets.map((own, which) =>
            voucher(
              `p${which}`,
              own.map(([available, free], index) =>
                account(which * 10 + index + 1, available, free),
              ),
            ),
          );
          const given = facts(vouchers);
          const all = vouchers.flatMap((own) => own.accounts);
          const usable = sumCents(
            all.filter((own) => own.hasFreeNonce).map((own) => own.available),
          );
          const shares = judge(amount, given);
          expect(shares.ok, "granted exactly when it can be paid").to.equal(
            all.length > 0 && usable >= BigInt(amount),
          );
          if (!shares.ok) return;
          expect(sumCents(shares.value.shares.map((share) => share.amount))).to.equal(
            BigInt(amount),
          );
          const used = shares.value.shares.map((share) => share.account);
          expect(new Set(used).size, "each account once").to.equal(used.length);
          for (const share of shares.value.shares) {
            const own = all.find((candidate) => candidate.address === share.account)!;
            expect(share.amount > 0n && share.amount <= own.available && own.hasFreeNonce).to.equal(
              true,
            );
          }
        },
      ),
    );
  });

  describe("of which a part is local value", () => {
    const withLocal = (acceptedPercent: number, ...accounts: AccountFacts[]) =>
      facts(rich, { local: { acceptedPercent, accounts } });
    const judgeMixed = (amount: number, local: number, bill: number, given: PaymentFacts) =>
      judgePayment(cents(amount), given, NOON, { amount: cents(local), bill: cents(bill) });

    it("takes it from accounts of its own, after the vouchers, and says what is left of each", () => {
      const judged = judgeMixed(900, 300, 1_000, withLocal(30, account(7, 500)));
      expect(judged).to.deep.equal({
        ok: true,
        value: {
          shares: [
            { programmeId: "p", account: account(1, 0).address, amount: 600n },
            { programmeId: LOCAL_VALUE, account: account(7, 0).address, amount: 300n },
          ],
          ...{ left: 9_400n, localLeft: 200n },
        },
      });
    });

    it("never takes more than the shop's share of the price, to the cent", () => {
      const given = withLocal(30, account(7, 5_000));
      const limit = (most: bigint) => refused({ code: "local_above_share", limit: most });
      expect(judgeMixed(301, 301, 1_000, given)).to.deep.equal(limit(300n));
      expect(judgeMixed(300, 300, 1_000, given).ok).to.equal(true);
      expect(judgeMixed(1, 1, 3, given)).to.deep.equal(limit(0n));
      expect(judgeMixed(1, 1, 1, facts(rich))).to.deep.equal(limit(0n));
    });

    it("never takes vouchers in its place, nor more than there is", () => {
      expect(judgeMixed(500, 500, 500, withLocal(100, account(7, 499)))).to.deep.equal(
        refused({ code: "insufficient_local_value", available: 499n }),
      );
      const busy = withLocal(100, account(7, 300), account(8, 300, false));
      expect(judgeMixed(500, 500, 500, busy)).to.deep.equal(
        refused({ code: "too_many_open_payments" }),
      );
    });

    it("needs no voucher where it is all, and counts towards the limits of all that a card pays", () => {
      const none = facts([], { local: { acceptedPercent: 100, accounts: [account(7, 600)] } });
      const judged = judgeMixed(600, 600, 600, none);
      expect(judged).to.have.deep.property("value", {
        shares: [{ programmeId: LOCAL_VALUE, account: account(7, 0).address, amount: 600n }],
        ...{ left: 0n, localLeft: 0n },
      });
      const large = withLocal(100, account(7, 60_000));
      expect(judgeMixed(50_001, 50_001, 50_001, large)).to.deep.equal(
        refused({ code: "amount_above_limit", limit: 50_000n }),
      );
    });
  });
});
