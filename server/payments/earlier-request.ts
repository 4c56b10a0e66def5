import { sql } from "kysely";

import type { Confirmation, ConfirmationState } from "#core/payment/phone-confirmation.ts";
import type { PaymentState } from "#core/payment/transfer-state.ts";
import type { MerchantId, PaymentId } from "#core/shared/ids.ts";

import type { Executor } from "../shared/database.ts";
import { PREPARED } from "../shared/prepared-statements.ts";

/** What is known of a payment's id: a payment, or only that the card's telephone was asked about it. */
export type Earlier = { readonly merchantId: MerchantId; readonly requestHash: Buffer | null } & (
  | { readonly state: PaymentState }
  | { readonly state: "asked"; readonly confirmation: Confirmation; readonly now: Date }
);

type Row = {
  readonly merchant_id: MerchantId;
  readonly state: PaymentState;
  readonly request_hash: Buffer | null;
  readonly asked_by: MerchantId | null;
  readonly asked_hash: Buffer;
  readonly answer: ConfirmationState;
  readonly expires_at: Date;
  readonly now: Date;
};

/** In one statement, since every till waits for it; `undefined` where the id is new. */
export async function readEarlier(db: Executor, id: PaymentId): Promise<Earlier | undefined> {
  const { rows } = await sql<Row>`${PREPARED}
    select p.merchant_id, p.state, p.request_hash, c.merchant_id as asked_by, c.request_hash as asked_hash,
      c.state as answer, c.expires_at, now() as now
    from (select ${id}::uuid as id) as wanted
    left join payment as p on p.id = wanted.id
    left join payment_confirmation as c on c.payment_id = wanted.id
  `.execute(db);
  const row = rows[0]!;
  if (row.merchant_id !== null)
    return { merchantId: row.merchant_id, requestHash: row.request_hash, state: row.state };
  if (row.asked_by === null) return undefined;
  const confirmation = { state: row.answer, expiresAt: row.expires_at };
  const asked = { merchantId: row.asked_by, requestHash: row.asked_hash };
  return { ...asked, state: "asked", confirmation, now: row.now };
}
