import { randomUUID } from "node:crypto";

/** A till of the town, by its session. */
export type BenchTill = { readonly cookie: string };
export type BenchCard = { readonly code: string; readonly password: string };

export type Load = {
  readonly url: string;
  readonly tills: readonly BenchTill[];
  readonly cards: readonly BenchCard[];
};

export type Outcomes = {
  readonly seconds: number;
  /** Milliseconds until each acceptance; in an open loop, since it was due. */
  readonly acceptedMs: readonly number[];
  /** Milliseconds until each refusal for want of room. */
  readonly shedMs: readonly number[];
  /** How many of those refusals said when to come back. */
  readonly shedWithRetryAfter: number;
  /** Answers that were neither: a benchmark with any proves nothing. */
  readonly others: readonly string[];
};

type Tally = {
  acceptedMs: number[];
  shedMs: number[];
  shedWithRetryAfter: number;
  others: string[];
};

/** Tills and cards take turns; one card never pays twice at once, so that no request waits for its own card. */
export function createSale({ url, tills, cards }: Load) {
  let turn = 0;
  return async (tally: Tally, dueMs = performance.now()): Promise<void> => {
    const till = tills[turn % tills.length]!;
    const { code, password } = cards[turn % cards.length]!;
    turn += 1;
    const answer = await fetch(`${url}/api/payments`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: till.cookie },
      body: JSON.stringify({
        ...{ paymentId: randomUUID(), amountCents: "1" },
        ...{ cardCode: code, password },
      }),
    });
    const text = await answer.text();
    const ms = performance.now() - dueMs;
    if (answer.status === 201) tally.acceptedMs.push(ms);
    else if (answer.status !== 503) tally.others.push(`${answer.status} ${text}`);
    else {
      tally.shedMs.push(ms);
      if (answer.headers.has("retry-after")) tally.shedWithRetryAfter += 1;
    }
  };
}

export type Sale = ReturnType<typeof createSale>;

function newTally(): Tally {
  return { acceptedMs: [], shedMs: [], shedWithRetryAfter: 0, others: [] };
}

/** So many sales under way at any time, each followed by the next at once. */
export async function closedLoop(sale: Sale, atOnce: number, seconds: number): Promise<Outcomes> {
  const tally = newTally();
  const startedMs = performance.now();
  const untilMs = startedMs + seconds * 1000;
  const work = async () => {
    while (performance.now() < untilMs) await sale(tally);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { ...tally, seconds: (performance.now() - startedMs) / 1000 };
}

/** So many sales a second, due whether or not earlier ones were answered: what is late counts from when it was due. */
export async function openLoop(sale: Sale, perSecond: number, seconds: number): Promise<Outcomes> {
  const tally = newTally();
  const startedMs = performance.now();
  const underWay: Promise<void>[] = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const dueMs = startedMs + (index * 1000) / perSecond;
    const earlyMs = dueMs - performance.now();
    if (earlyMs > 0) await new Promise((resolve) => setTimeout(resolve, earlyMs));
    underWay.push(sale(tally, dueMs));
  }
  await Promise.all(underWay);
  return { ...tally, seconds: (performance.now() - startedMs) / 1000 };
}

/** Throws where a sale was answered with what a benchmark must not meet. */
export function acceptedOf(outcomes: Outcomes): readonly number[] {
  const [first] = outcomes.others;
  if (first !== undefined) throw new Error(`${outcomes.others.length} sales failed: ${first}`);
  return outcomes.acceptedMs;
}
