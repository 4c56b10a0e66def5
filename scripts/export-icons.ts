/**
 * Writes `web/src/shared/ui/icons.svg`: of Bootstrap Italia's sprite (BSD-3-Clause) only the symbols that the pages
 * name in `icon-names.ts`. `--check` fails where the committed file is out of date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ICON_NAMES } from "../web/src/shared/ui/icon-names.ts";

const root = join(import.meta.dirname, "..");
const target = join(root, "web/src/shared/ui/icons.svg");
const sprite = readFileSync(
  join(root, "node_modules/bootstrap-italia/dist/svg/sprites.svg"),
  "utf8",
);

function symbolOf(name: string): string {
  const match = new RegExp(`<symbol id="it-${name}"[\\s\\S]*?</symbol>`).exec(sprite);
  if (match === null) throw new RangeError(`Bootstrap Italia has no icon ${name}.`);
  return match[0].replace(`id="it-${name}"`, `id="${name}"`);
}

const text = `<svg xmlns="http://www.w3.org/2000/svg">\n${ICON_NAMES.map(symbolOf).join("\n")}\n</svg>\n`;

if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
  process.stderr.write("Out of date: web/src/shared/ui/icons.svg. Run: npm run export-icons\n");
  process.exitCode = 1;
}
