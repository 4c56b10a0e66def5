import { type Cents, cents } from "#core/shared/money.ts";

import { type Dice, createDice } from "../bench-scanner/dice.ts";

export const HOUR = 3_600;
const DAY = 24 * HOUR;
export const MONTH = 30 * DAY;
export const MONTHS = 12;
const FAMILIES = 160;

/** What a family brings to a till, in seconds since the year began. It may be more than the card still holds. */
export type Bill = {
  readonly card: number;
  readonly shop: number;
  readonly at: number;
  readonly amount: Cents;
};

/** A town of `FAMILIES` cards, each recharged at the start of every month, and all that they bring to the tills. */
export type TownYear = { readonly aid: readonly Cents[]; readonly bills: readonly Bill[] };

/** A kind of shop: how much a bill is there for one person, in cents, what part of a family's visits it gets, and how
 * large its shops are beside each other. */
const KINDS = [
  { usual: 2_900, visits: 0.48, shops: [1.6, 1.2, 0.8, 0.5] },
  { usual: 800, visits: 0.13, shops: [1, 0.6] },
  { usual: 1_900, visits: 0.05, shops: [0.6, 0.3] },
  { usual: 1_900, visits: 0.09, shops: [0.7] },
  { usual: 1_000, visits: 0.1, shops: [0.8] },
  { usual: 1_700, visits: 0.08, shops: [1, 0.6] },
  { usual: 1_500, visits: 0.02, shops: [0.4, 0.3] },
  { usual: 1_300, visits: 0.05, shops: [0.5, 0.3] },
  { usual: 2_200, visits: 0.02, shops: [0.3] },
  { usual: 1_300, visits: 0.02, shops: [0.3] },
] as const;

/** How a family divides its visits of one kind between the shops that it likes. */
const LOYALTY = [0.75, 0.18, 0.07];

type Shop = { readonly usual: number };
const SHOPS: readonly Shop[] = KINDS.flatMap(({ usual, shops }) => shops.map(() => ({ usual })));

type Family = {
  readonly size: number;
  readonly aid: Cents;
  /** What it needs from these shops in a month, as a part of the aid: above 1, the card is empty before the month is. */
  readonly need: number;
  /** Part of its visits that each shop gets; adds up to 1. */
  readonly visits: readonly number[];
};

/**
 * Draws the year. `emptied` is the part of the families whose card does not last the month: the worst for privacy, because
 * the last bill gathers what is left on all accounts.
 */
export function drawTownYear(seed: string, emptied: number): TownYear {
  const dice = createDice(`${seed}/families`);
  const families = Array.from({ length: FAMILIES }, () => drawFamily(dice, emptied));
  const shopping = createDice(`${seed}/bills`);
  const bills = families.flatMap((family, card) =>
    Array.from({ length: MONTHS }, (_, month) => drawMonth(shopping, family, card, month)).flat(),
  );
  bills.sort((one, other) => one.at - other.at);
  return { aid: families.map(({ aid }) => aid), bills };
}

/** Aid as municipalities scale it: a base and so much for each person, less something for some. */
function drawFamily(dice: Dice, emptied: number): Family {
  const size = 1 + dice.upTo(5);
  const euros = 105 + 50 * size - (dice.next() < 0.25 ? 5 : 0);
  const need = dice.next() < emptied ? dice.between(1.1, 1.6) : dice.between(0.8, 1);
  return { size, aid: cents(euros * 100), need, visits: drawHabits(dice) };
}

function drawHabits(dice: Dice): number[] {
  const habits = KINDS.flatMap(({ visits, shops }) => {
    const liked = shops
      .map((pull, index) => ({ index, pull: pull * dice.between(0.3, 1.3) }))
      .sort((one, other) => other.pull - one.pull);
    const parts = shops.map(() => 0);
    for (const [rank, { index }] of liked.entries())
      parts[index] = visits * (LOYALTY[rank] ?? 0) * dice.between(0.5, 1.5);
    return parts;
  });
  const sum = habits.reduce((total, part) => total + part, 0);
  return habits.map((part) => part / sum);
}

/** A month's bills until the need is met, spread over its days, somewhat denser after the recharge. */
function drawMonth(dice: Dice, family: Family, card: number, month: number): Bill[] {
  const wanted: { shop: number; amount: Cents }[] = [];
  for (let left = Number(family.aid) * family.need; left > 300;) {
    const shop = drawShop(dice, family.visits);
    const amount = drawAmount(dice, family, shop);
    left -= amount;
    wanted.push({ shop, amount: cents(amount) });
  }
  return wanted.map((bill, index) => {
    const part = ((index + dice.next()) / wanted.length) ** 1.15;
    const day = Math.floor(part * 29.5) * DAY;
    return { card, ...bill, at: month * MONTH + day + 8 * HOUR + dice.upTo(11 * HOUR) };
  });
}

function drawShop(dice: Dice, visits: readonly number[]): number {
  let left = dice.next();
  const shop = visits.findIndex((part) => (left -= part) < 0);
  return shop < 0 ? visits.length - 1 : shop;
}

/** Log-normal around what is usual for the shop and the household; whole cents. */
function drawAmount(dice: Dice, { size }: Family, shop: number): number {
  const spread = Math.exp((dice.next() + dice.next() + dice.next() - 1.5) * 1.1);
  return Math.max(150, Math.round(SHOPS[shop]!.usual * (0.9 + 0.12 * size) * spread));
}
