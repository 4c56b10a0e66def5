/**
 * Rebuilds every total of a deployment from chain events alone, without database or service, and checks it.
 *
 *   npm run audit -- --rpc URL --deployment FILE [--report FILE-OR-URL] [--json]
 *
 * Exit codes: 0 everything agrees; 1 something differs; 2 it could not be checked.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import type { Deployment } from "#core/chain/deployment.ts";
import { formatEuro } from "#core/shared/money.ts";

import {
  type Difference,
  type PublishedReport,
  checkProgrammes,
  compareReport,
  describeDifference,
} from "./audit/compare.ts";
import { type AuditedChain, type AuditedProgramme, readChain } from "./audit/read-chain.ts";

const USAGE = "Uso: npm run audit -- --rpc URL --deployment FILE [--report FILE|URL] [--json]";

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rpc: { type: "string" },
      deployment: { type: "string" },
      report: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (values.rpc === undefined || values.deployment === undefined) throw new Error(USAGE);
  const deployment = JSON.parse(await readText(values.deployment)) as Deployment;
  const report =
    values.report === undefined
      ? undefined
      : (JSON.parse(await readText(values.report)) as PublishedReport);
  const chain = await readChain(values.rpc, deployment);
  const differences = [
    ...checkProgrammes(chain.programmes),
    ...(report === undefined ? [] : compareReport(chain.programmes, report)),
  ];
  if (values.json) printJson(chain, differences);
  else printText(chain, differences, report !== undefined);
  return differences.length === 0 ? 0 : 1;
}

async function readText(place: string): Promise<string> {
  if (!/^https?:/.test(place)) return readFile(place, "utf8");
  const answer = await fetch(place);
  if (!answer.ok) throw new Error(`${place} answered ${answer.status}.`);
  return answer.text();
}

function printJson(chain: AuditedChain, differences: readonly Difference[]): void {
  const text = JSON.stringify(
    {
      chainId: chain.chainId,
      block: chain.block,
      blockHash: chain.blockHash,
      programmes: chain.programmes.map(figuresOf),
      differences,
    },
    (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
  );
  process.stdout.write(`${text}\n`);
}

function figuresOf({ name, symbol, voucher, fund, tally }: AuditedProgramme) {
  return {
    name,
    symbol,
    voucher,
    fundCents: fund,
    issuedCents: tally.issued,
    heldCents: tally.held,
    spentCents: tally.spent,
    reversedCents: tally.reversed,
    atMerchantsCents: tally.atMerchants,
    redeemedCents: tally.redeemed,
    reclaimedCents: tally.reclaimed,
    payments: tally.payments,
    accounts: tally.accounts,
    merchants: tally.merchants,
  };
}

function printText(
  chain: AuditedChain,
  differences: readonly Difference[],
  isCompared: boolean,
): void {
  const lines = [
    `Catena ${chain.chainId}, fino al blocco definitivo ${chain.block} (${chain.blockHash})`,
    ...chain.programmes.flatMap(describe),
    "",
    ...differences.map((difference) => `DIFFERENZA  ${describeDifference(difference)}`),
    differences.length > 0
      ? `${differences.length} differenze: i conti NON tornano.`
      : `I conti tornano al centesimo${isCompared ? ", anche con il rendiconto pubblicato" : ""}.`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function describe({ name, symbol, voucher, fund, tally }: AuditedProgramme): string[] {
  const rows: [string, bigint][] = [
    ["fondo stanziato", fund],
    ["emesso ai beneficiari", tally.issued],
    ["speso nei negozi", tally.spent],
    ["stornato", tally.reversed],
    ["rimborsato ai negozi", tally.redeemed],
    ["rientrato nel fondo", tally.reclaimed],
    ["ancora sulle tessere", tally.held],
    ["presso i negozi", tally.atMerchants],
  ];
  return [
    "",
    `${name} (${symbol}) ${voucher}`,
    ...rows.map(([label, amount]) => `  ${label.padEnd(24)} ${formatEuro(amount).padStart(16)}`),
    `  ${tally.payments} movimenti di spesa, ${tally.accounts} conti, ${tally.merchants} negozi`,
  ];
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`audit: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
