import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

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

/**
 * Tills and cards take turns; one card never pays twice at once, so that no request waits for its own card. Sent with as
 * little work as Node can: what the load takes of the cores is missing where the service is measured.
 */
export function createSale({ url, tills, cards }: Load) {
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  return async (tally: Tally, dueMs = performance.now()): Promise<void> => {
    const till = tills[turn % tills.length]!;
    const { code, password } = cards[turn % cards.length]!;
    turn += 1;
    const sale = { paymentId: randomUUID(), amountCents: "1", cardCode: code, password };
    const answer = await post(agent, `${url}/api/payments`, till.cookie, JSON.stringify(sale));
    const ms = performance.now() - dueMs;
    if (answer.status === 201) tally.acceptedMs.push(ms);
    else if (answer.status !== 503) tally.others.push(`${answer.status} ${answer.text}`);
    else {
      tally.shedMs.push(ms);
      if (answer.retryAfter !== undefined) tally.shedWithRetryAfter += 1;
    }
  };
}

type Answer = { readonly status: number; readonly text: string; readonly retryAfter?: string };

function post(agent: Agent, url: string, cookie: string, body: string): Promise<Answer> {
  const length = Buffer.byteLength(body);
  const headers = { "content-type": "application/json", "content-length": length, cookie };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => (text += chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const { statusCode: status = 0, headers: given } = answer;
        const retryAfter = given["retry-after"];
        resolve({ status, text, ...(retryAfter === undefined ? {} : { retryAfter }) });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
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
