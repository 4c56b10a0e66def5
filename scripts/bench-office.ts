/**
 * Measures the office's lists and searches in a large town: 100,000 beneficiaries and 1,000,000 payments, asked for
 * through the service's own API by an officer who is signed in.
 *
 *   npm run bench:office                     some minutes, most of them to make the town
 *   npm run bench:office -- --json           one JSON object: median milliseconds by question
 *   npm run bench:office -- --people 1000 --payments 10000
 */
import { parseArgs } from "node:util";

import { median, rounded } from "./bench/figures.ts";
import { type LargeTown, makeLargeTown } from "./bench/large-town.ts";
import { ensureBuilt } from "./build.ts";

/** Each question is asked so often; the first time is not counted. */
const ASKED = 15;
/** What an office may wait for, in milliseconds. */
const BOUND_MS = 300;

type Question = { readonly name: string; readonly path: string };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean" },
      people: { type: "string", default: "100000" },
      payments: { type: "string", default: "1000000" },
    },
  });
  const say = (line: string) => void process.stderr.write(`bench: ${line}\n`);
  await ensureBuilt();
  const size = { people: Number(values.people), payments: Number(values.payments) };
  const town = await makeLargeTown(size, say);
  try {
    const figures: Record<string, number> = { ...size };
    for (const { name, path } of await questions(town)) {
      figures[`${name}_ms`] = await askOften(town, path);
      say(`${name}: ${figures[`${name}_ms`]} ms`);
    }
    const slow = Object.entries(figures).filter(
      ([name, ms]) => name.endsWith("_ms") && ms >= BOUND_MS,
    );
    figures["slow"] = slow.length;
    if (values.json === true) process.stdout.write(`${JSON.stringify(figures)}\n`);
    else
      for (const [name, value] of Object.entries(figures))
        process.stdout.write(`${name.padEnd(32)} ${value}\n`);
    if (slow.length > 0) process.exitCode = 1;
  } finally {
    await town.stop();
  }
}

async function askOften({ desk }: LargeTown, path: string): Promise<number> {
  await desk.file(path);
  const samples: number[] = [];
  for (let asked = 0; asked < ASKED; asked += 1) {
    const started = performance.now();
    await desk.file(path);
    samples.push(performance.now() - started);
  }
  return rounded(median(samples));
}

async function questions({ desk, programmeId, someone }: LargeTown): Promise<Question[]> {
  const people = `/api/beneficiaries?programmeId=${programmeId}&limit=50`;
  const { next } = await desk.get<{ next: string }>(people);
  const name = encodeURIComponent(someone.surname);
  const far = encodeURIComponent(await placeFarDown(desk));
  return [
    { name: "people_list", path: people },
    { name: "people_next_page", path: `${people}&after=${encodeURIComponent(next)}` },
    { name: "people_newest", path: "/api/beneficiaries?limit=50" },
    { name: "people_by_name", path: `/api/beneficiaries?search=${name}&limit=50` },
    { name: "people_by_rare_name", path: "/api/beneficiaries?search=zzz&limit=50" },
    { name: "people_by_code", path: `/api/beneficiaries?search=${someone.fiscalCode}` },
    { name: "people_by_card", path: `/api/beneficiaries?search=${someone.cardNumber}` },
    { name: "person", path: `/api/beneficiaries/${someone.id}` },
    { name: "cards_list", path: "/api/cards?limit=50" },
    { name: "cards_far_page", path: `/api/cards?limit=50&after=${far}` },
    { name: "cards_by_number", path: `/api/cards?search=${someone.cardNumber}` },
    { name: "card_counts", path: `/api/programmes/${programmeId}/card-counts` },
    { name: "programmes", path: "/api/programmes" },
    { name: "reclaim", path: `/api/programmes/${programmeId}/reclaim` },
    { name: "issuances", path: `/api/programmes/${programmeId}/issuances` },
    { name: "merchants", path: "/api/merchants" },
    { name: "statements", path: "/api/statements" },
    { name: "owed", path: "/api/owed" },
    { name: "payment_pace", path: "/api/statements/pace" },
    { name: "unusual_use", path: "/api/unusual-use" },
    { name: "handovers", path: "/api/handovers" },
    { name: "audit", path: "/api/audit?limit=50" },
    { name: "audit_by_act", path: "/api/audit?act=people_seen&limit=50" },
  ];
}

/** How many pages of 200 cards a place is down a list. */
const FAR_PAGES = 375;

async function placeFarDown(desk: LargeTown["desk"]): Promise<string> {
  let place = "";
  for (let page = 0; page < FAR_PAGES; page += 1) {
    const after = place === "" ? "" : `&after=${encodeURIComponent(place)}`;
    const { next } = await desk.get<{ next?: string }>(`/api/cards?limit=200${after}`);
    if (next === undefined) break;
    place = next;
  }
  return place;
}

await main();
