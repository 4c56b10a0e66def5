/**
 * Rebuilds every total of a deployment from chain events alone, without database or service, and checks it; and that the
 * contracts on chain are what this repository's sources compile to.
 *
 *   npm run audit -- --rpc URL --deployment FILE [--report FILE-OR-URL] [--skip-code] [--json]
 *
 * With a report, everything is counted up to the report's own block. Exit codes: 0 everything agrees; 1 something
 * differs; 2 it could not be checked.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import type { Deployment } from "#core/chain/deployment.ts";

import { type CodeCheck, checkCode } from "./audit/check-code.ts";
import { checkLocalValue, checkProgrammes, compareReport, readReport } from "./audit/compare.ts";
import { type Findings, countOf, textOf } from "./audit/print-text.ts";
import {
  type AuditedChain,
  type AuditedLocalValue,
  type AuditedProgramme,
  readChain,
} from "./audit/read-chain.ts";
import { CONTRACTS, ensureBuilt } from "./build.ts";

const USAGE =
  "Uso: npm run audit -- --rpc URL --deployment FILE [--report FILE|URL] [--skip-code] [--json]";

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rpc: { type: "string" },
      deployment: { type: "string" },
      report: { type: "string" },
      "skip-code": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  if (values.rpc === undefined || values.deployment === undefined) throw new Error(USAGE);
  const deployment = JSON.parse(await readText(values.deployment)) as Deployment;
  const report =
    values.report === undefined ? undefined : readReport(await readText(values.report));
  const until = report?.asOfBlock === undefined ? undefined : BigInt(report.asOfBlock);
  const chain = await readChain(values.rpc, deployment, { until });
  const hash = report?.asOfBlockHash?.toLowerCase();
  const findings: Findings = {
    chain,
    differences: [
      ...checkProgrammes(chain.programmes),
      ...checkLocalValue(chain.localValue, report),
      ...(report === undefined ? [] : compareReport(chain.programmes, report)),
    ],
    code: values["skip-code"] ? undefined : await codeOf(values.rpc, deployment, chain),
    isOtherChain: hash !== undefined && hash !== chain.blockHash.toLowerCase(),
    isCompared: report !== undefined,
  };
  process.stdout.write(values.json ? jsonOf(findings) : textOf(findings));
  return countOf(findings) === 0 ? 0 : 1;
}

async function readText(place: string): Promise<string> {
  if (!/^https?:/.test(place)) return readFile(place, "utf8");
  const answer = await fetch(place);
  if (!answer.ok) throw new Error(`${place} answered ${answer.status}.`);
  return answer.text();
}

async function codeOf(
  rpcUrl: string,
  deployment: Deployment,
  { programmes }: AuditedChain,
): Promise<CodeCheck[]> {
  await ensureBuilt([CONTRACTS]);
  return checkCode(rpcUrl, deployment, programmes);
}

function jsonOf({ chain, differences, code, isOtherChain }: Findings): string {
  const text = JSON.stringify(
    {
      chainId: chain.chainId,
      block: chain.block,
      blockHash: chain.blockHash,
      programmes: chain.programmes.map(figuresOf),
      localValue: localFiguresOf(chain.localValue),
      ...(code === undefined ? {} : { code }),
      isOtherChain,
      differences,
    },
    (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
  );
  return `${text}\n`;
}

function localFiguresOf({ token, tally }: AuditedLocalValue) {
  const campaigns = [...tally.campaigns].map(([campaign, { cap, rewarded }]) => ({
    campaign,
    budgetCents: cap,
    rewardedCents: rewarded,
  }));
  return { token, rewardedCents: tally.rewarded, moves: tally.moves, campaigns };
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

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`audit: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
