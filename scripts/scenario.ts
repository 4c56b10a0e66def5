/**
 * Plays a town from its three files through the public HTTP API and reconciles files, database and chain to the cent.
 *
 *   npm run scenario -- DIR [--url URL] [--json]
 *
 * With `--url` against a running service; without it, on a stack of its own that is taken down at the end. Exit codes:
 * 0 everything agrees; 1 something differs; 2 it could not be played.
 */
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";

import { readChain } from "./audit/read-chain.ts";
import { ensureBuilt } from "./build.ts";
import { ApiClient } from "./scenario/api-client.ts";
import { signInDemoDesk } from "./scenario/demo-desk.ts";
import type { Town } from "./scenario/officer.ts";
import { TownPlay } from "./scenario/play.ts";
import { describeLines, differenceOf, reconcile } from "./scenario/reconcile.ts";
import { readTown } from "./scenario/town-files.ts";
import { startThrowAwayStack } from "./stack.ts";

type ProgrammeTotals = { totals: Record<string, string> };

const USAGE = "Uso: npm run scenario -- CARTELLA [--url URL] [--json]";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { url: { type: "string" }, json: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  if (folder === undefined) throw new Error(USAGE);
  if (values.url !== undefined) return play(values.url, resolve(folder), values.json);
  await ensureBuilt();
  const stack = await startThrowAwayStack();
  try {
    return await play(stack.url, resolve(folder), values.json);
  } finally {
    await stack.stop();
  }
}

async function play(url: string, folder: string, isJson: boolean): Promise<number> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const started = performance.now();
  const files = await readTown(folder);
  const officers = await signInDemoDesk(url);
  const town = new TownPlay(url, officers, files, say);
  const played = await town.play(`Buoni spesa ${basename(folder)}`);
  const seconds = (performance.now() - started) / 1000;
  const { totals } = await officers.desk.api.get<ProgrammeTotals>(
    `/api/programmes/${played.programmeId}`,
  );
  const onChain = await auditedProgramme(url, played.voucher);
  const lines = reconcile(files, totals, onChain);
  const difference = differenceOf(lines);
  const agrees = difference === 0n && onChain.tally.payments === played.transfers;
  const summary = {
    cards: files.cards,
    merchants: files.merchantCount,
    payments: played.payments,
    transfers: onChain.tally.payments,
    issued_cents: Number(onChain.tally.issued),
    spent_cents: Number(onChain.tally.spent),
    reimbursed_cents: Number(onChain.tally.redeemed),
    difference_cents: Number(difference),
    seconds: Math.round(seconds * 10) / 10,
  };
  if (isJson) process.stdout.write(`${JSON.stringify(summary)}\n`);
  else {
    const rate = (played.payments / played.paymentSeconds).toFixed(1);
    const outcome = agrees ? "I conti tornano al centesimo." : "I conti NON tornano.";
    process.stdout.write(
      `${describeLines(lines)}\n${summary.cards} tessere, ${summary.merchants} negozi, ` +
        `${summary.payments} pagamenti (${rate} al secondo) in ${summary.transfers} movimenti, ${summary.seconds} s in tutto.\n${outcome}\n`,
    );
  }
  return agrees ? 0 : 1;
}

async function auditedProgramme(url: string, voucher: string) {
  const town = await new ApiClient(url).get<
    Town & { startBlock: number; contracts: Record<string, `0x${string}`> }
  >("/api/town");
  const contracts = Object.fromEntries(
    Object.entries(town.contracts).map(([name, address]) => [
      name,
      { address, block: 0, abiHash: "0x" },
    ]),
  );
  const { chainId, startBlock } = town;
  const chain = await readChain(`${url}/rpc`, {
    chainId,
    startBlock,
    contracts: contracts as never,
  });
  const programme = chain.programmes.find(
    (candidate) => candidate.voucher.toLowerCase() === voucher,
  );
  if (programme === undefined) throw new Error(`The chain has no programme ${voucher}.`);
  return programme;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`scenario: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
