import { formatEuro } from "#core/shared/money.ts";

import type { AuditedProgramme } from "../audit/read-chain.ts";
import type { TownFiles } from "./town-files.ts";

/** One figure in the three places that must agree. Amounts in cents. */
export type Line = {
  readonly what: string;
  readonly file: bigint;
  readonly database: bigint;
  readonly chain: bigint;
};

type Totals = Readonly<Record<string, string>>;

/** Sets what the files ask for, what the service says and what the chain says side by side. */
export function reconcile(files: TownFiles, totals: Totals, { tally }: AuditedProgramme): Line[] {
  const spent = files.purchases.reduce((sum: bigint, purchase) => sum + purchase.amount, 0n);
  const of = (name: string) => BigInt(totals[name] ?? "-1");
  return [
    { what: "emesso", file: files.fund, database: of("issuedCents"), chain: tally.issued },
    { what: "speso", file: spent, database: of("spentCents"), chain: tally.spent },
    { what: "rimborsato", file: spent, database: of("redeemedCents"), chain: tally.redeemed },
    {
      what: "sulle tessere",
      file: files.fund - spent,
      database: of("heldCents"),
      chain: tally.held,
    },
    {
      what: "presso i negozi",
      file: 0n,
      database: of("atMerchantsCents"),
      chain: tally.atMerchants,
    },
  ];
}

/** Sum of all distances between the three columns: 0 where everything agrees to the cent. */
export function differenceOf(lines: readonly Line[]): bigint {
  return lines.reduce(
    (sum, { file, database, chain }) => sum + distance(file, database) + distance(database, chain),
    0n,
  );
}

function distance(one: bigint, other: bigint): bigint {
  return one > other ? one - other : other - one;
}

export function describeLines(lines: readonly Line[]): string {
  const row = (cells: readonly string[]) =>
    `  ${cells[0]!.padEnd(16)}${cells
      .slice(1)
      .map((cell) => cell.padStart(18))
      .join("")}`;
  return [
    row(["", "file", "database", "blockchain"]),
    ...lines.map(({ what, file, database, chain }) =>
      row([what, formatEuro(file), formatEuro(database), formatEuro(chain)]),
    ),
  ].join("\n");
}
