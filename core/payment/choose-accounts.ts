import type { Address } from "../shared/ids.ts";
import { type Cents, ZERO, minCents, sumCents } from "../shared/money.ts";

/** One on-chain account of the card, as read under its row lock. */
export type AccountFacts = {
  readonly address: Address;
  /** Confirmed on chain and not reserved by another payment. */
  readonly available: Cents;
  /** Whether the account can sign one more payment before its oldest open one settles. */
  readonly hasFreeNonce: boolean;
  /** Payments that it has signed before: at this shop, and at all others together. Voided ones do not count. */
  readonly paidHere: number;
  readonly paidElsewhere: number;
};

export type AccountShare = { readonly account: Address; readonly amount: Cents };

/**
 * Chooses which accounts pay `amount`, so that shops learn as little of each other as can be. A shop sees on chain
 * whatever the accounts that paid it have paid elsewhere. So an account keeps to the shop where it first paid:
 *
 * 1. accounts that this shop knows, used up before another is touched;
 * 2. accounts that nobody knows: the smallest that covers what is missing, else the largest in turn;
 * 3. only where that is not enough, accounts that other shops know, those first that have the least to tell.
 *
 * Answers less than `amount` in sum where the usable accounts hold less.
 */
export function chooseAccounts(amount: Cents, accounts: readonly AccountFacts[]): AccountShare[] {
  const usable = accounts.filter((account) => account.hasFreeNonce && account.available > ZERO);
  const known = usable.filter((account) => account.paidHere > 0);
  const unknown = usable.filter(({ paidHere, paidElsewhere }) => paidHere + paidElsewhere === 0);
  const foreign = usable.filter((account) => account.paidHere === 0 && account.paidElsewhere > 0);
  const taken: AccountShare[] = [];
  let missing = amount;
  for (const [group, order] of [
    [known, byEasiest],
    [unknown, bySmallest],
    [foreign, byLeastTold],
  ] as const) {
    const shares = inOrder(missing, group, order);
    taken.push(...shares);
    missing = (missing - sumCents(shares.map((share) => share.amount))) as Cents;
  }
  return taken;
}

type Order = {
  /** Which of those that cover the whole goes first. */
  readonly covering: (one: AccountFacts, other: AccountFacts) => number;
  /** Which goes first where none covers it. */
  readonly partly: (one: AccountFacts, other: AccountFacts) => number;
};

const smallest = (one: AccountFacts, other: AccountFacts) =>
  compare(one.available, other.available);
const largest = (one: AccountFacts, other: AccountFacts) => smallest(other, one);
const leastTold = (one: AccountFacts, other: AccountFacts) =>
  one.paidElsewhere - other.paidElsewhere;

/** What is known here and elsewhere already has less to lose than what is known here alone. */
const byEasiest: Order = {
  covering: (one, other) => -leastTold(one, other) || smallest(one, other),
  partly: largest,
};
const bySmallest: Order = { covering: smallest, partly: largest };
const byLeastTold: Order = {
  covering: (one, other) => leastTold(one, other) || smallest(one, other),
  // For each cent that it brings: a large account spares another one.
  partly: (one, other) =>
    compare(
      BigInt(one.paidElsewhere) * other.available,
      BigInt(other.paidElsewhere) * one.available,
    ),
};

/** Takes one account that covers the amount, else one after the other until one covers what is still missing. */
function inOrder(
  amount: Cents,
  accounts: readonly AccountFacts[],
  { covering, partly }: Order,
): AccountShare[] {
  const shares: AccountShare[] = [];
  const left = [...accounts].sort(partly);
  let missing = amount;
  while (missing > ZERO && left.length > 0) {
    const [best] = left.filter(({ available }) => available >= missing).sort(covering);
    const next = best ?? left[0]!;
    left.splice(left.indexOf(next), 1);
    const share = minCents(next.available, missing);
    shares.push({ account: next.address, amount: share });
    missing = (missing - share) as Cents;
  }
  return shares;
}

function compare(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
