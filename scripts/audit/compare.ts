import { z } from "zod";

import { checkTally } from "#core/chain/tally.ts";
import { checkLocalTally } from "#core/local-value/local-tally.ts";
import { formatEuro } from "#core/shared/money.ts";

import type { AuditedLocalValue, AuditedProgramme } from "./read-chain.ts";

/** One thing that does not agree. Amounts in cents. */
export type Difference = {
  readonly programme: string;
  readonly what: string;
  readonly expected: bigint;
  readonly found: bigint;
};

/** A report that somebody published: what `GET /api/transparency` answers, or this command with `--json`. */
export type PublishedReport = {
  /** The block up to which it counts, and its hash. */
  readonly asOfBlock?: number | undefined;
  readonly asOfBlockHash?: string | undefined;
  readonly programmes: readonly ({ readonly voucher: string } & Readonly<
    Record<string, unknown>
  >)[];
  readonly localValue?: { readonly rewardedCents: string } | undefined;
};

/** Figures that a published report may state, and where the tally has them. */
const COMPARED: Readonly<Record<string, (programme: AuditedProgramme) => bigint>> = {
  fundCents: ({ fund }) => fund,
  issuedCents: ({ tally }) => tally.issued,
  heldCents: ({ tally }) => tally.held,
  spentCents: ({ tally }) => tally.spent,
  reversedCents: ({ tally }) => tally.reversed,
  atMerchantsCents: ({ tally }) => tally.atMerchants,
  redeemedCents: ({ tally }) => tally.redeemed,
  reclaimedCents: ({ tally }) => tally.reclaimed,
};

/** What must hold of each programme whatever anybody published, and does not. */
export function checkProgrammes(programmes: readonly AuditedProgramme[]): Difference[] {
  return programmes.flatMap((programme) => {
    const { name, tally, fund, contract } = programme;
    const invariants = checkTally(tally, fund).map((problem) => ({
      programme: name,
      what: INVARIANTS[problem.code] ?? problem.code,
      expected: problem.expected,
      found: problem.found,
    }));
    const own: [string, bigint, bigint][] =
      contract === undefined
        ? []
        : [
            ["emesso secondo il contratto", contract.issued, tally.issued],
            ["rimborsato secondo il contratto", contract.redeemed, tally.redeemed],
            ["rientrato secondo il contratto", contract.reclaimed, tally.reclaimed],
            [
              "in circolazione secondo il contratto",
              contract.supply,
              tally.held + tally.atMerchants,
            ],
          ];
    return [
      ...invariants,
      ...own.flatMap(([what, expected, found]) => differ(name, what, expected, found)),
    ];
  });
}

/** The same of local value, and where a published report says something else of it than the chain. */
export function checkLocalValue(
  { tally, supply }: AuditedLocalValue,
  report?: PublishedReport,
): Difference[] {
  const published = report?.localValue;
  const name = "Valore locale";
  return [
    ...checkLocalTally(tally).map(({ code, ...values }) => ({
      programme: name,
      what: INVARIANTS[code] ?? code,
      ...values,
    })),
    ...(supply === undefined
      ? []
      : differ(name, "in circolazione secondo il contratto", supply, tally.rewarded)),
    ...(published === undefined
      ? []
      : differ(name, "rewardedCents", tally.rewarded, BigInt(published.rewardedCents))),
  ];
}

const INVARIANTS: Readonly<Record<string, string>> = {
  value_not_conserved: "somma delle parti rispetto all'emesso",
  issued_above_fund: "emesso rispetto al fondo",
  negative_balance: "saldo negativo di un conto",
  rewarded_outside_campaigns: "premi rispetto a quelli delle campagne",
  rewarded_above_budget: "premi di una campagna rispetto alla sua dotazione",
};

/** Where a published report says something else than the chain, or leaves a programme out, or invents one. */
export function compareReport(
  programmes: readonly AuditedProgramme[],
  report: PublishedReport,
): Difference[] {
  const published = new Map(report.programmes.map((entry) => [entry.voucher.toLowerCase(), entry]));
  const differences = programmes.flatMap((programme) => {
    const entry = published.get(programme.voucher.toLowerCase());
    if (entry === undefined)
      return differ(
        programme.name,
        "programma assente dal rendiconto",
        programme.tally.issued,
        -1n,
      );
    return Object.entries(COMPARED).flatMap(([field, figure]) =>
      entry[field] === undefined
        ? []
        : differ(programme.name, field, figure(programme), BigInt(String(entry[field]))),
    );
  });
  const onChain = new Set(programmes.map(({ voucher }) => voucher.toLowerCase()));
  const invented = [...published.keys()].filter((voucher) => !onChain.has(voucher));
  return [
    ...differences,
    ...invented.flatMap((voucher) => differ(voucher, "programma inesistente", 0n, 1n)),
  ];
}

function differ(programme: string, what: string, expected: bigint, found: bigint): Difference[] {
  return expected === found ? [] : [{ programme, what, expected, found }];
}

export function describeDifference({ programme, what, expected, found }: Difference): string {
  return `${programme}: ${what}: atteso ${formatEuro(expected)}, trovato ${formatEuro(found)}`;
}

const cents = z.string().regex(/^\d{1,30}$/);

/** A published report's form: other fields are left alone. */
const publishedReport = z.looseObject({
  asOfBlock: z.number().int().nonnegative().optional(),
  asOfBlockHash: z.string().optional(),
  block: z.string().regex(/^\d+$/).optional(),
  blockHash: z.string().optional(),
  programmes: z.array(
    z.looseObject({
      voucher: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
      ...Object.fromEntries(Object.keys(COMPARED).map((field) => [field, cents.optional()])),
    }),
  ),
  localValue: z.looseObject({ rewardedCents: cents }).optional(),
});

/** Reads a published report; throws with what is wrong where it is none. */
export function readReport(text: string): PublishedReport {
  const read = publishedReport.safeParse(JSON.parse(text));
  if (!read.success) throw new Error(`The report cannot be read: ${z.prettifyError(read.error)}`);
  const { block, blockHash, ...report } = read.data;
  return {
    ...report,
    asOfBlock: report.asOfBlock ?? (block === undefined ? undefined : Number(block)),
    asOfBlockHash: report.asOfBlockHash ?? blockHash,
  };
}
