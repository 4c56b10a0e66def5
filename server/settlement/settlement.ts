import { sql } from "kysely";

import type { Deployment } from "#core/chain/deployment.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import type { Custody } from "../custody/custody.ts";
import { refreshStates } from "../payments/payments.ts";
import type { ChainPort } from "../shared/chain.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import type { Random } from "../shared/random.ts";

/** When batches are made, in seconds. */
export type SettlementPace = {
  /** How long a payment waits before it may be batched: it can be voided till then, and its time on chain is not the till's. */
  readonly settleAfterSeconds: number;
  /** A batch is made so often, or as soon as the waiting transfers fill one. */
  readonly batchEverySeconds: number;
};

export type SettlementDeps = {
  readonly db: Database;
  readonly chain: ChainPort;
  readonly custody: Custody;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly deployment: Deployment;
  readonly pace: SettlementPace;
};

/** The right to settle with one relayer account, until it ends or somebody else takes it over. */
export type Lease = { readonly relayer: Address; readonly token: bigint };

const LEASE_SECONDS = 15;

/** Registers a relayer account with the nonce that the chain says. */
export async function registerRelayer(
  { db, chain }: Pick<SettlementDeps, "db" | "chain">,
  relayer: Address,
): Promise<void> {
  const next = await chain.transactionCount(relayer, "latest");
  await db
    .insertInto("relayer")
    .values({ address: relayer, next_nonce: next, lease_owner: null, lease_until: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Takes or prolongs the lease of a relayer account, by the database's clock, so that replicas with wrong clocks agree.
 * Each taking gets a higher token; `undefined` where another replica holds it.
 */
export async function takeLease(
  db: Executor,
  relayer: Address,
  owner: string,
): Promise<Lease | undefined> {
  const taken = await sql<{ lease_token: bigint }>`
    update relayer set
      lease_owner = ${owner},
      lease_token = lease_token + case when lease_owner = ${owner} and lease_until > now() then 0 else 1 end,
      lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where address = ${relayer}
      and (lease_until is null or lease_until < now() or lease_owner = ${owner})
    returning lease_token
  `.execute(db);
  const [row] = taken.rows;
  return row === undefined ? undefined : { relayer, token: row.lease_token };
}

/** Gives the lease up, so that another replica need not wait for it to end. */
export async function giveLeaseUp(db: Executor, { relayer, token }: Lease): Promise<void> {
  await db
    .updateTable("relayer")
    .set({ lease_until: null, lease_owner: null })
    .where("address", "=", relayer)
    .where("lease_token", "=", token)
    .execute();
}

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

/**
 * The transfers of a batch whose transaction can never take effect wait for another batch. Those that settled in some
 * other way stay settled.
 */
export async function dissolveBatch(tx: Tx, batchId: string): Promise<void> {
  const freed = await tx
    .updateTable("signed_transfer")
    .set({ state: "accepted", batch_id: null })
    .where("batch_id", "=", batchId)
    .where("state", "=", "batched")
    .returning("id")
    .execute();
  await tx
    .updateTable("settlement_batch")
    .set({ state: "dead" })
    .where("id", "=", batchId)
    .execute();
  await refreshStates(
    tx,
    freed.map(({ id }) => id),
  );
}

/** Events of these transactions are in final blocks: the batches they carry are done with. */
export async function finishBatches(
  tx: Tx,
  transactions: readonly { hash: Hash; block: bigint }[],
): Promise<void> {
  for (const { hash, block } of transactions)
    await tx
      .updateTable("settlement_batch")
      .set({ state: "final", mined_block: block })
      .where("id", "in", (select) =>
        select
          .selectFrom("settlement_attempt")
          .where("transaction_hash", "=", hash)
          .select("batch_id"),
      )
      .execute();
}
