import type { TallyProblem, VoucherEvent } from "../chain/tally.ts";
import { type Address, type Hash, NOBODY } from "../shared/ids.ts";

/** A campaign as the chain tells it. Amounts in cents. */
export type CampaignTally = { readonly cap: bigint; readonly rewarded: bigint };

/** What the local token's events add up to, in cents. */
export type LocalTally = {
  /** All that ever came into being; none of it is ever burnt. */
  readonly rewarded: bigint;
  /** Movements between holders. */
  readonly moves: number;
  readonly balances: ReadonlyMap<Address, bigint>;
  readonly campaigns: ReadonlyMap<Hash, CampaignTally>;
};

/** The local token's totals, built event by event from nothing but what the chain says. */
export class LocalTallier {
  readonly #balances = new Map<Address, bigint>();
  readonly #campaigns = new Map<Hash, CampaignTally>();
  #rewarded = 0n;
  #moves = 0;

  add({ name, args }: VoucherEvent): void {
    if (name === "Transfer")
      this.#move(lower(args["from"]), lower(args["to"]), args["value"] as bigint);
    if (name === "CampaignOpened")
      this.#campaigns.set(lower(args["campaign"]), { cap: args["cap"] as bigint, rewarded: 0n });
    if (name === "Rewarded") this.#reward(lower(args["campaign"]), args["total"] as bigint);
  }

  total(): LocalTally {
    return {
      rewarded: this.#rewarded,
      moves: this.#moves,
      balances: this.#balances,
      campaigns: this.#campaigns,
    };
  }

  #move(from: Address, to: Address, amount: bigint): void {
    if (from === NOBODY) this.#rewarded += amount;
    else {
      this.#moves += 1;
      this.#add(from, -amount);
    }
    this.#add(to, amount);
  }

  #add(holder: Address, amount: bigint): void {
    this.#balances.set(holder, (this.#balances.get(holder) ?? 0n) + amount);
  }

  #reward(campaign: Hash, total: bigint): void {
    const { cap, rewarded } = this.#campaigns.get(campaign) ?? { cap: 0n, rewarded: 0n };
    this.#campaigns.set(campaign, { cap, rewarded: rewarded + total });
  }
}

function lower(text: unknown): `0x${string}` {
  return String(text).toLowerCase() as `0x${string}`;
}

/**
 * Checks what must always hold of local value: what came into being is somewhere, all of it under a campaign and no more
 * than that campaign's budget, and nobody holds less than nothing. An empty list means that all holds.
 */
export function checkLocalTally({ rewarded, balances, campaigns }: LocalTally): TallyProblem[] {
  const problems: TallyProblem[] = [];
  const expect = (code: string, expected: bigint, found: bigint, holds = expected === found) => {
    if (!holds) problems.push({ code, expected, found });
  };
  expect("value_not_conserved", rewarded, sum(balances.values()));
  expect("rewarded_outside_campaigns", sum([...campaigns.values()].map(rewardedOf)), rewarded);
  for (const { cap, rewarded: own } of campaigns.values())
    expect("rewarded_above_budget", cap, own, own <= cap);
  for (const balance of balances.values()) expect("negative_balance", 0n, balance, balance >= 0n);
  return problems;
}

const rewardedOf = ({ rewarded }: CampaignTally) => rewarded;

function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}
