import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import { expect } from "chai";

import { ethers } from "./fixture.ts";
import { readArtifact } from "../../scripts/deploy/artifacts.ts";

/**
 * What others build on: the functions, events and errors by name, and where each variable lies in storage. A change here
 * is a change for wallets, indexers and proofs. Where it is meant: `BORGO_WRITE_SNAPSHOTS=1 npx hardhat test mocha
 * test/contracts/surface.test.ts`, and say it in the interfaces too.
 */
const CONTRACTS = ["LocalToken", "MerchantRegistry", "Programmes", "TownAuthority", "Voucher"];
const PROJECT = join(import.meta.dirname, "../..");

async function expectSnapshot(name: string, found: unknown): Promise<void> {
  const path = join(import.meta.dirname, `snapshots/${name}.json`);
  if (process.env["BORGO_WRITE_SNAPSHOTS"] === "1")
    await writeFile(path, `${JSON.stringify(found, null, 2)}\n`);
  expect(found).to.deep.equal(JSON.parse(await readFile(path, "utf8")));
}

describe("The contracts' surface", () => {
  it("has the functions, events and errors of the snapshot", async () => {
    const surface: Record<string, string[]> = {};
    for (const name of CONTRACTS) {
      const { abi } = await readArtifact(`contracts/${name}.sol/${name}`);
      surface[name] = ethers.Interface.from(JSON.stringify(abi)).format().sort();
    }
    await expectSnapshot("abi", surface);
  });

  it("has the storage layout of the snapshot", async () => {
    await expectSnapshot("storage", layouts());
  });
});

type Layout = {
  readonly storage: readonly { label: string; slot: string; offset: number; type: string }[];
  readonly types: Readonly<Record<string, { label: string; numberOfBytes: string }>> | null;
};

type Output = {
  readonly contracts: Readonly<Record<string, Record<string, { storageLayout: Layout }>>>;
};

/** Slot, byte in it, type and name, as the compiler lays them out; no code is made for it. */
function layouts(): Record<string, string[]> {
  const solc = createRequire(import.meta.url)("solc") as {
    compile(input: string, callbacks: object): string;
  };
  const paths = CONTRACTS.map((name) => `contracts/${name}.sol`);
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(paths.map((path) => [path, { content: read(path) }])),
    settings: { outputSelection: { "*": { "*": ["storageLayout"] } } },
  };
  const found = (path: string) => ({ contents: read(path) });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found })) as Output;
  return Object.fromEntries(
    CONTRACTS.map((name) => [
      name,
      linesOf(output.contracts[`contracts/${name}.sol`]![name]!.storageLayout),
    ]),
  );
}

function linesOf({ storage, types }: Layout): string[] {
  return storage.map(({ slot, offset, type, label }) => {
    const { label: typeName, numberOfBytes } = types![type]!;
    return `slot ${slot}, byte ${offset}: ${typeName} ${label} (${numberOfBytes} bytes)`;
  });
}

function read(path: string): string {
  return readFileSync(join(PROJECT, path.startsWith("@") ? "node_modules" : ".", path), "utf8");
}
