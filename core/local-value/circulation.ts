/** Whose an account is: a card's (with all that it replaced), a shop's, or somebody's own wallet or an unknown one's. */
export const HOLDER_KINDS = ["card", "shop", "own"] as const;

export type HolderKind = (typeof HOLDER_KINDS)[number];

/**
 * What went through one holder's hands since local value began, in cents. What a shop gave back to a card counts as if it
 * had never been paid, and what moves between two accounts of one holder does not count at all.
 */
export type HolderFlow = {
  readonly kind: HolderKind;
  /** Came into being here, as a reward. */
  readonly minted: bigint;
  /** Came from another holder. */
  readonly received: bigint;
  /** Went to another holder. */
  readonly sent: bigint;
  /**
   * How much of what it received it has passed on itself. One cent is like another: what was earned counts as spent before
   * what was received. So this is the most by which what was sent was ever ahead of what was earned by then, and it is
   * what was passed on for certain; it never falls because somebody earns more.
   */
  readonly respent: bigint;
};

export function heldBy({ minted, received, sent }: HolderFlow): bigint {
  return minted + received - sent;
}

type Recirculation = { readonly received: bigint; readonly respent: bigint };

/**
 * Of what passed from hand to hand, how much was passed on again by whoever received it. The share respent is
 * `respent / received`: REC Barcelona published 27 % of the same figure for its shops.
 */
export function recirculationOf(flows: readonly HolderFlow[]): Recirculation {
  return {
    received: sum(flows.map(({ received }) => received)),
    respent: sum(flows.map(({ respent }) => respent)),
  };
}

/** Of fewer, the richest tenth would be one of a handful, whom somebody knows. */
export const FEWEST_HOLDERS = 10;

export type Concentration = {
  /** Who ever had any, also where nothing is left. */
  readonly holders: number;
  readonly total: bigint;
  /** A tenth of the holders, rounded up: those who have most. */
  readonly topHolders: number;
  readonly topTotal: bigint;
  /** Gini's coefficient in hundredths of a percent: 0 where all have the same, near 10,000 where one has all. */
  readonly gini: number;
};

/**
 * How unevenly balances (cents) lie; `undefined` for fewer than `FEWEST_HOLDERS`, or where there is nothing.
 *
 * Gini, with the balances x₁ ≤ … ≤ xₙ in order: Σ (2i − n − 1) xᵢ / (n Σ xᵢ).
 */
export function concentrationOf(balances: readonly bigint[]): Concentration | undefined {
  const holders = balances.length;
  const total = sum(balances);
  if (holders < FEWEST_HOLDERS || total <= 0n) return undefined;
  const sorted = [...balances].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  const topHolders = Math.ceil(holders / 10);
  const count = BigInt(holders);
  const ranked = sum(sorted.map((balance, at) => (2n * BigInt(at + 1) - count - 1n) * balance));
  return {
    ...{ holders, total, topHolders },
    topTotal: sum(sorted.slice(-topHolders)),
    gini: Number((ranked * 10_000n) / (count * total)),
  };
}

/**
 * How often a year each unit changed hands, in hundredths: what moved in so many days, by what there was on average in
 * them, times 365 / days. `undefined` where there was nothing.
 */
export function velocityOf(facts: {
  readonly movedCents: bigint;
  readonly averageCents: bigint;
  readonly days: number;
}): number | undefined {
  const { movedCents, averageCents, days } = facts;
  if (averageCents <= 0n) return undefined;
  return Number((movedCents * 100n * 365n) / (averageCents * BigInt(days)));
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
