import { sql } from "kysely";

import { releaseHolding } from "../merchants/merchants.ts";
import type { StatementState, Tx } from "../shared/database.ts";
import { type IndexedEvent, hashArg } from "../shared/indexed-event.ts";

/**
 * A statement is approved when its redemption is final on chain. What it had claimed of the shop's holding is freed in
 * the same transaction in which the holding falls. A redemption without a statement of ours frees nothing.
 */
export async function applyRedemptions(tx: Tx, events: readonly IndexedEvent[]): Promise<void> {
  for (const event of events) {
    if (event.name !== "Redeemed") continue;
    const statement = await tx
      .updateTable("reimbursement_statement")
      .set({
        state: sql<StatementState>`case when state = 'presented' then 'approved' else state end`,
        approved_at: event.blockTime,
        approved_transaction: event.transactionHash,
      })
      .where("ref", "=", hashArg(event, "statement"))
      .where("approved_transaction", "is", null)
      .returning(["merchant_id", "programme_id", "amount_cents"])
      .executeTakeFirst();
    if (statement === undefined) continue;
    const { merchant_id, programme_id, amount_cents } = statement;
    await releaseHolding(tx, merchant_id, programme_id, amount_cents);
  }
}
