import type { RowError } from "#core/shared/row-error.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";

/** The outcome of checking or importing a file. With any error nothing was written. */
export type ImportReport = {
  readonly rows: number;
  readonly valid: number;
  readonly created: number;
  readonly total?: Cents;
  /** Worth a look, but no reason to stop: for instance a row that is in the archive already and stays as it is. */
  readonly warnings: readonly RowError[];
  readonly errors: readonly RowError[];
};

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
