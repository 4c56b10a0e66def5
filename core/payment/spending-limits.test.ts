import { strict as assert } from "node:assert";

import fc from "fast-check";

import { cents } from "../shared/money.ts";
import { type SpendingLimits, type SpentToday, refuseSpending } from "./spending-limits.ts";

const MIDNIGHT = new Date("2026-05-04T22:00:00Z");
const LIMITS: SpendingLimits = {
  cardDay: { amount: cents(300), payments: 3 },
  cardAtShopDay: { amount: cents(200) },
  tillDay: { amount: cents(1_000), payments: 10 },
};

type Sums = { card?: number; cardAtShop?: number; till?: number };
type Counts = { card?: number; till?: number };

function spent(sums: Sums = {}, counts: Counts = {}): SpentToday {
  return {
    card: { amount: cents(sums.card ?? 0), payments: counts.card ?? 0 },
    cardAtShop: { amount: cents(sums.cardAtShop ?? 0) },
    till: { amount: cents(sums.till ?? 0), payments: counts.till ?? 0 },
    until: MIDNIGHT,
  };
}

describe("a day's spending", () => {
  const judge = (amount: number, today: SpentToday) => refuseSpending(cents(amount), LIMITS, today);
  const limited = (code: string, limit: number, left: number) => ({
    ...{ code, limit: cents(limit), left: cents(left), until: MIDNIGHT },
  });

  it("ends at the limit, to the cent, and says what is left until when", () => {
    const cases = [
      [{ card: 150 }, 150, limited("card_day_limit", 300, 150)],
      [{ cardAtShop: 50 }, 150, limited("card_at_shop_day_limit", 200, 150)],
      [{ till: 850 }, 150, limited("till_day_limit", 1_000, 150)],
    ] as const;
    for (const [sums, most, refusal] of cases) {
      assert.equal(judge(most, spent(sums)), undefined);
      assert.deepEqual(judge(most + 1, spent(sums)), refusal);
    }
  });

  it("ends at the number of payments", () => {
    assert.equal(judge(1, spent({}, { card: 2, till: 9 })), undefined);
    assert.deepEqual(judge(1, spent({}, { card: 3 })), {
      ...{ code: "card_day_payments", limit: 3, until: MIDNIGHT },
    });
    assert.deepEqual(judge(1, spent({}, { till: 10 })), {
      ...{ code: "till_day_payments", limit: 10, until: MIDNIGHT },
    });
  });

  it("leaves nothing where a limit was lowered below what is spent", () => {
    assert.deepEqual(judge(1, spent({ card: 400 })), limited("card_day_limit", 300, 0));
  });

  it("admits exactly what it says is left", () => {
    const sum = fc.integer({ min: 0, max: 1_200 });
    const sums = fc.record({ card: sum, cardAtShop: sum, till: sum });
    fc.assert(
      fc.property(sums, fc.integer({ min: 1, max: 1_200 }), (given, amount) => {
        const refusal = judge(amount, spent(given));
        if (refusal === undefined) return;
        assert.ok("left" in refusal);
        if (refusal.left > 0n)
          assert.equal(refuseSpending(refusal.left, LIMITS, spent(given)), undefined);
      }),
    );
  });
});
