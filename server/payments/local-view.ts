import { sql } from "kysely";

import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import { type Address, type CardId, type Hash, NOBODY } from "#core/shared/ids.ts";
import { type Cents, cents, centsToJson } from "#core/shared/money.ts";

import type { Database } from "../shared/database.ts";

/** What a card has of local value, in its own unit; `undefined` while the town's token is not on chain. */
export async function localValueOf(db: Database, id: CardId) {
  const { rows } = await sql<{ token: Address; cents: bigint }>`
    select token.address as token, coalesce((
      select sum(greatest(0, confirmed_cents - held_cents)) from account
      where card_id = ${id} and programme_id = token.id
    ), 0)::bigint as cents
    from token where token.id = ${LOCAL_VALUE} and address is not null
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  return { token: row.token as string, availableCents: centsToJson(cents(row.cents)) };
}

type Row = { at: Date; transaction: Hash; cents: Cents; is_reward: boolean };

/**
 * The local value that a card has received, newest first, as final blocks say: earned in a campaign, or from another
 * account. What came over from the card that it replaces is no new one; what a shop gave back stands with its payment, and
 * what another card gave with its gift.
 */
export async function localReceiptsOf(db: Database, id: CardId, most: number) {
  const { rows } = await sql<Row>`
    select block_time as at, transaction_hash as transaction, (args ->> 'value')::bigint as cents,
      args ->> 'from' = ${NOBODY} as is_reward
    from account
    join token on token.id = account.programme_id
    join chain_event as event on event.name = 'Transfer' and lower(event.args ->> 'to') = account.address
      and event.contract = token.address
    where account.card_id = ${id} and account.programme_id = ${LOCAL_VALUE} and (args ->> 'value')::bigint > 0
      and not exists (
        select from account as old join card on card.id = old.card_id
        where old.address = lower(args ->> 'from') and card.replaced_by = ${id}
      )
      and not exists (
        select from signed_transfer as known
        where (known.reversal_id is not null or known.gift_id is not null) and known.programme_id = ${LOCAL_VALUE}
          and known.settled_transaction = transaction_hash and known.to_account = account.address
      )
    order by block_time desc, block_number desc, log_index desc
    limit ${most}
  `.execute(db);
  return rows.map(({ at, transaction, cents: amount, is_reward }) => ({
    at: at.toISOString(),
    kind: is_reward ? ("reward" as const) : ("received" as const),
    unit: "local" as const,
    amountCents: centsToJson(amount),
    state: "settled" as const,
    programme: "Valore locale",
    transactionHash: transaction as string,
  }));
}
