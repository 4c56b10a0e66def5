import assert from "node:assert/strict";

import { type RawBuilder, sql } from "kysely";

import type { Address, CardId, Hash, PaymentId, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

import type { Till } from "../merchants/merchants.ts";
import type { Tx } from "../shared/database.ts";
import { PREPARED } from "../shared/prepared-statements.ts";

export type NewPayment = {
  readonly id: PaymentId;
  readonly requestHash: Buffer;
  readonly card: CardId;
  readonly amount: Cents;
  readonly left: Cents;
  /** What of the amount is local value, and what of that the card could still spend; the whole price. */
  readonly local: Cents;
  readonly localLeft: Cents | undefined;
  readonly bill: Cents | undefined;
  /** What the rule was told, as JSON. */
  readonly facts: string;
};

/** A share of a payment, as it was signed. */
export type NewTransfer = {
  readonly id: string;
  readonly programmeId: ProgrammeId;
  readonly from: Address;
  readonly to: Address;
  readonly amount: Cents;
  readonly nonce: bigint;
  readonly deadline: Date;
  readonly digest: Hash;
  readonly signature: `0x${string}`;
  /** How much longer than others it waits for a batch. */
  readonly waitSeconds: number;
};

/**
 * Stores a payment and what was signed for it, reserves each share on its account with the nonce that it took, and books
 * it: all in one statement, since every till waits for it. Answers when it was accepted, by the database's time, because a
 * replica whose clock is wrong must not hold its payments back; `undefined`, and nothing written, where the payment's id
 * is taken. The caller has locked the accounts, each of which is there once.
 */
export async function storePayment(
  tx: Tx,
  till: Till,
  payment: NewPayment,
  transfers: readonly NewTransfer[],
): Promise<Date | undefined> {
  const { id, requestHash, card, amount, left, local, facts } = payment;
  const { localLeft = null, bill = null } = payment;
  const { rows } = await sql<{ accepted_at: Date | null; stored: number; held: number }>`${PREPARED}
    with parent as (
      insert into payment (
        id, till_id, merchant_id, state, request_hash, card_id, amount_cents, left_cents, facts, accepted_at, operator_id,
        local_cents, local_left_cents, bill_cents
      ) values (
        ${id}, ${till.id}, ${till.merchant.id}, 'accepted', ${requestHash}, ${card}, ${amount}, ${left}, ${facts},
        now(), ${till.operatorId ?? null}, ${local}, ${localLeft}, ${bill}
      )
      on conflict (id) do nothing
      returning id, accepted_at
    ),
    ${storedShares("payment_id", transfers)}
    select (select accepted_at from parent), (select count(*)::int from stored) as stored,
      (select count(*)::int from held) as held
  `.execute(tx);
  const { accepted_at: acceptedAt, stored, held } = rows[0]!;
  assert.equal(stored, held, "A payment's account is missing, or its nonce is taken.");
  return acceptedAt ?? undefined;
}

/**
 * The parts of a statement that store what was signed: for each row of its first part, `parent`, with the columns `id` and
 * `accepted_at`, the shares as `stored`, their reservations as `held`, and the books.
 */
export function storedShares(
  column: "payment_id" | "gift_id",
  transfers: readonly NewTransfer[],
): RawBuilder<unknown> {
  return sql`share as (
      select parent.id as parent, s.* from parent, (values ${sql.join(transfers.map(rowOf))})
        as s (place, id, programme, sender, recipient, cents, nonce, deadline, digest, signature, wait)
    ),
    held as (
      update account set held_cents = held_cents + cents, next_nonce = next_nonce + 1
      from share where address = sender and next_nonce = nonce returning address
    ),
    booked as (
      insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence)
      select programme, 'reserve', 'free:' || sender, 'held:' || sender, cents, id, 0 from share
    ),
    stored as (
      insert into signed_transfer (
        id, ${sql.ref(column)}, position, programme_id, from_account, to_account, amount_cents, nonce, deadline, digest,
        signature, state, wait_seconds
      )
      select id, parent, place, programme, sender, recipient, cents, nonce, deadline, digest, signature, 'accepted', wait
      from share
      returning id
    )`;
}

/** As a row of values: the server knows how many there are, and need not plan each payment anew. */
function rowOf(one: NewTransfer, place: number) {
  return sql`(
    ${place}::smallint, ${one.id}::uuid, ${one.programmeId}::uuid, ${one.from}, ${one.to}, ${one.amount}::bigint,
    ${one.nonce}::bigint, ${one.deadline}::timestamptz, ${one.digest}, ${one.signature}, ${one.waitSeconds}::integer
  )`;
}
