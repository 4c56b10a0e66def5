import { DATASETS, type DatasetId } from "#core/open-data/fields.ts";
import { type Counted, type Shown, isWithheld } from "#core/open-data/suppress-cells.ts";
import { csvText } from "#core/shared/csv-text.ts";
import { formatEuroDigits } from "#core/shared/money.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import { transparencyFigures } from "./transparency.ts";
import { weeklySpending } from "./weekly-spending.ts";

type Deps = { readonly db: Database; readonly clock: Clock };
/** One line of a file; what is withheld is `null`. */
type Line = Readonly<Record<string, string | number | null>>;

/** The lines of a published file; `undefined` before the first block was read. */
export async function openData({ db, clock }: Deps, id: DatasetId): Promise<Line[] | undefined> {
  const figures = await transparencyFigures(db, clock.now());
  if (figures === undefined) return undefined;
  switch (id) {
    case "programmi":
      return figures.programmes.map((programme) => programmeLine(programme, figures.asOfBlock));
    case "spesa-settimanale":
      return (await weeklySpending(db, clock.now())).flatMap(weekLines);
    case "esercenti":
      return figures.merchants.map(({ alias, category, account }) => ({
        ...{ esercente: alias, categoria: category, conto: account },
      }));
  }
}

type Figures = NonNullable<Awaited<ReturnType<typeof transparencyFigures>>>;

function programmeLine(programme: Figures["programmes"][number], block: number): Line {
  return {
    programma: programme.name,
    contratto: programme.voucher,
    sigla: programme.symbol,
    atto: programme.act,
    fino_al_blocco: block,
    ...amount("fondo", BigInt(programme.fundCents)),
    ...amount("emesso", BigInt(programme.issuedCents)),
    ...amount("speso", BigInt(programme.spentCents)),
    ...amount("stornato", BigInt(programme.reversedCents)),
    ...amount("rimborsato", BigInt(programme.redeemedCents)),
    ...amount("rientrato", BigInt(programme.reclaimedCents)),
    ...amount("sulle_tessere", BigInt(programme.heldCents)),
    ...amount("presso_i_negozi", BigInt(programme.atMerchantsCents)),
  };
}

type Week = Awaited<ReturnType<typeof weeklySpending>>[number];

function weekLines(week: Week): Line[] {
  const { name, voucher, from, until } = week;
  const place = { programma: name, contratto: voucher, dal: from, al: until };
  return [
    { ...place, categoria: "tutte", ...figure(week) },
    ...week.cells.map((cell) => ({ ...place, categoria: cell.category, ...figure(cell) })),
  ];
}

function figure(cell: Shown<Counted>): Line {
  if (isWithheld(cell))
    return {
      pagamenti: null,
      importo_euro: null,
      importo_centesimi: null,
      stato: "non pubblicato",
    };
  return { pagamenti: cell.count, ...amount("importo", cell.amount), stato: "pubblicato" };
}

function amount(name: string, cents: bigint): Line {
  return {
    [`${name}_euro`]: formatEuroDigits(cents).replaceAll(".", ""),
    [`${name}_centesimi`]: Number(cents),
  };
}

/** The lines as an office suite opens them, in the order of the codebook's columns. */
export function openDataCsv(id: DatasetId, lines: readonly Line[]): string {
  const columns = DATASETS.find((one) => one.id === id)!.fields.map(({ name }) => name);
  return csvText([
    columns,
    ...lines.map((line) => columns.map((name) => String(line[name] ?? ""))),
  ]);
}

/** What each column of each file means, itself as a file. */
export function codebookCsv(): string {
  const rows = DATASETS.flatMap(({ id, fields }) =>
    fields.map(({ name, meaning, values }) => [id, name, meaning, values]),
  );
  return csvText([["file", "colonna", "significato", "valori"], ...rows]);
}
