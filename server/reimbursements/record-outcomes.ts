import { sql } from "kysely";

import {
  type JudgedOutcomes,
  type OrderedTransfer,
  type TransferOutcome,
  judgeOutcomes,
} from "#core/reimbursement/bank-outcome.ts";
import { STATEMENT_EXITS } from "#core/reimbursement/statement-state.ts";
import { civilDay } from "#core/shared/civil-day.ts";
import type { Address, StatementId } from "#core/shared/ids.ts";
import { type Result, ok } from "#core/shared/result.ts";
import type { RowError } from "#core/shared/row-error.ts";
import { sourcesOf } from "#core/shared/state-machine.ts";

import type { Clock } from "../shared/clock.ts";
import { type FileRefusal, unreadable } from "../shared/csv.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { ReadOutcomes } from "./read-outcomes.ts";

type Deps = { db: Database; clock: Clock };

export type OutcomeReport = {
  readonly rows: number;
  readonly paid: number;
  readonly rejected: number;
  readonly pending: number;
  readonly warnings: readonly RowError[];
  readonly errors: readonly RowError[];
};

/**
 * Takes in what the bank answers, all or nothing: a paid transfer makes its statement paid on the bank's day, a rejected
 * one can be ordered again. The same file may come twice; one that contradicts what is known is refused.
 */
export async function importOutcomes(
  deps: Deps,
  officer: Address,
  read: ReadOutcomes,
  isDryRun: boolean,
): Promise<Result<OutcomeReport, FileRefusal>> {
  return deps.db.transaction().execute(async (tx) => {
    const expanded = await expand(tx, read);
    if (!expanded.ok) return expanded;
    const outcomes = expanded.value;
    const lines = await lockLines(tx, outcomes);
    const known = new Map(lines.map((line) => [line.endToEnd, line]));
    const judged = judgeOutcomes(outcomes, known, civilDay(deps.clock.now()));
    const allErrors = [...read.errors, ...judged.errors];
    if (!isDryRun && allErrors.length === 0) await recordOutcomes(deps, tx, officer, judged, known);
    return ok({
      rows: outcomes.length,
      paid: judged.paid.length,
      rejected: judged.rejected.length,
      pending: judged.pending.length,
      warnings: judged.warnings,
      errors: allErrors,
    });
  });
}

/** Single transfers as the file names them, or each of the order that it speaks of as a whole. */
async function expand(
  tx: Tx,
  { outcomes, whole }: ReadOutcomes,
): Promise<Result<readonly TransferOutcome[], FileRefusal>> {
  if (outcomes.length > 0 || whole === undefined || whole.verdict === "pending")
    return ok(outcomes);
  const { messageId, ...outcome } = whole;
  const lines = await tx
    .selectFrom("transfer_order_line as line")
    .innerJoin("transfer_order", "transfer_order.id", "line.order_id")
    .select(["line.end_to_end", "line.position"])
    .where("transfer_order.message_id", "=", messageId)
    .orderBy("line.position")
    .execute();
  if (lines.length === 0) return unreadable(`Nessuna distinta ha il codice ${messageId}.`);
  return ok(
    lines.map(({ end_to_end, position }) => ({
      ...outcome,
      ...{ row: position, endToEnd: end_to_end },
    })),
  );
}

type KnownLine = OrderedTransfer & { readonly statementId: StatementId };

/** In the order of their references, so that two imports at once wait for each other and never crosswise. */
async function lockLines(tx: Tx, outcomes: readonly TransferOutcome[]): Promise<KnownLine[]> {
  const references = outcomes.map(({ endToEnd }) => endToEnd);
  if (references.length === 0) return [];
  const rows = await tx
    .selectFrom("transfer_order_line as line")
    .innerJoin("transfer_order", "transfer_order.id", "line.order_id")
    .select(["line.end_to_end", "line.amount_cents", "line.statement_id", "line.outcome"])
    .select("transfer_order.created_at")
    .where("line.end_to_end", "in", references)
    .orderBy("line.end_to_end")
    .forUpdate("line")
    .execute();
  return rows.map((row) => ({
    endToEnd: row.end_to_end,
    amount: row.amount_cents,
    statementId: row.statement_id,
    orderedOn: civilDay(row.created_at),
    outcome: row.outcome === "withdrawn" ? "rejected" : row.outcome,
  }));
}

async function recordOutcomes(
  { clock }: Deps,
  tx: Tx,
  officer: Address,
  { paid, rejected }: JudgedOutcomes,
  known: ReadonlyMap<string, KnownLine>,
): Promise<void> {
  for (const { endToEnd, on, reason } of paid) {
    await setOutcome(tx, clock, endToEnd, { outcome: "paid", paid_on: on, reason });
    await markPaid(tx, officer, known.get(endToEnd)!.statementId, on);
  }
  for (const { endToEnd, reason } of rejected)
    await setOutcome(tx, clock, endToEnd, { outcome: "rejected", paid_on: null, reason });
}

async function setOutcome(
  tx: Tx,
  clock: Clock,
  endToEnd: string,
  values: { outcome: "paid" | "rejected"; paid_on: string | null; reason: string | undefined },
): Promise<void> {
  const { outcome, paid_on, reason } = values;
  await tx
    .updateTable("transfer_order_line")
    .set({ outcome, paid_on, outcome_reason: reason ?? null, outcome_at: clock.now() })
    .where("end_to_end", "=", endToEnd)
    .where("outcome", "is", null)
    .execute();
}

/** A statement that somebody marked as paid by hand in the meantime stays as it is. */
async function markPaid(tx: Tx, officer: Address, id: StatementId, on: string): Promise<void> {
  await tx
    .updateTable("reimbursement_statement")
    .set({
      state: "paid",
      // The bank names a day: its noon, but never before the statement was presented.
      paid_at: sql<Date>`greatest(${`${on}T12:00:00Z`}::timestamptz, presented_at)`,
      paid_by: officer,
    })
    .where("id", "=", id)
    .where("state", "in", sourcesOf(STATEMENT_EXITS, "paid"))
    .execute();
}
