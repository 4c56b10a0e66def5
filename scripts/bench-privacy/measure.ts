import { quantile } from "../bench/figures.ts";
import {
  type Linked,
  attackByNeighbour,
  attackByPublic,
  attackByShops,
  cardsOf,
  meanOf,
  shopsOf,
} from "./attacks.ts";
import { type Prices, gasOfYear } from "./gas.ts";
import { playYear } from "./play-year.ts";
import { type Policy, longestWait } from "./policies.ts";
import { type PublicView, readPublicly } from "./public-view.ts";
import { HOUR, type TownYear } from "./town-year.ts";
import { watchBalances } from "./watch-balance.ts";

/** How far apart shares of one payment may settle, as an attacker may suppose it; the best for it is taken. */
const SUPPOSED_SECONDS = [0, HOUR, 2.5 * HOUR, 8 * HOUR];

export type Measured = {
  readonly policy: string;
  readonly payments: number;
  /** Transfers for each payment. */
  readonly shares: number;
  /** One shop, over all pairs of a card and a shop where it buys. */
  readonly shop: Linked & { readonly tenthWorst: number };
  /** The shop where the card buys most. */
  readonly mainShop: Linked;
  /** The two shops where it buys most, together. */
  readonly twoShops: Linked;
  readonly neighbour: Linked;
  readonly public: Linked;
  /** For each card and month. */
  readonly gas: number;
  readonly gasInFullBatches: number;
};

/** Plays the year under a policy and lets everybody attack it, each with the suppositions that serve it best. */
export function measure(town: TownYear, policy: Policy, prices: Prices, seed: string): Measured {
  const year = playYear(town, policy, seed);
  const cards = cardsOf(year);
  const views = SUPPOSED_SECONDS.map((seconds) => readPublicly(year, seconds));
  const balances = watchBalances(year, views[0]!, longestWait(policy));
  const best = <Result extends Linked>(attack: (view: PublicView) => Result): Result =>
    views.map(attack).reduce((one, other) => (other.purchases > one.purchases ? other : one));
  const byShops = (view: PublicView, sets: (shops: number[]) => number[][]) =>
    cards.flatMap((card) =>
      sets(shopsOf(card)).flatMap(
        (shops) => attackByShops(year, view, balances, card, shops) ?? [],
      ),
    );
  const { real, inFullBatches } = gasOfYear(year, prices);
  const months = town.aid.length * 12;
  return {
    policy: policy.name,
    payments: year.payments.length,
    shares:
      year.payments.reduce((sum, { transfers }) => sum + transfers.length, 0) /
      year.payments.length,
    shop: best((view) => {
      const each = byShops(view, (shops) => shops.map((shop) => [shop]));
      return {
        ...meanOf(each),
        tenthWorst: quantile(
          each.map(({ purchases }) => purchases),
          0.9,
        ),
      };
    }),
    mainShop: best((view) => meanOf(byShops(view, ([main]) => [[main!]]))),
    twoShops: best((view) =>
      meanOf(byShops(view, ([one, two]) => (two === undefined ? [] : [[one!, two]]))),
    ),
    neighbour: best((view) =>
      meanOf(
        cards.flatMap((card) =>
          card.payments.flatMap((saw) => attackByNeighbour(year, view, card, saw) ?? []),
        ),
      ),
    ),
    public: best((view) => meanOf(cards.map((card) => attackByPublic(year, view, card)))),
    gas: real / months,
    gasInFullBatches: inFullBatches / months,
  };
}
