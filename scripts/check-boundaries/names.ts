import { basename } from "node:path";

import type { SourceFile, Tree } from "./read-tree.ts";
import type { Exceptions, Violation } from "./violation.ts";

const LINES_MAX = 400;

/** Names that say nothing about what is inside. */
const EMPTY_NAMES = /^(utils?|helpers?|common|managers?|misc)$/;

const CODE = /\.(tsx?|m?js|sol|css)$/;
const KEBAB_CASE = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
const SQL_MIGRATION = /^\d{4}-[a-z0-9-]+\.sql$/;

/** Written by a program, with the names and lengths of what it is made from. */
const GENERATED: Exceptions = {
  "web/src/shared/api/types.ts": "Written by scripts/export-api.ts.",
  "core/chain/abi/": "Written by scripts/export-abi.ts.",
};

/** How files are called, how long they may be, and that none only passes on what others export. */
export function checkNames(tree: Tree): Violation[] {
  return [...tree.values()].flatMap((file) =>
    [emptyName(file), notKebabCase(file), barrel(file), tooLong(file)]
      .filter((message) => message !== undefined)
      .map((message) => ({ path: file.path, line: 1, message })),
  );
}

function emptyName({ path }: SourceFile): string | undefined {
  if (isGenerated(path)) return undefined;
  const names = path.split("/").flatMap((part) => part.split(/[.-]/));
  const empty = names.find((name) => EMPTY_NAMES.test(name));
  return empty && `"${empty}" does not say what is inside: name it after what it does.`;
}

function notKebabCase({ path }: SourceFile): string | undefined {
  const name = basename(path);
  if (!/\.(tsx?|m?js|css|sql)$/.test(name)) return undefined;
  if (KEBAB_CASE.test(name) || SQL_MIGRATION.test(name)) return undefined;
  return "Files are named in-kebab-case, so that every disk tells them apart.";
}

function barrel({ isBarrel }: SourceFile): string | undefined {
  return isBarrel
    ? "It only passes on what other files export: let who needs it import those."
    : undefined;
}

function tooLong({ path, text }: SourceFile): string | undefined {
  if (!CODE.test(path) || isGenerated(path)) return undefined;
  const lines = text.split("\n").length - 1;
  if (lines <= LINES_MAX) return undefined;
  return `${lines} lines are more than ${LINES_MAX}: part it where it tells two stories.`;
}

function isGenerated(path: string): boolean {
  return Object.keys(GENERATED).some((start) => path.startsWith(start));
}
