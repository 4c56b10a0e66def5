import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { cardAt } from "../support/played-town.ts";
import type { Attack, Score, Target } from "./attack.ts";
import { send } from "./browser.ts";
import { type Dump, type DumpedRow, dumpDatabase, dumpToJson } from "./database-dump.ts";
import type { Loot } from "./thief.ts";

const THIEF = join(import.meta.dirname, "thief.ts");
const NO_LOOT: Loot = { codes: [], passwords: [], keys: [], rows: 4 };

type Report = { attempts: number; opened: string[] };

/**
 * The database, the environment and the code, handed to a program that tries to open what is sealed: alone, with a
 * card's code and password, with the key-encryption key, with rows put in each other's place.
 */
export const stolenDatabase: Attack = {
  name: "a stolen database",
  async run(target, score, effort) {
    const dump = await dumpDatabase(target.stack.ownerUrl);
    const key = (
      await readFile(join(target.stack.dataFolder, "keys/key-encryption-key"), "utf8")
    ).trim();
    const own = cardAt(target, 0);
    const cards = { codes: [own.code], passwords: [own.password] };
    const rows = effort === "long" ? 60 : 4;
    await expectNothing(target, score, "alone", dump, { ...NO_LOOT, rows });
    await expectNothing(target, score, "with a card and its password", dump, {
      ...NO_LOOT,
      ...cards,
    });
    const withKey = { ...NO_LOOT, keys: [key], rows };
    await expectNoSeed(target, score, "with the key-encryption key", dump, withKey);
    const first = await run(target, dump, { ...withKey, ...cards, rows: 1_000 });
    const ownSeed = first.opened.filter((what) => what.startsWith("seed"));
    if (ownSeed.length !== 1)
      throw new Error(
        `With everything the thief opens ${ownSeed.length} seeds: the proof is no proof.`,
      );
    score.tried(first.attempts);
    await swapRows(
      target,
      score,
      dump,
      { ...withKey, ...cards },
      ownSeed[0]!.slice("seed ".length),
    );
    await poseAs(target, score, dump);
  },
};

async function expectNothing(target: Target, score: Score, what: string, dump: Dump, loot: Loot) {
  const report = await run(target, dump, loot);
  score.tried(report.attempts);
  for (const opened of report.opened) score.won(`${what}: ${opened}`);
}

/** Personal data and the relayer open with that key, as docs/security/custody.md says; no card does. */
async function expectNoSeed(target: Target, score: Score, what: string, dump: Dump, loot: Loot) {
  const report = await run(target, dump, loot);
  score.tried(report.attempts);
  const seeds = report.opened.filter((opened) => opened.startsWith("seed"));
  if (!report.opened.some((opened) => opened.startsWith("data key")))
    throw new Error("With its key the thief opens no data key: the proof is no proof.");
  for (const opened of seeds) score.won(`${what}: ${opened}`);
}

/** Other cards' sealed bytes in the row of the thief's own card, and their ids on its sealed bytes. */
async function swapRows(target: Target, score: Score, dump: Dump, loot: Loot, ownId: string) {
  const rows = dump["custody.sealed_key"]!;
  const own = rows.find((row) => row["id"] === ownId)!;
  const others = rows.filter((row) => row !== own && row["kind"] === "card").slice(0, 10);
  const swapped = others.flatMap((other): DumpedRow[] => [
    { ...own, sealed: other["sealed"] },
    { ...own, sealed: other["sealed"], salt: other["salt"] },
    { ...other, sealed: own["sealed"], salt: own["salt"] },
    { ...own, kind: "merchant" },
    { ...own, epoch: Number(own["epoch"]) + 1 },
    { ...own, argon2_memory_kib: 8 },
  ]);
  const changed = { ...dump, "custody.sealed_key": swapped };
  const report = await run(target, changed, { ...loot, rows: swapped.length });
  score.tried(report.attempts);
  for (const opened of report.opened.filter((what) => what.startsWith("seed")))
    score.won(`a swapped row opened: ${opened}`);
}

/** What the database keeps of sessions, sent back as if it were one. */
async function poseAs({ urls: [url] }: Target, score: Score, dump: Dump) {
  const hashes = [...dump["public.till"]!, ...dump["public.officer_session"]!].slice(0, 40);
  for (const row of hashes)
    for (const encoding of ["base64url", "base64", "hex"] as const) {
      const token = (row["token_hash"] as Buffer).toString(encoding);
      const cookie = `borgo_till=${token}; borgo_officer=${token}`;
      for (const path of ["/api/tills/current", "/api/merchants"]) {
        const { status } = await send(url, cookie, { method: "GET", path });
        score.judge(status === 200, `a stored hash opens ${path}`);
      }
    }
}

/** Runs the thief's program with nothing but the loot. */
async function run({ folder }: Target, dump: Dump, loot: Loot): Promise<Report> {
  await writeFile(join(folder, "dump.json"), dumpToJson(dump));
  const environment = { ...process.env, BORGO_THROW_AWAY_KEY: "" };
  await writeFile(join(folder, "environment.json"), JSON.stringify(environment));
  await writeFile(join(folder, "loot.json"), JSON.stringify(loot));
  const out = await new Promise<string>((resolve, reject) =>
    execFile(process.execPath, [THIEF, folder], { maxBuffer: 1 << 26 }, (error, text) =>
      error === null ? resolve(text) : reject(error),
    ),
  );
  return JSON.parse(out) as Report;
}
