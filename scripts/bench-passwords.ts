/**
 * What guessing passwords costs: measures argon2id with the service's own parameters on this machine, and the service
 * that checks them, and works out what each thief would need.
 *
 *   npm run bench:passwords                 half a minute; prints tables
 *   npm run bench:passwords -- --json       prints one JSON object
 *   npm run bench:passwords -- --write      writes docs/security/passwords.md
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { measurePasswords } from "./bench-passwords/measure.ts";
import { passwordTables, withFigures } from "./bench-passwords/report.ts";
import { ensureBuilt } from "./build.ts";

const PAGE = join(import.meta.dirname, "../docs/security/passwords.md");

const { values } = parseArgs({
  options: { json: { type: "boolean" }, write: { type: "boolean" } },
});
await ensureBuilt();
const figures = await measurePasswords();
if (values.write) await writeFile(PAGE, withFigures(await readFile(PAGE, "utf8"), figures));
process.stdout.write(`${values.json ? JSON.stringify(figures) : passwordTables(figures)}\n`);
