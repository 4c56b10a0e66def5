import { run } from "../support/throwaway-postgres.ts";
import type { Attack, Score, Target } from "./attack.ts";
import { type Cookies, everybody, idsOf, payAtShopB } from "./actors.ts";
import { type Sent, send } from "./browser.ts";
import type { Audience } from "./known-operation.ts";
import { OPERATIONS, type Operation, publishedOperations, requestFor } from "./operations.ts";

const TEXTS: readonly string[] = [
  "'; drop table card cascade; --",
  "' or '1'='1",
  "1) union select sealed::text from custody.sealed_key --",
  "$$; select pg_sleep(5); $$",
  "\u0000",
  "Cassa\u0000nascosta",
  "\ud800",
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "{{7*7}}${7*7}#{7*7}",
  "__proto__",
  "../../../../etc/passwd",
  "%00%2e%2e%2f",
  "=cmd|' /C calc'!A0",
  "a\r\nset-cookie: borgo_till=evil",
  "-1",
  "1e309",
  "9".repeat(400),
  "0x".padEnd(60, "f"),
  "‮elbirroh‬",
  "A".repeat(60_000),
];

const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  2 ** 53,
  [],
  {},
  [["a"]],
  { toString: "x" },
  { $ne: "" },
];

/** Every field of every operation, and every place in an address, filled with what other software trips over. */
export const injection: Attack = {
  name: "injection in every field",
  async run(target, score, effort) {
    const cookies = await everybody(target);
    const ids = await idsOf(target, await payAtShopB(target, cookies, 2, "100"));
    const before = await fingerprint(target);
    const every = effort === "long" ? 1 : 3;
    let turn = 0;
    for (const operation of await publishedOperations()) {
      if (isEnding(operation)) continue;
      const cookie = cookieFor(cookies, OPERATIONS[operation.name]!.for);
      for (const request of poisoned(operation, isFinal(operation) ? nobodys(ids) : ids))
        if ((turn += 1) % every === 0) await judge(target, score, cookie, operation.name, request);
    }
    score.judge((await fingerprint(target)) !== before, "the database is not as it was");
  },
};

/** It would end the session that asks. */
function isEnding({ method }: Operation): boolean {
  return method === "DELETE";
}

/** With a card that exists it would do, rightly, what cannot be undone. */
function isFinal({ path }: Operation): boolean {
  return path.endsWith("/replacement") || path.endsWith("/closure");
}

function nobodys(ids: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...ids, cardId: crypto.randomUUID() };
}

async function judge(
  { urls }: Target,
  score: Score,
  cookie: string,
  name: string,
  request: Sent,
): Promise<void> {
  const answer = await send(urls[0], cookie, request).catch((error: unknown) => error);
  if (answer instanceof Error) {
    // The client itself refuses to send it.
    if (/invalid|URI malformed/i.test(String(answer.cause ?? answer.message))) return;
    throw answer;
  }
  const { status, contentType, cookies, milliseconds } = answer as Awaited<ReturnType<typeof send>>;
  const where = `${name} ${JSON.stringify(request.json ?? request.path).slice(0, 120)}`;
  const isHtml = contentType.includes("html") && request.path.startsWith("/api");
  score.judge(
    status >= 500 || isHtml || cookies.includes("evil") || milliseconds > 4_000,
    `${where}: ${status} in ${Math.round(milliseconds)} ms`,
  );
}

function* poisoned(operation: Operation, ids: Readonly<Record<string, string>>): Generator<Sent> {
  const plain = requestFor(operation, ids);
  for (const text of TEXTS) {
    const inPath = encodeURIComponent(text.toWellFormed().slice(0, 2_000));
    for (const name of operation.path.match(/\{\w+\}/g) ?? [])
      yield { ...plain, path: operation.path.replace(name, inPath) };
    for (const name of ["search", "after", "limit", "state", "day", "dryRun"])
      if (operation.method === "GET" || plain.csv !== undefined)
        yield { ...plain, path: `${plain.path}?${name}=${inPath}` };
    if (plain.csv !== undefined)
      yield { ...plain, csv: `${text};${text}\n${text};${text}\n`, path: plain.path };
  }
  yield* poisonedBodies(plain);
}

function* poisonedBodies(plain: Sent): Generator<Sent> {
  const json = plain.json as Record<string, unknown> | undefined;
  if (json === undefined) return;
  for (const field of Object.keys(json))
    for (const value of [...TEXTS, ...VALUES])
      yield { ...plain, json: { ...json, [field]: value } };
  const hidden = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"roles":["admin"]}},';
  const body = hidden + JSON.stringify(json).slice(1);
  yield { ...plain, json: undefined, csv: body, headers: { "content-type": "application/json" } };
}

function cookieFor(cookies: Cookies, audience: Audience): string {
  if (audience === "till") return cookies["till of shop A"];
  if (audience === "treasury") return cookies["treasurer"];
  return audience === "anyone" ? "" : cookies["social worker"];
}

/** What no request of this attack may change: how many there are of everything that a valid one does not make. */
async function fingerprint({ stack }: Target): Promise<string> {
  const [row] = await run(
    stack.ownerUrl,
    `select (select count(*) from card) || '/' || (select count(*) from account) || '/' ||
       (select count(*) from merchant) || '/' || (select count(*) from beneficiary) || '/' ||
       (select count(*) from payment where state <> 'abandoned') || '/' ||
       (select count(*) from custody.sealed_key) || '/' ||
       (select count(*) from till) || '/' || (select count(*) from issuance) as all`,
  );
  return JSON.stringify(row);
}
