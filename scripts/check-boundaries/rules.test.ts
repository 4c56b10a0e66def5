import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect } from "chai";

import { checkKeys } from "./keys.ts";
import { checkLayers } from "./layers.ts";
import { checkNames } from "./names.ts";
import { checkReach } from "./reach.ts";
import { readTree } from "./read-tree.ts";
import type { Rule } from "./violation.ts";
import { checkWords } from "./words.ts";

/** A tree as it should be, in small: each kind of file, and each import that is allowed. */
const CLEAN: Readonly<Record<string, string>> = {
  ".gitignore": "/node_modules/\n/web/dist/\n",
  "README.md": "# A town\n",
  "core/shared/money.ts": "export type Cents = bigint;\n",
  "core/shared/money.test.ts": 'import { expect } from "chai";\nimport "./money.ts";\nexpect(1);\n',
  "core/card/card.ts": 'import type { Cents } from "../shared/money.ts";\nexport let a: Cents;\n',
  "server/shared/log.ts": 'import "#core/shared/money.ts";\nimport "pino";\nexport {};\n',
  "server/custody/custody.ts": 'import "@node-rs/argon2";\nimport "./seal.ts";\nexport {};\n',
  "server/custody/seal.ts": 'import "viem/accounts";\nimport "../shared/log.ts";\nexport {};\n',
  "server/custody/seal.test.ts": 'import "../../test/support/town.ts";\n',
  "server/cards/cards.ts": 'import "../custody/custody.ts";\nimport "viem";\nexport {};\n',
  "server/migrations/migrations.ts": 'import "../shared/log.ts";\nexport {};\n',
  "server/app/wire.ts": 'import "../cards/cards.ts";\nimport "../custody/seal.ts";\nexport {};\n',
  "scripts/play.ts": 'import "../server/app/wire.ts";\nexport {};\n',
  "test/support/town.ts": 'import "../../scripts/play.ts";\nexport {};\n',
  "web/vite.config.ts": 'import "vite";\nimport "./src/app/main.tsx";\nexport {};\n',
  "web/src/shared/ui/button.tsx": 'import "react";\nimport "#core/card/card.ts";\nexport {};\n',
  "web/src/shared/chain/client.ts": 'import "wagmi";\nexport type Client = 1;\n',
  "web/src/features/till/till.tsx":
    'import type { Hex } from "viem";\nimport type { Client } from "../../shared/chain/client.ts";\nexport let a: Hex | Client;\n',
  "web/src/features/office/office.tsx": 'import "../../shared/chain/client.ts";\nexport {};\n',
  "web/src/app/main.tsx": 'export const office = import("../features/office/office.tsx");\n',
  "web/src/app/shells/till-shell.tsx": 'import "../../features/till/till.tsx";\nexport {};\n',
};

const RULES: Readonly<Record<string, Rule>> = {
  layers: checkLayers,
  keys: checkKeys,
  reach: checkReach,
  names: checkNames,
  words: checkWords,
};

/** What each plant breaks: the file's content, the rule that must find it, at which line, in which words. */
const PLANTS: readonly (readonly [string, string, string, number, RegExp])[] = [
  ["core/card/a.ts", 'import "zod";', "layers", 1, /pass in/],
  ["core/card/a.ts", 'import fs from "node:fs";\nfs;', "layers", 1, /pass in/],
  [
    "core/card/a.ts",
    '\nexport * from "../../server/shared/log.ts";\nexport let a;',
    "layers",
    2,
    /the rules know/,
  ],
  [
    "core/card/a.ts",
    'export type A = import("../../web/src/app/main.tsx").A;',
    "layers",
    1,
    /core may not/,
  ],
  ["core/card/a.test.ts", 'import "../../server/shared/log.ts";', "layers", 1, /core may not/],
  ["server/shared/a.ts", 'import "../cards/cards.ts";', "layers", 1, /server-shared may not/],
  ["server/custody/a.ts", 'import "../cards/cards.ts";', "layers", 1, /slice custody may not/],
  ["server/cards/a.ts", 'import "../custody/seal.ts";', "layers", 1, /face/],
  ["server/cards/a.ts", 'import "../app/wire.ts";', "layers", 1, /slice cards may not/],
  ["server/cards/a.ts", 'import "../../scripts/play.ts";', "layers", 1, /slice cards may not/],
  ["server/cards/a.ts", 'import "../../test/support/town.ts";', "layers", 1, /slice cards may not/],
  [
    "server/cards/a.ts",
    'export const a = await import("../custody/seal.ts");',
    "layers",
    1,
    /face/,
  ],
  ["server/migrations/a.ts", 'import "../cards/cards.ts";', "layers", 1, /database only/],
  ["server/lottery/a.ts", "export let a;", "layers", 1, /no place in the order/],
  [
    "web/src/features/till/a.ts",
    'import "../office/office.tsx";',
    "layers",
    1,
    /feature till may not/,
  ],
  ["web/src/shared/a.ts", 'import "../features/office/office.tsx";', "layers", 1, /knows none/],
  [
    "web/src/app/a.ts",
    'import type { A } from "../../../server/app/wire.ts";',
    "layers",
    1,
    /over HTTP only/,
  ],
  [
    "web/src/features/office/a.test.ts",
    'import "../../../../server/app/wire.ts";',
    "layers",
    1,
    /feature office/,
  ],
  ["web/src/features/office/a.ts", 'import "node:path";', "layers", 1, /browser/],
  ["web/build/a.ts", 'import "../../server/app/wire.ts";', "layers", 1, /build knows the pages/],
  [
    "server/cards/a.ts",
    'import { hash } from "@node-rs/argon2";',
    "keys",
    1,
    /Only server\/custody/,
  ],
  [
    "server/app/a.ts",
    '\nimport { privateKeyToAccount } from "viem/accounts";',
    "keys",
    2,
    /viem\/accounts/,
  ],
  ["web/src/features/office/a.ts", 'import { HDKey } from "@scure/bip32";', "keys", 1, /bip32/],
  ["scripts/a.ts", 'const { Wallet } = await import("ethers");', "keys", 1, /ethers/],
  [
    "web/src/features/till/a.ts",
    'import { isHex } from "viem";',
    "reach",
    1,
    /must not load "viem"/,
  ],
  [
    "web/src/features/till/a.ts",
    'import { type Hex } from "viem";',
    "reach",
    1,
    /must not load "viem"/,
  ],
  ["web/src/features/wallet/a.ts", 'void import("viem/utils");', "reach", 1, /viem\/utils/],
  ["web/src/app/shells/card-shell.tsx", 'import "wagmi";', "reach", 1, /wagmi/],
  [
    "web/src/app/shells/till-shell.tsx",
    'import "../../shared/chain/client.ts";',
    "reach",
    1,
    /till-shell\.tsx → web\/src\/shared\/chain\/client\.ts/,
  ],
  [
    "web/src/app/main.tsx",
    'import "../features/office/office.tsx";',
    "reach",
    1,
    /main\.tsx → .*office\.tsx → .*client\.ts/,
  ],
  ["core/card/utils.ts", "export let a;", "names", 1, /"utils"/],
  ["server/common/a.sql", "select 1;", "names", 1, /"common"/],
  ["web/src/shared/key-manager.ts", "export let a;", "names", 1, /"manager"/],
  ["web/src/shared/ui/BigButton.tsx", "export let a;", "names", 1, /kebab-case/],
  ["server/cards/snake_case.ts", "export let a;", "names", 1, /kebab-case/],
  [
    "server/cards/index.ts",
    'export * from "./cards.ts";\nexport { a } from "./a.ts";',
    "names",
    1,
    /passes on/,
  ],
  ["contracts/Long.sol", "// a line\n".repeat(401), "names", 1, /401 lines/],
  ["docs/a.md", "Money\nis Refunded.\n", "words", 2, /reversal or reimbursement/],
  ["server/cards/a.ts", 'export const a = "/home/maria/borgo";', "words", 1, /one machine/],
  ["docs/a.md", "See /work/main for more.", "words", 1, /one machine/],
  ["scripts/a.sh", 'cat "/tmp/out"', "words", 1, /one machine/],
  ["core/card/a.ts", "export const a = Date.now();", "words", 1, /no clock/],
  ["core/card/a.ts", "\nexport const a = Math.random();", "words", 2, /no chance/],
];

describe("The boundaries", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "borgo-tree-"));
    for (const [path, text] of Object.entries(CLEAN)) write(path, text);
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  for (const [name, rule] of Object.entries(RULES))
    it(`finds nothing against the ${name} in a clean tree`, () => {
      expect(rule(readTree(root))).to.deep.equal([]);
    });

  for (const [path, text, ruleName, line, message] of PLANTS)
    it(`finds what is wrong with the ${ruleName} in ${path}: ${firstLine(text)}`, () => {
      write(path, text);
      const violations = RULES[ruleName]!(readTree(root));
      expect(violations, "violations").to.have.length(1);
      expect(violations[0]!.message).to.match(message);
      if (ruleName !== "reach")
        expect([violations[0]!.path, violations[0]!.line]).to.deep.equal([path, line]);
    });

  it("does not read what git ignores", () => {
    write("node_modules/zod/utils.ts", "export let a;");
    write("web/dist/index.js", 'import "viem";');
    for (const rule of Object.values(RULES)) expect(rule(readTree(root))).to.deep.equal([]);
  });
});

function firstLine(text: string): string {
  return text.trim().split("\n")[0]!;
}
