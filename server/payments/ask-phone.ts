import { sql } from "kysely";

import {
  CONFIRMATION_MINUTES,
  type ConfirmationRefusal,
  type ConfirmationState,
  refuseAsking,
  refuseUnconfirmed,
} from "#core/payment/phone-confirmation.ts";
import type { CardPhoneId, CardId, PaymentId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Till } from "../merchants/merchants.ts";
import type { Tx } from "../shared/database.ts";

/** A payment that the card's telephone is asked about. */
export type Asked = {
  readonly id: PaymentId;
  readonly requestHash: Buffer;
  readonly amount: Cents;
  readonly local: Cents;
};

type Refusal = ConfirmationRefusal | { code: "payment_id_reused" };

/**
 * Lets a payment through that was confirmed on the card's telephone, and asks there about any other: it is then refused,
 * nothing reserved, until the same request comes again after the confirmation. The caller has judged the payment and holds
 * the card's lock, so that two requests of one card follow one another. Times are the database's.
 */
export async function askPhone(
  tx: Tx,
  till: Till,
  card: { readonly id: CardId; readonly phoneId: CardPhoneId | null },
  asked: Asked,
): Promise<Result<undefined, Refusal>> {
  const known = await lockConfirmation(tx, asked.id);
  if (known !== undefined) return judgeKnown(known, asked);
  if (card.phoneId === null) return ok(undefined);
  const lately = await askedLately(tx, card.id);
  const unasked = refuseAsking(lately);
  if (unasked !== undefined) return refuse(unasked);
  return ask(tx, till, { id: card.id, phoneId: card.phoneId }, asked);
}

type Known = {
  readonly state: ConfirmationState;
  readonly expires_at: Date;
  readonly request_hash: Buffer;
  readonly now: Date;
};

function judgeKnown(known: Known, { requestHash }: Asked): Result<undefined, Refusal> {
  if (!known.request_hash.equals(requestHash)) return refuse({ code: "payment_id_reused" });
  const { state, expires_at: expiresAt, now } = known;
  const unconfirmed = refuseUnconfirmed({ state, expiresAt }, now);
  return unconfirmed === undefined ? ok(undefined) : refuse(unconfirmed);
}

async function lockConfirmation(tx: Tx, id: PaymentId): Promise<Known | undefined> {
  return tx
    .selectFrom("payment_confirmation")
    .select(["state", "expires_at", "request_hash", sql<Date>`now()`.as("now")])
    .where("payment_id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

/** One that the till has given up waits no more. */
async function askedLately(tx: Tx, cardId: CardId) {
  const { rows } = await sql<{ waiting: number; refused: number }>`
    select
      count(*) filter (where c.state <> 'refused' and c.expires_at > now() and p.id is null)::int as waiting,
      count(*) filter (where c.state = 'refused')::int as refused
    from payment_confirmation as c left join payment as p on p.id = c.payment_id
    where c.card_id = ${cardId} and c.asked_at > now() - interval '1 hour'
  `.execute(tx);
  return rows[0]!;
}

async function ask(
  tx: Tx,
  till: Till,
  card: { readonly id: CardId; readonly phoneId: CardPhoneId },
  { id, requestHash, amount, local }: Asked,
): Promise<Result<undefined, Refusal>> {
  const row = await tx
    .insertInto("payment_confirmation")
    .values({
      ...{ payment_id: id, card_id: card.id, phone_id: card.phoneId, request_hash: requestHash },
      ...{ merchant_id: till.merchant.id, till_id: till.id },
      ...{ amount_cents: amount, local_cents: local, state: "waiting", answered_at: null },
      asked_at: sql<Date>`now()`,
      expires_at: sql<Date>`now() + make_interval(mins => ${CONFIRMATION_MINUTES})`,
    })
    .onConflict((conflict) => conflict.column("payment_id").doNothing())
    .returning("expires_at")
    .executeTakeFirst();
  // Another card was just asked about under the same id.
  if (row === undefined) return refuse({ code: "payment_id_reused" });
  return refuse({ code: "confirmation_waiting", until: row.expires_at });
}
