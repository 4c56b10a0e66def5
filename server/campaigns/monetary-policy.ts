import {
  type Concentration,
  HOLDER_KINDS,
  type HolderFlow,
  type HolderKind,
  concentrationOf,
  heldBy,
  recirculationOf,
  velocityOf,
} from "#core/local-value/circulation.ts";
import type { MerchantId } from "#core/shared/ids.ts";

import type { Clock } from "../shared/clock.ts";
import type { Executor } from "../shared/database.ts";
import {
  type CategoryTaking,
  type ShopFlow,
  readFlows,
  readPace,
  readTaking,
} from "./read-circulation.ts";

type Deps = { db: Executor; clock: Pick<Clock, "now"> };

const DAY_MS = 86_400_000;
/** Shops named in one list; the sums are of all. */
const MOST_NAMED = 50;

/**
 * How local value goes round: where it lies, how fast it moves, how much is spent again, in how few hands it is, where it
 * stays and where it never comes. All from final blocks. Names no card and no person.
 */
export async function readMonetaryPolicy({ db, clock }: Deps, days: number) {
  const until = clock.now();
  const from = new Date(until.getTime() - days * DAY_MS);
  const [{ flows, shops }, pace, taking] = await Promise.all([
    readFlows(db),
    readPace(db, from, until),
    readTaking(db),
  ]);
  const velocity = velocityOf({ ...pace, days });
  return {
    ...{ from: from.toISOString(), until: until.toISOString(), days },
    mintedCents: String(sum(flows, ({ minted }) => minted)),
    held: HOLDER_KINDS.map((kind) => heldJson(kind, flows)),
    movedCents: String(pace.movedCents),
    averageCents: String(pace.averageCents),
    ...(velocity === undefined ? {} : { velocityHundredths: velocity }),
    recirculation: recirculationJson(flows),
    shopRecirculation: recirculationJson(shops),
    weeks: pace.weeks.map(({ week, mintedCents, movedCents }) => ({
      ...{ week, mintedCents: String(mintedCents), movedCents: String(movedCents) },
    })),
    hoarding: hoardingJson(shops),
    categories: taking.map((one) => categoryJson(one, shops)),
    unreached: unreachedJson(taking, shops),
  };
}

function heldJson(kind: HolderKind, flows: readonly HolderFlow[]) {
  const balances = flows.filter((flow) => flow.kind === kind).map(heldBy);
  const concentration = concentrationOf(balances);
  return {
    ...{ kind, holders: balances.length },
    totalCents: String(balances.reduce((total, balance) => total + balance, 0n)),
    ...(concentration === undefined ? {} : { concentration: concentrationJson(concentration) }),
  };
}

function concentrationJson({ topHolders, topTotal, gini }: Concentration) {
  return { topHolders, topCents: String(topTotal), giniBasisPoints: gini };
}

function recirculationJson(flows: readonly HolderFlow[]) {
  const { received, respent } = recirculationOf(flows);
  return { receivedCents: String(received), respentCents: String(respent) };
}

/** Shops that received and never passed on a cent: who holds most comes first. */
function hoardingJson(shops: readonly ShopFlow[]) {
  const found = shops
    .filter((shop) => shop.received > 0n && shop.respent === 0n && heldBy(shop) > 0n)
    .sort((one, other) => (heldBy(one) < heldBy(other) ? 1 : -1));
  return {
    count: found.length,
    heldCents: String(sum(found, heldBy)),
    shops: found.slice(0, MOST_NAMED).map((shop) => ({
      ...{ id: shop.id as string, alias: shop.alias, category: shop.category },
      ...{ receivedCents: String(shop.received), heldCents: String(heldBy(shop)) },
    })),
  };
}

function categoryJson(
  { category, shops: count, taking }: CategoryTaking,
  shops: readonly ShopFlow[],
) {
  const reached = shops.filter((shop) => shop.category === category && shop.received > 0n);
  return {
    ...{ category, shops: count, taking, reached: reached.length },
    receivedCents: String(sum(reached, ({ received }) => received)),
  };
}

/** Shops that take local value and never got any. */
function unreachedJson(taking: readonly CategoryTaking[], shops: readonly ShopFlow[]) {
  const reached = new Set<MerchantId>(
    shops.filter(({ received }) => received > 0n).map(({ id }) => id),
  );
  const found = taking.flatMap(({ category, takers }) =>
    takers
      .filter(({ id }) => !reached.has(id))
      .map(({ id, alias }) => ({ id: id as string, alias, category })),
  );
  return { count: found.length, shops: found.slice(0, MOST_NAMED) };
}

function sum<Item>(items: readonly Item[], amountOf: (item: Item) => bigint): bigint {
  return items.reduce((total, item) => total + amountOf(item), 0n);
}
