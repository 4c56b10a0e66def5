import { csvText } from "#core/shared/csv-text.ts";
import type { RowError } from "#core/shared/row-error.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";

import type { CsvFile } from "./csv.ts";

/** The outcome of checking or importing a file. With any error nothing was written. */
export type ImportReport = {
  readonly rows: number;
  readonly valid: number;
  readonly created: number;
  readonly total?: Cents;
  /** Worth a look, but no reason to stop: for instance a row that is in the archive already and stays as it is. */
  readonly warnings: readonly RowError[];
  readonly errors: readonly RowError[];
  /** The rows with errors as a file to mend, each with what is wrong; formulas in it run nowhere. */
  readonly rejected?: string;
};

/** The rows of a file that have errors, with what is wrong, as CSV to correct and import again. */
export function rejectedRows(
  { columns, rows }: CsvFile,
  errors: readonly RowError[],
): Pick<ImportReport, "rejected"> {
  if (errors.length === 0) return {};
  const reasons = new Map<number, string[]>();
  for (const { row, column, message } of errors)
    reasons.set(row, [...(reasons.get(row) ?? []), `${column}: ${message}`]);
  const wrong = rows.filter(({ number }) => reasons.has(number));
  const body = wrong.map(({ number, cells }) => [
    ...columns.map((column) => cells[column] ?? ""),
    reasons.get(number)!.join(" "),
  ]);
  return { rejected: csvText([[...columns, "che_cosa_non_va"], ...body]) };
}

export function reportToJson(report: ImportReport, isDryRun: boolean) {
  const { total, warnings, errors, ...counts } = report;
  return {
    ...counts,
    dryRun: isDryRun,
    warnings: [...warnings],
    errors: [...errors],
    ...(total === undefined ? {} : { totalCents: centsToJson(total) }),
  };
}
