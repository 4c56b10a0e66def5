import type { Address } from "#core/shared/ids.ts";

import type { Payment, PlayedYear } from "./play-year.ts";
import type { PublicView } from "./public-view.ts";
import { longestWait } from "./policies.ts";
import { type Balances, guessFromBalances } from "./watch-balance.ts";

/** What an attacker ties to the right card, of what it did not know anyway; from 0 to 1. */
export type Linked = {
  /** Of the card's other purchases. */
  readonly purchases: number;
  /** Of the card's aid that was not spent before the attacker's own eyes. */
  readonly aid: number;
};

/** The mean of each; NaN of nothing. */
export function meanOf(each: readonly Linked[]): Linked {
  const mean = (of: (one: Linked) => number) =>
    each.reduce((sum, one) => sum + of(one), 0) / each.length;
  return { purchases: mean((one) => one.purchases), aid: mean((one) => one.aid) };
}

type Card = {
  readonly card: number;
  readonly payments: readonly Payment[];
  /** All that it was credited in the year, in cents. */
  readonly aid: bigint;
};

export function cardsOf(year: PlayedYear): Card[] {
  const aid = new Map<number, bigint>();
  for (const { card, credited } of year.accounts.values())
    aid.set(card, (aid.get(card) ?? 0n) + credited);
  return [...Map.groupBy(year.payments, ({ card }) => card)].map(([card, payments]) => ({
    ...{ card, payments },
    aid: aid.get(card) ?? 0n,
  }));
}

/** Shops by how often the card buys there, most first. */
export function shopsOf({ payments }: Card): number[] {
  return [...Map.groupBy(payments, ({ shop }) => shop)]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([shop]) => shop);
}

/**
 * Shops that put together what they know of a customer: its card at the till, so all its payments to them, the accounts
 * that paid, and each time what was left on the card. `undefined` where the card buys nowhere else.
 */
export function attackByShops(
  year: PlayedYear,
  view: PublicView,
  balances: Balances,
  card: Card,
  shops: readonly number[],
): Linked | undefined {
  const { payments } = card;
  const own = payments.filter(({ shop }) => shops.includes(shop));
  if (own.length === payments.length) return undefined;
  const paying = own.flatMap(({ transfers }) => payersOf(transfers));
  const guessed = guessFromBalances(balances, own, longestWait(year.policy));
  return linked(year, view, card, own, [...paying, ...guessed]);
}

/**
 * A neighbour who saw one purchase: the shop, the exact amount, the minute. It looks for the transfer, or for the few that
 * add up to it, among those to the shop that settle soon after. Where several fit it takes any of them.
 */
export function attackByNeighbour(
  year: PlayedYear,
  view: PublicView,
  card: Card,
  saw: Payment,
): Linked | undefined {
  if (card.payments.length < 2) return undefined;
  const { settleAfterSeconds } = year.policy.pace;
  const candidates = view.byShop
    .get(saw.transfers[0]!.to)!
    .filter(
      ({ at }) => at >= saw.at + settleAfterSeconds && at <= saw.at + longestWait(year.policy),
    )
    .map(({ transfer }) => transfer)
    .filter(({ deadline }) => deadline === saw.transfers[0]!.deadline);
  const fits = smallestSums(candidates, saw.amount);
  if (fits.length === 0) return { purchases: 0, aid: 0 };
  return meanOf(fits.map((transfers) => linked(year, view, card, [saw], payersOf(transfers))));
}

/** More shares than this one payment hardly has. */
const MOST_SHARES = 4;
/** More candidates than this hide a sum anyway. */
const MOST_CANDIDATES = 24;

type Priced = { readonly amount: bigint };

/** The sets with the fewest transfers whose amounts add up to the sum. */
function smallestSums<Transfer extends Priced>(
  all: readonly Transfer[],
  sum: bigint,
): Transfer[][] {
  const some = all.slice(0, MOST_CANDIDATES);
  for (let size = 1; size <= MOST_SHARES; size += 1) {
    const found =
      size === 1
        ? all.filter(({ amount }) => amount === sum).map((one) => [one])
        : sumsOf(some, size, sum);
    if (found.length > 0) return found;
  }
  return [];
}

function sumsOf<Transfer extends Priced>(
  all: readonly Transfer[],
  size: number,
  sum: bigint,
): Transfer[][] {
  if (size === 0) return sum === 0n ? [[]] : [];
  return all.flatMap((one, index) =>
    one.amount > sum
      ? []
      : sumsOf(all.slice(index + 1), size - 1, sum - one.amount).map((rest) => [one, ...rest]),
  );
}

/**
 * Anybody, who knows no card: which part of a family's purchases hangs together with any one of them.
 */
export function attackByPublic(year: PlayedYear, view: PublicView, card: Card): Linked {
  return meanOf(
    card.payments.map((payment) =>
      linked(year, view, card, [payment], payersOf(payment.transfers)),
    ),
  );
}

function payersOf(transfers: readonly { readonly from: Address }[]): Address[] {
  return transfers.map(({ from }) => from);
}

/** Follows accounts to all that seems to belong with them, and counts what is truly the card's. */
function linked(
  year: PlayedYear,
  view: PublicView,
  { card, payments, aid: all }: Card,
  known: readonly Payment[],
  accounts: readonly Address[],
): Linked {
  const reached = new Set(accounts.flatMap((account) => view.clusterOf(account)));
  const knownIds = new Set(known.map(({ id }) => id));
  const found = new Set<number>();
  let credited = 0n;
  for (const address of reached) {
    const account = year.accounts.get(address)!;
    if (account.card !== card) continue;
    credited += account.credited;
    for (const { transfer } of view.byAccount.get(address) ?? [])
      if (!knownIds.has(transfer.payment)) found.add(transfer.payment);
  }
  const others = payments.length - known.length;
  const spentHere = known.reduce((sum, { amount }) => sum + amount, 0n);
  const aid = all - spentHere;
  const seen = credited > spentHere ? credited - spentHere : 0n;
  return {
    purchases: others === 0 ? 0 : found.size / others,
    aid: aid === 0n ? 0 : Number(seen) / Number(aid),
  };
}
