import type { Address } from "#core/shared/ids.ts";

import type { PlayedYear, Transfer } from "./play-year.ts";

/** A transfer in the batch that settled it: what anybody reads on chain. */
export type Seen = { readonly transfer: Transfer; readonly at: number };

/** What anybody makes of the chain alone: transfers in the order of time, and accounts that seem to be one card's. */
export type PublicView = {
  readonly seen: readonly Seen[];
  readonly byShop: ReadonlyMap<Address, readonly Seen[]>;
  readonly byAccount: ReadonlyMap<Address, readonly Seen[]>;
  /** All accounts that seem to belong to the same card as this one, itself included. */
  readonly clusterOf: (account: Address) => readonly Address[];
};

/** Part of an attacker's guesses that must be right for it to make them: below, it would accuse the wrong half. */
const WORTH_GUESSING = 0.5;

/**
 * Reads the chain as anybody may who knows the service's rules. Two things tie accounts together: transfers to one shop
 * within `seconds` of each other, of which one empties its account (a payment from several accounts empties all but the
 * last); and credits in one issuance of an amount that nobody else's accounts got.
 */
export function readPublicly(year: PlayedYear, seconds: number): PublicView {
  const seen = year.batches.flatMap(({ at, groups }) =>
    groups.flatMap(({ transfers }) => transfers.map((transfer) => ({ transfer, at }))),
  );
  const byShop = Map.groupBy(seen, ({ transfer }) => transfer.to);
  const byAccount = Map.groupBy(seen, ({ transfer }) => transfer.from);
  const clusters = new Clusters();
  for (const tie of [paidTogether([...byShop.values()], seconds), creditedAlike(year)]) {
    const right = tie.filter(([one, other]) => isOneCard(year, one, other)).length;
    if (right < WORTH_GUESSING * tie.length) continue;
    for (const [one, other] of tie) clusters.join(one, other);
  }
  return { seen, byShop, byAccount, clusterOf: (account) => clusters.of(account) };
}

type Tie = readonly [Address, Address];

/** Where exactly one other transfer may have been paid with the one that emptied its account, they are tied. */
function paidTogether(shops: readonly (readonly Seen[])[], seconds: number): Tie[] {
  return shops.flatMap((seen) => {
    let start = 0;
    return seen.flatMap(({ transfer, at }) => {
      while (seen[start]!.at < at - seconds) start += 1;
      if (!transfer.drains) return [];
      const others = new Set<Address>();
      for (let index = start; index < seen.length && seen[index]!.at <= at + seconds; index += 1) {
        const { from, deadline } = seen[index]!.transfer;
        if (from !== transfer.from && deadline === transfer.deadline) others.add(from);
        if (others.size > 1) return [];
      }
      return [...others].map((other): Tie => [transfer.from, other]);
    });
  });
}

/** Amounts that differ by a cent are parts of one sum; no more accounts got them than a single card's recharge has. */
function creditedAlike({ issuances, policy }: PlayedYear): Tie[] {
  return issuances.flatMap(({ lines }) => {
    const sorted = [...lines].sort((one, other) => Number(one.amount - other.amount));
    const alike: Address[][] = [];
    for (const [index, { account, amount }] of sorted.entries()) {
      const before = sorted[index - 1];
      if (before !== undefined && amount - before.amount <= 1n) alike.at(-1)!.push(account);
      else alike.push([account]);
    }
    return alike
      .filter(({ length }) => length > 1 && length <= policy.accounts)
      .flatMap(([first, ...rest]) => rest.map((other): Tie => [first!, other]));
  });
}

function isOneCard({ accounts }: PlayedYear, one: Address, other: Address): boolean {
  return accounts.get(one)!.card === accounts.get(other)!.card;
}

class Clusters {
  readonly #clusters = new Map<Address, Address[]>();

  of(account: Address): readonly Address[] {
    return this.#clusters.get(account) ?? [account];
  }

  join(one: Address, other: Address): void {
    const [first, second] = [this.of(one), this.of(other)];
    if (first === second) return;
    const joined = [...first, ...second];
    for (const account of joined) this.#clusters.set(account, joined);
  }
}
