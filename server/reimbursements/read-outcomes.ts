import type { TransferOutcome } from "#core/reimbursement/bank-outcome.ts";
import {
  OPTIONAL_OUTCOME_COLUMNS,
  OUTCOME_COLUMNS,
  readOutcomeRow,
} from "#core/reimbursement/outcome-row.ts";
import { type Result, ok } from "#core/shared/result.ts";
import type { RowError } from "#core/shared/row-error.ts";

import type { FileRefusal } from "../shared/csv.ts";
import { inPieces, readAside, readTableAside } from "../shared/read-aside.ts";
import type { StatusReport } from "./read-status-report.ts";

/** What a bank's file says, before anything is looked up. */
export type ReadOutcomes = StatusReport & { readonly errors: readonly RowError[] };

/** An XML report, or a table: told apart by the first character that is no blank. */
export async function readOutcomes(bytes: Uint8Array): Promise<Result<ReadOutcomes, FileRefusal>> {
  const start = new TextDecoder().decode(bytes.subarray(0, 100)).trimStart();
  return start.startsWith("<") ? readReport(bytes) : readRows(bytes);
}

type ReportPiece = Result<StatusReport, FileRefusal>;

async function readReport(bytes: Uint8Array): Promise<Result<ReadOutcomes, FileRefusal>> {
  const reader = new URL("./report-reader.ts", import.meta.url);
  const pieces = await readAside<ReportPiece>(reader, bytes);
  if (!pieces.ok) return pieces;
  const [first, ...others] = pieces.value as [ReportPiece, ...ReportPiece[]];
  if (!first.ok) return first;
  const outcomes = [first, ...others].flatMap((piece) => (piece.ok ? piece.value.outcomes : []));
  return ok({ ...first.value, outcomes, errors: [] });
}

/** A report in pieces that are taken over one by one. */
export function reportPieces(report: ReportPiece): readonly ReportPiece[] {
  if (!report.ok) return [report];
  return inPieces(report.value.outcomes).map((outcomes) => ok({ ...report.value, outcomes }));
}

async function readRows(bytes: Uint8Array): Promise<Result<ReadOutcomes, FileRefusal>> {
  const table = await readTableAside(bytes, OUTCOME_COLUMNS, OPTIONAL_OUTCOME_COLUMNS);
  if (!table.ok) return table;
  const read = table.value.rows.map(({ number, cells }) => readOutcomeRow(cells, number));
  return ok({
    outcomes: read.flatMap((row) => (row.ok ? [row.value] : [])) as TransferOutcome[],
    errors: read.flatMap((row) => (row.ok ? [] : row.refusal)),
  });
}
