import { sql } from "kysely";

import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { Address, CardId } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";

import type { Custody } from "../custody/custody.ts";
import type { CardTable } from "../shared/card-tables.ts";
import type { Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";
import { openPublicKey } from "./issue-cards.ts";
import { firstNonce } from "./prepare-issuance.ts";

/**
 * The account that receives a card's next local value. Local value lies on accounts of its own, so that nothing ties it to
 * the vouchers; and an account receives until it first pays. From then on the shop knows it, so what comes later lands on
 * a fresh one, opened here; and one that another card gave to is known there (`giftAccountOf`). What a replaced card still earns goes to the card in its place. The card is locked until the
 * end of the transaction: two that ask at once get the same one.
 */
export async function localAccountOf(deps: OpeningDeps, tx: Tx, id: CardId): Promise<Address> {
  const card = await tx
    .selectFrom("card")
    .select(["beneficiary_id", "sealed_key_id", "sealed_public_key", "next_account_index"])
    .select("replaced_by")
    .where("id", "=", id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  if (card.replaced_by !== null) return localAccountOf(deps, tx, card.replaced_by);
  const { rows } = await sql<{ address: Address }>`
    select address from account
    where card_id = ${id} and programme_id = ${LOCAL_VALUE}
      and not exists (select from signed_transfer where from_account = address and signed_transfer.state <> 'voided')
      and not exists (select from signed_transfer where to_account = address and gift_id is not null)
    order by derivation_index limit 1
  `.execute(tx);
  return rows[0]?.address ?? openLocalAccount(deps, tx, id, card);
}

/**
 * The account of a card that receives what this account of another card gives: one that nobody else gives to and nothing
 * is earned on, so that who gives sees on chain what becomes of the gift and of nothing more. The card is locked by the
 * caller.
 */
export async function giftAccountOf(
  deps: OpeningDeps,
  tx: Tx,
  id: CardId,
  giver: Address,
): Promise<Address> {
  const { rows } = await sql<{ address: Address }>`
    select address from signed_transfer as given join account on address = to_account
    where given.from_account = ${giver} and given.gift_id is not null and card_id = ${id}
      and not exists (select from signed_transfer as spent where spent.from_account = address and spent.state <> 'voided')
    limit 1
  `.execute(tx);
  if (rows[0] !== undefined) return rows[0].address;
  const card = await tx
    .selectFrom("card")
    .select(["beneficiary_id", "sealed_key_id", "sealed_public_key", "next_account_index"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return openLocalAccount(deps, tx, id, card);
}

type OpeningDeps = { readonly custody: Custody; readonly random: Random };
type OpeningCard = Pick<CardTable, "beneficiary_id" | "sealed_key_id" | "sealed_public_key"> & {
  readonly next_account_index: number;
};

async function openLocalAccount(
  { custody, random }: OpeningDeps,
  tx: Tx,
  id: CardId,
  card: OpeningCard,
): Promise<Address> {
  const index = card.next_account_index;
  const address = custody.deriveAccount(openPublicKey(custody, card), index);
  await tx
    .insertInto("account")
    .values({
      ...{ address, card_id: id, programme_id: LOCAL_VALUE, derivation_index: index },
      ...{ next_nonce: firstNonce(random), confirmed_cents: await receivedBefore(tx, address) },
    })
    .execute();
  await tx
    .updateTable("card")
    .set({ next_account_index: index + 1 })
    .where("id", "=", id)
    .execute();
  return address;
}

/**
 * What the chain has on an account that is opened now: something only where the database was put back to an older copy
 * and has forgotten that it opened it before.
 */
async function receivedBefore(tx: Tx, address: Address): Promise<Cents> {
  const { rows } = await sql<{ cents: bigint }>`
    select coalesce(sum((args ->> 'value')::bigint), 0)::bigint - case when count(*) = 0 then 0 else (
        select coalesce(sum((args ->> 'value')::bigint), 0)::bigint
        from chain_event join token on token.address = contract and token.id = ${LOCAL_VALUE}
        where name = 'Transfer' and lower(args ->> 'from') = ${address}
      ) end as cents
    from chain_event join token on token.address = contract and token.id = ${LOCAL_VALUE}
    where name = 'Transfer' and lower(args ->> 'to') = ${address}
  `.execute(tx);
  return cents(rows[0]!.cents);
}
