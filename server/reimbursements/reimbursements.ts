import {
  type Approval,
  type Statement,
  approveStatement,
} from "#core/reimbursement/statement-state.ts";
import type { StatementId } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";

import { releaseHolding } from "../merchants/merchants.ts";
import type { Tx } from "../shared/database.ts";
import { type IndexedEvent, amountArg, hashArg } from "../shared/indexed-event.ts";
import { counterPromises } from "../shared/journal.ts";

/**
 * A statement is approved when its redemption is final on chain. What it had claimed of the shop's holding is freed in
 * the same transaction in which the holding falls. What was burnt is what the shop is to be paid, also where that is not
 * what it had claimed. A redemption without a statement of ours frees nothing.
 */
export async function applyRedemptions(tx: Tx, events: readonly IndexedEvent[]): Promise<void> {
  for (const event of events) if (event.name === "Redeemed") await applyRedemption(tx, event);
}

async function applyRedemption(tx: Tx, event: IndexedEvent): Promise<void> {
  const row = await tx
    .selectFrom("reimbursement_statement")
    .selectAll()
    .where("ref", "=", hashArg(event, "statement"))
    .where("approved_transaction", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return;
  const approval = { at: event.blockTime, transaction: event.transactionHash };
  const { id, state } = approveStatement(unredeemed(row), approval);
  await storeApproval(tx, id, state, approval, cents(amountArg(event, "amount")));
  await releaseHolding(tx, row.merchant_id, row.programme_id, row.due_cents);
  await counterPromises(tx, "claim", "release", [id]);
}

type Unredeemed = Parameters<typeof approveStatement>[0];

/** One that waits for its redemption; or one that was paid, while the chain is read again. */
function unredeemed(row: {
  id: StatementId;
  state: Statement["state"];
  paid_at: Date | null;
  paid_by: `0x${string}` | null;
}): Unredeemed {
  const { id, state } = row;
  if (state !== "paid") return { id, state: state === "checked" ? "checked" : "presented" };
  return { id, state, approval: null, paidAt: row.paid_at!, paidBy: row.paid_by! };
}

async function storeApproval(
  tx: Tx,
  id: StatementId,
  state: "approved" | "paid",
  { at, transaction }: Approval,
  redeemed: Cents,
): Promise<void> {
  await tx
    .updateTable("reimbursement_statement")
    .set({
      ...{ state, approved_at: at, approved_transaction: transaction },
      redeemed_cents: redeemed,
    })
    .where("id", "=", id)
    .execute();
}
