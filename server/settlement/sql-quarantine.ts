import { sql } from "kysely";

import { NONCE_WINDOW } from "#core/payment/transfer-state.ts";

import type { Database, Executor, Tx } from "../shared/database.ts";
import { lockRelayer } from "./relayer-row.ts";
import type { Lease } from "./settlement-store.ts";

export async function burnUntil(
  db: Executor,
  { relayer, token }: Lease,
  used: bigint,
  margin: bigint,
): Promise<bigint | undefined> {
  const { rows } = await sql<{ burn_until: bigint }>`
    update relayer
    set burn_until = coalesce(burn_until, greatest(next_nonce, ${used}::bigint) + ${margin}::bigint)
    where address = ${relayer} and lease_token = ${token}
    returning burn_until
  `.execute(db);
  return rows[0]?.burn_until;
}

/**
 * How far an account's nonces leap beyond what copy and chain know: the contract's window, and the seconds since 1970.
 * The same old copy may be put back twice, and what was signed after the first time is forgotten too; but then it is
 * later. Nobody signs a payment a second with one account for long.
 */
const LEAP = sql`${NONCE_WINDOW}::bigint + floor(extract(epoch from now()))::bigint`;

/** Notes that this relayer has nothing more to come, and answers whether that is so for all of them. */
async function isLastToBurn(tx: Tx, lease: Lease): Promise<boolean> {
  // All rows, in one order: two relayers that end at the same moment would each see the other still burning.
  await sql`select 1 from relayer order by address for update`.execute(tx);
  if ((await lockRelayer(tx, lease)) === undefined) return false;
  await tx
    .updateTable("relayer")
    .set({ is_burnt: true })
    .where("address", "=", lease.relayer)
    .execute();
  const open = await tx
    .selectFrom("relayer")
    .select("address")
    .where("is_burnt", "=", false)
    .execute();
  return open.length === 0;
}

/**
 * Ends the quarantine where this relayer was the last one. What waits may have been signed into a transaction that is
 * forgotten, so nobody may take it back any more.
 */
export async function endQuarantine(db: Database, lease: Lease): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (!(await isLastToBurn(tx, lease))) return false;
    await sql`
      update signed_transfer set is_public = true where state = 'accepted' and not is_public
    `.execute(tx);
    await sql`select 1 from account order by address for update`.execute(tx);
    await sql`
      update account as a set next_nonce = ${LEAP} + greatest(a.next_nonce, (
        select coalesce(max(r.nonce) + 1, 0) from recovered_transfer as r where r.from_account = a.address
      ))
    `.execute(tx);
    await sql`
      update merchant_holding as h set next_nonce = ${LEAP} + greatest(h.next_nonce, (
        select coalesce(max(r.nonce) + 1, 0) from recovered_transfer as r
        join merchant as m on m.account = r.from_account
        where m.id = h.merchant_id and r.programme_id = h.programme_id
      ))
    `.execute(tx);
    await tx.updateTable("relayer").set({ burn_until: null, is_burnt: false }).execute();
    await tx
      .updateTable("database_mark")
      .set({ quarantined_because: null, quarantined_at: null })
      .execute();
    return true;
  });
}
