/**
 * Checks what no type checker sees: which way imports point, who touches keys, what the light pages load, how files
 * are named, which words stand nowhere.
 *
 *   npm run check-boundaries
 *
 * Prints each broken rule with its place; the exit code is 1 where there is one.
 */
import { join } from "node:path";

import { checkKeys } from "./check-boundaries/keys.ts";
import { checkLayers } from "./check-boundaries/layers.ts";
import { checkNames } from "./check-boundaries/names.ts";
import { checkReach } from "./check-boundaries/reach.ts";
import { readTree } from "./check-boundaries/read-tree.ts";
import type { Rule } from "./check-boundaries/violation.ts";
import { checkWords } from "./check-boundaries/words.ts";

const RULES: readonly Rule[] = [checkLayers, checkKeys, checkReach, checkNames, checkWords];

const tree = readTree(join(import.meta.dirname, ".."));
const violations = RULES.flatMap((rule) => rule(tree));
for (const { path, line, message } of violations)
  process.stdout.write(`${path}:${line}: ${message}\n`);
process.stdout.write(`${tree.size} files, ${violations.length} violations\n`);
if (violations.length > 0 || tree.size === 0) process.exitCode = 1;
