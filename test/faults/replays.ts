import { violationsIn } from "./judge-world.ts";
import type { Part } from "./report.ts";
import { type Answer, type Sale, type Till, codeOf, post, saleOf, sell } from "./tills.ts";
import type { FaultTown } from "./town.ts";

/**
 * Sends what was accepted again, in another order, from another shop, and with each field changed: nothing is charged a
 * second time, and a changed request is refused.
 */
export async function replayAndMutate(town: FaultTown, count: number): Promise<Part> {
  const { world, history, before, cards, tills } = town;
  const earlier = history.operations;
  const sold: { sale: Sale; till: Till }[] = [];
  for (let index = 0; index < Math.min(count, 40); index += 1) {
    const till = tills[index % tills.length]![0];
    const sale = saleOf(cards[index % cards.length]!, 3 + (index % 5));
    if ((await sell(history, () => world.urls, till, sale)) === "ok") sold.push({ sale, till });
  }
  const violations: string[] = [];
  let faults = 0;
  for (let index = 0; index < count; index += 1) {
    const { sale, till } = sold[(index * 7) % sold.length]!;
    const [name, changed, from] = mutants(town, sale, till)[index % MUTANTS]!;
    const answer = await post(
      world.urls[index % world.urls.length]!,
      "/api/payments",
      from,
      changed,
    );
    faults += 1;
    const complaint = judge(name, answer);
    if (complaint !== undefined) violations.push(`${sale.paymentId}: ${complaint}`);
  }
  violations.push(...(await violationsIn(world, history, before)));
  const operations = history.operations - earlier + faults;
  return { name: "requests replayed and changed", operations, faults, violations };
}

const MUTANTS = 7;

type Mutant = readonly [string, unknown, Till | undefined];

function mutants({ cards, tills }: FaultTown, sale: Sale, till: Till): readonly Mutant[] {
  const stranger = tills.map(([one]) => one).find(({ shop }) => shop !== till.shop)!;
  const otherCard = cards.find(({ code }) => code !== sale.cardCode)!;
  return [
    ["the same again", sale, till],
    ["another amount", { ...sale, amountCents: String(Number(sale.amountCents) + 1) }, till],
    ["another card", { ...sale, cardCode: otherCard.code, password: otherCard.password }, till],
    ["another shop", sale, stranger],
    ["a cut amount", { ...sale, amountCents: "1" }, till],
    ["no till", sale, undefined],
    ["a forged till", sale, { ...till, cookie: `${till.cookie.slice(0, -4)}AAAA` }],
  ];
}

const EXPECTED: Readonly<Record<string, string>> = {
  "another amount": "payment_id_reused",
  "another card": "payment_id_reused",
  "another shop": "payment_id_reused",
  "a cut amount": "payment_id_reused",
  "no till": "till_required",
  "a forged till": "till_required",
};

function judge(name: string, answer: Answer | undefined): string | undefined {
  if (answer === undefined) return `${name}: no answer`;
  if (name === "the same again")
    return answer.status === 201 ? undefined : `refused: ${answer.body}`;
  return codeOf(answer) === EXPECTED[name] ? undefined : `${name}: ${answer.status} ${answer.body}`;
}
