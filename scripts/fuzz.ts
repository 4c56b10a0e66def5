/**
 * Fuzzes the contracts for longer than `npm test` does, with other numbers each time.
 *
 *   npm run fuzz -- [--runs N] [--seed HEX]
 *
 * N runs (2,000 where not given) of 128 acts each, for the vouchers and for local value. The seed is printed first: the same
 * seed tries the same acts. Exit code 1 where anything fails, with the shortest sequence of acts that was found for it.
 */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";

import { runCommand } from "./test/run-command.ts";

const HARDHAT = "node_modules/hardhat/dist/src/cli.js";
const DAY_MS = 24 * 3_600_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
  const runs = values.runs ?? "2000";
  if (!/^[1-9]\d{0,6}$/.test(runs))
    throw new RangeError(`--runs is a number from 1 to 9999999, not "${runs}".`);
  const seed = values.seed ?? `0x${randomBytes(32).toString("hex")}`;
  if (!/^0x[0-9a-f]{64}$/i.test(seed))
    throw new RangeError(`--seed is 0x and 64 hexadecimal digits, not "${seed}".`);
  process.stdout.write(`seed ${seed}\n`);
  const env = { BORGO_FUZZ_RUNS: runs, BORGO_FUZZ_SEED: seed };
  const { code, output } = await runCommand([HARDHAT, "test", "solidity"], DAY_MS, env);
  process.stdout.write(output);
  if (code !== 0) process.exitCode = 1;
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
