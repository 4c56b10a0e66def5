import { STATEMENT_EXITS } from "#core/reimbursement/statement-state.ts";
import type { Address, StatementId } from "#core/shared/ids.ts";
import { type Cents, ZERO } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import { sourcesOf } from "#core/shared/state-machine.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";

type Deps = { readonly db: Database; readonly clock: Clock };

export type StatementRefusal = { code: "not_found" } | { code: "wrong_state"; state: string };
export type CheckRefusal = StatementRefusal | { code: "changed_meanwhile" };

/**
 * Notes that an officer has looked through what a shop presents. Refused where it comes to another amount than the one
 * that was looked at: another officer has left something out meanwhile.
 */
export async function checkStatement(
  { db, clock }: Deps,
  { id, seen }: { readonly id: StatementId; readonly seen?: Cents | undefined },
  officer: Address,
): Promise<Result<undefined, CheckRefusal>> {
  const changed = await db
    .updateTable("reimbursement_statement")
    .set({ state: "checked", checked_at: clock.now(), checked_by: officer })
    .where("id", "=", id)
    // Of those that may become so only the one that nobody has checked: not what the chain has forgotten since.
    .where("state", "=", "presented")
    .$if(seen !== undefined, (query) => query.where("due_cents", "=", seen!))
    .executeTakeFirstOrThrow();
  if (changed.numUpdatedRows === 1n) return ok(undefined);
  const refusal = await refusalOf(db, id);
  const isOther = refusal.code === "wrong_state" && refusal.state === "presented";
  return refuse(isOther ? { code: "changed_meanwhile" } : refusal);
}

/** Why a statement could not take the step that it was asked to. */
async function refusalOf(db: Executor, id: StatementId): Promise<StatementRefusal> {
  const statement = await db
    .selectFrom("reimbursement_statement")
    .select(["state", "due_cents"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (statement === undefined) return { code: "not_found" };
  const isEmpty = statement.state === "approved" && statement.due_cents === ZERO;
  return { code: "wrong_state", state: isEmpty ? "empty" : statement.state };
}

/**
 * Notes that the bank has paid an approved statement. One that waits in an order is refused: what the bank answers to the
 * order counts, and a rejection must find it unpaid.
 */
export async function recordReimbursement(
  { db, clock }: Deps,
  id: StatementId,
  officer: Address,
): Promise<Result<undefined, StatementRefusal>> {
  const changed = await db
    .updateTable("reimbursement_statement")
    .set({ state: "paid", paid_at: clock.now(), paid_by: officer })
    .where("id", "=", id)
    .where("state", "in", sourcesOf(STATEMENT_EXITS, "paid"))
    .where("due_cents", ">", ZERO)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("transfer_order_line as line")
            .where("line.statement_id", "=", id)
            .where("line.outcome", "is", null)
            .select("line.position"),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  if (changed.numUpdatedRows === 1n) return ok(undefined);
  const refusal = await refusalOf(db, id);
  // It may be paid, but waits in an order: what the bank says of that counts.
  const isOrdered = refusal.code === "wrong_state" && refusal.state === "approved";
  return refuse(isOrdered ? { ...refusal, state: "ordered" } : refusal);
}
