import { sql } from "kysely";

import type { Address } from "#core/shared/ids.ts";

import type { Executor } from "../shared/database.ts";
import type { Attempt, Batch } from "./settlement-store.ts";

/** The relayer's open batches, and its dead ones from a nonce on, each with its attempts. */
export async function readBatches(
  db: Executor,
  relayer: Address,
  deadFrom: bigint,
): Promise<Batch[]> {
  const rows = await db
    .selectFrom("settlement_batch")
    .leftJoin("token", "token.id", "settlement_batch.programme_id")
    .selectAll("settlement_batch")
    .select("token.address as token")
    .where("relayer", "=", relayer)
    .where(({ or, and, eb }) =>
      or([
        eb("settlement_batch.state", "in", ["built", "sent", "mined"]),
        and([eb("settlement_batch.state", "=", "dead"), eb("relayer_nonce", ">=", deadFrom)]),
      ]),
    )
    .orderBy("relayer_nonce")
    .execute();
  const attempts = await readAttempts(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    nonce: row.relayer_nonce,
    to: row.token ?? relayer,
    data: row.data,
    gasLimit: row.gas_limit,
    state: row.state as Batch["state"],
    minedBlock: row.mined_block,
    attempts: attempts.get(row.id) ?? [],
  }));
}

async function readAttempts(
  db: Executor,
  batchIds: readonly string[],
): Promise<Map<string, Attempt[]>> {
  if (batchIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("settlement_attempt")
    .selectAll()
    .select(sql<number | null>`extract(epoch from now() - last_sent_at)::float8`.as("sent_ago"))
    .where("batch_id", "in", batchIds)
    .orderBy("number")
    .execute();
  const attempts = rows.map((row) => ({
    batchId: row.batch_id,
    number: row.number,
    hash: row.transaction_hash,
    raw: row.raw,
    fees: { maximumFee: BigInt(row.maximum_fee_wei), tip: BigInt(row.tip_wei) },
    signedAtBlock: row.signed_at_block,
    sentSecondsAgo: row.sent_ago,
    outcome: row.outcome,
  }));
  return Map.groupBy(attempts, ({ batchId }) => batchId);
}
