import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { PURCHASE_NEWS, tableContents } from "../support/table-contents.ts";
import type { Part } from "./report.ts";
import type { FaultTown } from "./town.ts";

const DOCUMENT = join(import.meta.dirname, "../../docs/openapi.json");
const SLOWEST_MS = 1_000;
const AT_ONCE = 8;

/** When a session was last used, nonces that anybody may ask for, and what jobs note: nothing that a request changed. */
const VOLATILE = new Set([
  ...["till", "officer_session", "sign_in_nonce", "relayer"],
  ...["chain_cursor", "database_mark", "reconciliation", "unusual_use", ...PURCHASE_NEWS],
]);

type Schema = Record<string, unknown>;
type Operation = {
  readonly method: string;
  readonly path: string;
  readonly body: Schema | undefined;
};

/**
 * Requests that the published interface says are wrong, of every operation: no 5xx, no answer later than a second, and
 * what is stored stays as it is.
 */
export async function sendMalformed(
  { world, tills }: FaultTown,
  { requests, randomOf }: { requests: number; randomOf: () => number },
): Promise<Part> {
  const operations = await readOperations();
  const before = await tableContents(world.ownerUrl, VOLATILE);
  const violations: string[] = [];
  let sent = 0;
  const work = async () => {
    while (sent < requests) {
      const operation = operations[sent % operations.length]!;
      sent += 1;
      const cookie = randomOf() < 0.5 ? tills[sent % tills.length]![0].cookie : "borgo_till=x";
      const url = world.urls[sent % world.urls.length]!;
      const complaint = await sendOne(url, operation, cookie, randomOf);
      if (complaint !== undefined) violations.push(complaint);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const after = await tableContents(world.ownerUrl, VOLATILE);
  for (const [table, rows] of Object.entries(after))
    if (JSON.stringify(rows) !== JSON.stringify(before[table]))
      violations.push(`${table} was changed by requests that were wrong`);
  return { name: "malformed requests", operations: sent, faults: sent, violations };
}

async function readOperations(): Promise<Operation[]> {
  const document = JSON.parse(await readFile(DOCUMENT, "utf8")) as {
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, Schema> } }>>;
    components: { schemas: Record<string, Schema> };
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => {
      const schema = requestBody?.content["application/json"]?.["schema"] as Schema | undefined;
      const name = String(schema?.["$ref"] ?? "")
        .split("/")
        .at(-1)!;
      return { method, path, body: document.components.schemas[name] ?? schema };
    }),
  );
}

/** Operations without anything to get wrong are asked with a body that nobody reads: a question stays a question. */
async function sendOne(
  url: string,
  { method, path, body }: Operation,
  cookie: string,
  randomOf: () => number,
): Promise<string | undefined> {
  const verb = method.toUpperCase();
  const isSafe = verb === "GET";
  // Without a body or a parameter there is no wrong way to ask, and asking right would change something.
  if (!isSafe && body === undefined && !path.includes("{")) return undefined;
  const place = path.replace(/\{\w+\}/g, () => encodeURIComponent(oddText(randomOf)));
  const query = randomOf() < 0.3 ? `?page=${encodeURIComponent(oddText(randomOf))}&day=-1` : "";
  const request = {
    method: verb,
    headers: { cookie, "content-type": contentType(randomOf) },
    ...(isSafe ? {} : { body: oddBody(body, randomOf) }),
  };
  const where = `${url}${place}${query}`;
  const { answer, milliseconds } = await timed(where, request);
  if (answer instanceof Error)
    return `${verb} ${place}: ${answer.message}, ${String(answer.cause ?? "")}`;
  if (answer.status >= 500 && answer.status !== 503)
    return `${verb} ${path}: ${answer.status} to ${place}`;
  if (milliseconds <= SLOWEST_MS) return undefined;
  // What takes long to judge takes long each time; a machine that was busy with something else does not.
  const again = await timed(where, request);
  if (again.milliseconds <= SLOWEST_MS) return undefined;
  return `${verb} ${path}: ${Math.round(milliseconds)} and ${Math.round(again.milliseconds)} ms to ${place}`;
}

async function timed(url: string, request: RequestInit) {
  const startedAt = performance.now();
  const answer = await answerTo(url, request);
  return { answer, milliseconds: performance.now() - startedAt };
}

/** Once more where the connection was closed: a server may do that to any that it keeps open, after what it did not read. */
async function answerTo(
  url: string,
  request: RequestInit,
  isAgain = false,
): Promise<Response | Error> {
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(20_000) });
    await answer.arrayBuffer();
    return answer;
  } catch (error) {
    return isAgain ? (error as Error) : answerTo(url, request, true);
  }
}

function pick<Item>(items: readonly Item[], randomOf: () => number): Item {
  return items[Math.floor(randomOf() * items.length)]!;
}

function contentType(randomOf: () => number): string {
  return randomOf() < 0.9
    ? "application/json"
    : pick(["text/plain", "application/xml", "", "multipart/form-data", "text/csv"], randomOf);
}

const ODD_TEXTS = [
  ...[
    "",
    " ",
    "\0",
    "null",
    "undefined",
    "../../etc/passwd",
    "%00",
    "%",
    "'; drop table payment; --",
  ],
  ...[
    "__proto__",
    "constructor",
    "😀".repeat(50),
    "\u202e\ufeff",
    "é".normalize("NFD"),
    "-1",
    "1e400",
  ],
  ...["NaN", "0x10", "9".repeat(80), String(2n ** 256n), "1.5", "١٢٣", "a".repeat(3_000)],
  ...["00000000-0000-0000-0000-00000000000g", "ffffffff-ffff-9fff-ffff-ffffffffffff"],
] as const;

function oddText(randomOf: () => number): string {
  return pick(ODD_TEXTS, randomOf);
}

function oddValue(randomOf: () => number, depth = 0): unknown {
  const kind = Math.floor(randomOf() * 9);
  if (kind === 0) return null;
  if (kind === 1) return pick([-1, 0, 1e308, -1e-9, 2 ** 53 + 2, 0.1], randomOf);
  if (kind === 2) return randomOf() < 0.5;
  if (kind === 3 && depth < 4) return [oddValue(randomOf, depth + 1)];
  if (kind === 4 && depth < 4) return { [oddText(randomOf)]: oddValue(randomOf, depth + 1) };
  return oddText(randomOf);
}

/** The body that the schema asks for with something wrong in it, or something else altogether. */
function oddBody(schema: Schema | undefined, randomOf: () => number): string {
  const names = Object.keys((schema?.["properties"] ?? {}) as object);
  const draw = randomOf();
  if (draw < 0.1) return pick(["", "{", "[]", "null", "{}", '"', "[".repeat(5_000)], randomOf);
  if (draw < 0.13) return `{"a":"${"b".repeat(200_000)}"}`;
  const fields = names.map((name) => [name, oddValue(randomOf)] as const);
  const kept = fields.filter(() => randomOf() < 0.85);
  const text = JSON.stringify(Object.fromEntries(kept));
  return draw < 0.2 ? text.slice(0, -1) : text;
}
