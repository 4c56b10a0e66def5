import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { Abi } from "viem";

import config from "../../hardhat.config.ts";
import type { Bytecode } from "./gas-chain.ts";

const PROJECT = join(import.meta.dirname, "../..");
const TOKENS = "test/bench/Tokens.sol";
const FORWARDER = "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";

type Output = {
  readonly errors?: readonly { severity: string; formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>
  >;
};

/**
 * The contracts of others, by the compiler and the settings that ours are compiled with. They are no part of the build:
 * nobody but this measurement needs them.
 */
export function compileOthers(): (name: string) => Bytecode {
  const solc = createRequire(import.meta.url)("solc") as {
    compile(input: string, callbacks: object): string;
  };
  const { settings } = config.solidity as { settings: object };
  const input = {
    language: "Solidity",
    sources: Object.fromEntries([TOKENS, FORWARDER].map((path) => [path, { content: read(path) }])),
    settings: { ...settings, outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } } },
  };
  const found = (path: string) => ({ contents: read(path) });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found })) as Output;
  const error = output.errors?.find(({ severity }) => severity === "error");
  if (error !== undefined) throw new Error(error.formattedMessage);
  return (name) => {
    const { abi, evm } = (output.contracts[TOKENS]![name] ?? output.contracts[FORWARDER]![name])!;
    return { abi, bytecode: `0x${evm.bytecode.object}` };
  };
}

function read(path: string): string {
  const folder = path.startsWith("@") || path.startsWith("solady/") ? "node_modules" : ".";
  return readFileSync(join(PROJECT, folder, path), "utf8");
}
