import type { SourceFile, Tree } from "./read-tree.ts";
import type { Exceptions, Violation } from "./violation.ts";

type Ban = {
  readonly pattern: RegExp;
  readonly message: string;
  readonly applies: (file: SourceFile) => boolean;
};

/** Where a banned word stands because the file is about it. */
const EXCEPTIONS: Exceptions = {
  "scripts/check-boundaries/words.ts": "The ban itself.",
  "scripts/check-boundaries/rules.test.ts": "Plants what is banned.",
  "docs/glossario.md": "Tells which word not to use.",
  "CONTRIBUTING.md": "Tells which word not to use.",
  "package-lock.json": "Other people's package names.",
};

const isRule = ({ path, isTest }: SourceFile) => path.startsWith("core/") && !isTest;

const BANS: readonly Ban[] = [
  {
    pattern: /refund/i,
    message: '"refund" means two opposite flows of money: say reversal or reimbursement.',
    applies: () => true,
  },
  {
    pattern: /\/home\/[a-z]|\/Users\/[A-Za-z]|\/root\/|(^|[\s"'`(])\/work\/|["'`]\/tmp\//,
    message: "This path exists on one machine only: compute it, or read it from the settings.",
    applies: () => true,
  },
  {
    pattern:
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bprocess\.|\bfetch\(/,
    message:
      "core has no clock, no chance and no world: take the value as a parameter, so that a test can choose it.",
    applies: isRule,
  },
];

/** Words and paths that must stand nowhere. */
export function checkWords(tree: Tree): Violation[] {
  return [...tree.values()]
    .filter(({ path }) => !(path in EXCEPTIONS))
    .flatMap((file) => BANS.filter((ban) => ban.applies(file)).flatMap((ban) => found(file, ban)));
}

function found({ path, text }: SourceFile, { pattern, message }: Ban): Violation[] {
  if (!pattern.test(text)) return [];
  return text
    .split("\n")
    .flatMap((line, index) => (pattern.test(line) ? [{ path, line: index + 1, message }] : []));
}
