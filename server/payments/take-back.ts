import { sql } from "kysely";

import { inState, voidTransfer } from "#core/payment/signed-transfer.ts";
import type { MerchantId, PaymentId } from "#core/shared/ids.ts";
import { cents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { releaseAccounts } from "../cards/cards.ts";
import type { Custody } from "../custody/custody.ts";
import { type Till, releaseHolding } from "../merchants/merchants.ts";
import type { Database, PaymentRow, Tx } from "../shared/database.ts";
import { counterPromises } from "../shared/journal.ts";
import { type Acceptance, acceptanceOf } from "./payment-view.ts";
import { type ShopPaid, shopPaid } from "./shop-payments.ts";
import { lockTransfers, storeTransfers } from "./transfer-store.ts";

type Deps = { db: Database };

/** A payment of this shop; another shop's, or an abandoned one, is not found. */
export async function ownPayment(
  { db }: Deps,
  merchantId: MerchantId,
  id: PaymentId,
): Promise<PaymentRow | undefined> {
  return db
    .selectFrom("payment")
    .selectAll()
    .where("id", "=", id)
    .where("merchant_id", "=", merchantId)
    .where("state", "!=", "abandoned")
    .executeTakeFirst();
}

export type AbandonOutcome =
  | { outcome: "accepted"; payment: Acceptance }
  | { outcome: "paid_shop"; payment: ShopPaid }
  | { outcome: "abandoned" };

/**
 * Ends the doubt about a request whose answer was lost. Where the payment was accepted, that is the truth. Where it is
 * unknown, its id is used up, so that a request still on its way is refused when it arrives: either way the till knows.
 */
export async function abandonPayment(
  { db, custody }: Deps & { custody: Custody },
  till: Till,
  id: PaymentId,
): Promise<Result<AbandonOutcome, { code: "payment_id_reused" }>> {
  await db
    .insertInto("payment")
    .values({
      id,
      till_id: till.id,
      merchant_id: till.merchant.id,
      state: "abandoned",
      request_hash: null,
      card_id: null,
      amount_cents: cents(0),
      left_cents: null,
      facts: null,
      accepted_at: sql<Date>`now()`,
      voided_at: null,
      settled_at: null,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
  const payment = await db
    .selectFrom("payment")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (payment.payer_id === till.merchant.id)
    return ok({ outcome: "paid_shop", payment: await shopPaid({ db, custody }, payment) });
  if (payment.merchant_id !== till.merchant.id || payment.payer_id !== null)
    return refuse({ code: "payment_id_reused" });
  if (payment.state === "abandoned") return ok({ outcome: "abandoned" });
  return ok({ outcome: "accepted", payment: await acceptanceOf(db, id) });
}

export type VoidRefusal = { code: "not_found" } | { code: "payment_not_voidable"; state: string };

/**
 * Drops a payment that is in no batch yet and erases its signatures: what was never sent can still be unsaid. Voiding
 * what is voided already answers the same.
 */
export async function voidPayment(
  { db }: Deps,
  till: Till,
  id: PaymentId,
): Promise<Result<undefined, VoidRefusal>> {
  return db.transaction().execute(async (tx) => {
    const payment = await tx
      .selectFrom("payment")
      .select(["state", "payer_id"])
      .where("id", "=", id)
      .where("merchant_id", "=", till.merchant.id)
      .where("state", "!=", "abandoned")
      .forUpdate()
      .executeTakeFirst();
    if (payment === undefined) return refuse({ code: "not_found" });
    if (payment.state === "voided") return ok(undefined);
    if (!(await dropTransfers(tx, id, payment.payer_id)))
      return refuse({ code: "payment_not_voidable", state: payment.state });
    await tx
      .updateTable("payment")
      .set({ voided_at: sql<Date>`now()` })
      .where("id", "=", id)
      .execute();
    return ok(undefined);
  });
}

/**
 * Voids all of a payment's transfers, or none where one of them is past `accepted`, or was: one whose batch is dead waits
 * again, but its signature was sent once, and somebody may have kept it.
 */
async function dropTransfers(tx: Tx, id: PaymentId, payer: MerchantId | null): Promise<boolean> {
  const rows = await tx
    .selectFrom("signed_transfer")
    .select("id")
    .where("payment_id", "=", id)
    .execute();
  const ids = rows.map((row) => row.id);
  const transfers = await lockTransfers(tx, ids);
  const waiting = inState(transfers, "accepted");
  if (waiting.length < transfers.length || (await isPublic(tx, id))) return false;
  await storeTransfers(tx, waiting.map(voidTransfer));
  await counterPromises(tx, "reserve", "void", ids);
  if (payer === null)
    await releaseAccounts(
      tx,
      transfers.map(({ from, amount }) => ({ account: from, amount })),
    );
  else
    for (const { programmeId, amount } of transfers)
      await releaseHolding(tx, payer, programmeId, amount);
  return true;
}

async function isPublic(tx: Tx, id: PaymentId): Promise<boolean> {
  const query = tx.selectFrom("signed_transfer").select("id").where("payment_id", "=", id);
  return (await query.where("is_public", "=", true).executeTakeFirst()) !== undefined;
}
