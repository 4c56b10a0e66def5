import { sql } from "kysely";

import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { Address, Hash, MerchantId } from "#core/shared/ids.ts";
import { type Cents, ZERO, cents, centsToJson } from "#core/shared/money.ts";

import type { Database } from "../shared/database.ts";
import type { Till } from "./merchants.ts";

type Deps = { readonly db: Database };

const MOST_MOVEMENTS = 100;

/**
 * Sets which part of a price a shop takes in local value, in whole percent. It waits for payments under way, which hold
 * the shop's row, and counts for every one after it.
 */
export async function setLocalShare(
  { db }: Deps,
  merchantId: MerchantId,
  percent: number,
): Promise<void> {
  await db
    .updateTable("merchant")
    .set({ local_percent: percent })
    .where("id", "=", merchantId)
    .execute();
}

type Movement = { at: Date; is_in: boolean; cents: Cents; transaction: Hash };

/** What a shop has of local value, and what came and went, as final blocks say, newest first. */
export async function localValueOfShop({ db }: Deps, { id, account }: Till["merchant"]) {
  const holding = await db
    .selectFrom("merchant_holding")
    .select(["confirmed_cents", "held_cents"])
    .where("merchant_id", "=", id)
    .where("programme_id", "=", LOCAL_VALUE)
    .executeTakeFirst();
  const free = holding === undefined ? 0n : holding.confirmed_cents - holding.held_cents;
  const movements = await movementsOf(db, account);
  return {
    availableCents: centsToJson(free > 0n ? cents(free) : ZERO),
    movements: movements.map(({ at, is_in, cents: amount, transaction }) => ({
      at: at.toISOString(),
      direction: is_in ? ("in" as const) : ("out" as const),
      amountCents: centsToJson(amount),
      transactionHash: transaction as string,
    })),
  };
}

async function movementsOf(db: Database, account: Address): Promise<Movement[]> {
  const { rows } = await sql<Movement>`
    select block_time as at, lower(args ->> 'to') = ${account} as is_in, (args ->> 'value')::bigint as cents,
      transaction_hash as transaction
    from chain_event as event join token on token.address = event.contract and token.id = ${LOCAL_VALUE}
    where event.name = 'Transfer' and (args ->> 'value')::bigint > 0
      and (lower(args ->> 'to') = ${account} or lower(args ->> 'from') = ${account})
    order by block_number desc, log_index desc
    limit ${MOST_MOVEMENTS}
  `.execute(db);
  return rows;
}
