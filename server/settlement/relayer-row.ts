import type { Address } from "#core/shared/ids.ts";

import type { Tx } from "../shared/database.ts";
import type { Lease } from "./settlement-store.ts";

/** Locks the relayer's row and makes sure that the lease is still this one: whoever lost it writes nothing. */
export async function lockRelayer(
  tx: Tx,
  lease: Lease,
): Promise<{ nextNonce: bigint } | undefined> {
  const row = await tx
    .selectFrom("relayer")
    .select("next_nonce")
    .where("address", "=", lease.relayer)
    .where("lease_token", "=", lease.token)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : { nextNonce: row.next_nonce };
}

/** The next nonce moves on in the transaction that makes the row which uses it: no nonce without a row. */
export async function takeNonce(tx: Tx, relayer: Address): Promise<void> {
  await tx
    .updateTable("relayer")
    .set((row) => ({ next_nonce: row("next_nonce", "+", 1n) }))
    .where("address", "=", relayer)
    .execute();
}
