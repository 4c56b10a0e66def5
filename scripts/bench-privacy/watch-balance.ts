import type { Address } from "#core/shared/ids.ts";

import type { Payment, PlayedYear } from "./play-year.ts";
import type { PublicView, Seen } from "./public-view.ts";
import { MONTH } from "./town-year.ts";

/** The chain's transfers in the order of time, for who looks for an amount. */
export type Balances = { readonly seen: readonly Seen[]; readonly wins: boolean };

/**
 * A till is told what is left on the card. Between two visits of one month it fell by what was spent elsewhere: where one
 * transfer on chain is just that, or one pair of them, it is probably the card's. Whether that is worth it is tried on all
 * shops at once.
 */
export function watchBalances(year: PlayedYear, view: PublicView, longestWait: number): Balances {
  const all = { seen: view.seen, wins: true };
  let right = 0;
  let wrong = 0;
  for (const [, own] of Map.groupBy(year.payments, ({ card, shop }) => `${card}/${shop}`))
    for (const account of guessFromBalances(all, own, longestWait))
      if (year.accounts.get(account)!.card === own[0]!.card) right += 1;
      else wrong += 1;
  return { seen: view.seen, wins: right >= wrong };
}

/** Accounts that probably paid what was missing between visits. `own` are the visits in the order of time. */
export function guessFromBalances(
  { seen, wins }: Balances,
  own: readonly Payment[],
  longestWait: number,
): Address[] {
  if (!wins) return [];
  const shops = new Set(own.flatMap(({ transfers }) => transfers.map(({ to }) => to)));
  return own.slice(1).flatMap((visit, index) => {
    const before = own[index]!;
    const isSameMonth = Math.floor(before.at / MONTH) === Math.floor(visit.at / MONTH);
    const spent = before.left - visit.left - visit.amount;
    if (!isSameMonth || spent <= 0n) return [];
    const between = seen
      .slice(firstAfter(seen, before.at), firstAfter(seen, visit.at + longestWait))
      .filter(({ transfer }) => !shops.has(transfer.to));
    return onlyFit(between, spent);
  });
}

/** The payers of the one transfer, else of the one pair, that amounts to the sum; nobody where there are several. */
function onlyFit(between: readonly Seen[], sum: bigint): Address[] {
  const single = between.filter(({ transfer }) => transfer.amount === sum);
  if (single.length > 0) return single.length === 1 ? [single[0]!.transfer.from] : [];
  const byAmount = Map.groupBy(between, ({ transfer }) => transfer.amount);
  const pairs = between.flatMap((one) =>
    (byAmount.get((sum - one.transfer.amount) as never) ?? [])
      .filter((other) => other !== one && other.transfer.id > one.transfer.id)
      .map((other) => [one.transfer.from, other.transfer.from]),
  );
  return pairs.length === 1 ? pairs[0]! : [];
}

/** Index of the first transfer that settled at this second or later. */
function firstAfter(seen: readonly Seen[], at: number): number {
  let low = 0;
  for (let high = seen.length; low < high;) {
    const middle = (low + high) >> 1;
    if (seen[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
