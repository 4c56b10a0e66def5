import { violationsIn } from "./judge-world.ts";
import type { Part } from "./report.ts";
import { type Sale, type Till, post, saleOf, sell, sellOnce } from "./tills.ts";
import type { FaultTown } from "./town.ts";

export type MomentOptions = { readonly requests: number; readonly randomOf: () => number };

/** New sales in this share; the others are requests that were sent before. A new one costs a password check. */
const NEW_EVERY = 20;
const PAIRS_AT_ONCE = 16;

/**
 * Two tills with one card in the same millisecond, again and again, through different replicas: different sales that
 * may both be right, the same sale from two tills of one shop, and replays of what was answered long ago.
 */
export async function sellInTheSameMoment(
  town: FaultTown,
  { requests, randomOf }: MomentOptions,
): Promise<Part> {
  const { world, history, before, cards, tills } = town;
  const earlier = history.operations;
  const known: { sale: Sale; till: Till }[] = [];
  let pair = 0;
  const work = async () => {
    while (history.operations - earlier < requests) {
      pair += 1;
      const isNew = known.length < 50 || pair % NEW_EVERY === 0;
      const [one, other] = tills[Math.floor(randomOf() * tills.length)]!;
      const card = cards[Math.floor(randomOf() * cards.length)]!;
      const fresh = { sale: saleOf(card, 1 + Math.floor(randomOf() * 3)), till: one };
      const first = isNew ? fresh : known[Math.floor(randomOf() * known.length)]!;
      const isSame = !isNew || randomOf() < 0.5;
      const second = isSame ? first.sale : saleOf(card, 1);
      await Promise.all([
        sellOnce(history, world.urls[0]!, first.till, first.sale),
        sellOnce(history, world.urls.at(-1)!, isNew ? other : first.till, second),
      ]);
      if (isNew) known.push(first);
    }
  };
  await Promise.all(Array.from({ length: PAIRS_AT_ONCE }, work));
  const violations = await violationsIn(world, history, before);
  const operations = history.operations - earlier;
  return { name: "two tills, one card, one millisecond", operations, faults: 0, violations };
}

/** All but so many cents of a card are spent; then 400 requests of one cent race for the hundred that are left. */
export async function raceForTheLastCents(town: FaultTown): Promise<Part> {
  const { world, history, before, tills } = town;
  const earlier = history.operations;
  const card = town.cards.at(-1)!;
  const left = await creditOf(town);
  if (left > 100n)
    await sell(history, () => world.urls, tills[0]![0], saleOf(card, Number(left - 100n)));
  const outcomes = await Promise.all(
    Array.from({ length: 400 }, (_, index) => {
      const till = tills[index % tills.length]![index % 2]!;
      const urls = index % 2 === 0 ? world.urls : world.urls.toReversed();
      return persist(town, urls, till, saleOf(card, 1));
    }),
  );
  const granted = outcomes.filter((outcome) => outcome === "ok").length;
  const violations = await violationsIn(world, history, before);
  if (granted !== 100) violations.push(`${granted} of 400 were granted on a balance of 100`);
  const operations = history.operations - earlier;
  return { name: "400 requests for 100 cents", operations, faults: 0, violations };
}

/** Too many open payments of one card is a refusal that passes when some have settled. */
async function persist({ history }: FaultTown, urls: readonly string[], till: Till, sale: Sale) {
  for (;;) {
    const outcome = await sell(history, () => urls, till, sale, 400);
    if (outcome !== "refused:too_many_open_payments") return outcome;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function creditOf({ world, cards }: FaultTown): Promise<bigint> {
  const { code: cardCode, password } = cards.at(-1)!;
  for (;;) {
    const answer = await post(world.urls[0]!, "/api/card-views", undefined, { cardCode, password });
    if (answer?.status === 200)
      return BigInt((JSON.parse(answer.body) as { availableCents: string }).availableCents);
  }
}
