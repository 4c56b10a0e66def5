import type { SourceFile, Tree } from "./read-tree.ts";
import type { Exceptions, Violation } from "./violation.ts";

/** Packages with which one makes, derives or opens a key. */
const KEY_PACKAGES = [
  /^@node-rs\/argon2$/,
  /^viem\/accounts$/,
  /^ethers($|\/)/,
  /^@scure\//,
  /^@noble\//,
  /(^|\/)bip(32|39)/,
];

/** Who else may hold a key, and whose. */
const EXCEPTIONS: Exceptions = {
  "scripts/deploy/deployer.ts": "The deployer signs with the key that whoever runs it hands over.",
  "scripts/deploy/demo-officers.ts": "The demo town's officers, whose keys everybody knows.",
  "scripts/scenario/officer.ts": "An officer's wallet, played by the scenario.",
  "scripts/bench-gas/people.ts": "Cards made for measuring, which hold nothing.",
  "web/src/shared/chain/demo-connector.ts": "The demo officers' wallet, in the page.",
};

/** Only custody touches key material: a key elsewhere is a key that nobody guards. */
export function checkKeys(tree: Tree): Violation[] {
  return [...tree.values()].filter(isOutside).flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => KEY_PACKAGES.some((pattern) => pattern.test(specifier)))
      .map(({ line, specifier }) => ({
        path,
        line,
        message: `Only server/custody imports "${specifier}": ask custody for what needs a key.`,
      })),
  );
}

function isOutside({ path, isTest }: SourceFile): boolean {
  return !isTest && !path.startsWith("server/custody/") && !(path in EXCEPTIONS);
}
