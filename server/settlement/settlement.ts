import { sql } from "kysely";

import type { Deployment } from "#core/chain/deployment.ts";
import { BATCH_EXITS } from "#core/settlement/batch-state.ts";
import type { SkipReason } from "#core/settlement/set-aside.ts";
import type { Address, Hash } from "#core/shared/ids.ts";
import { sourcesOf } from "#core/shared/state-machine.ts";

import type { Custody } from "../custody/custody.ts";
import type { ChainPort, Hex } from "../shared/chain.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import type { Random } from "../shared/random.ts";
import type { Queue, SettlementStore, WaitingTransfer } from "./settlement-store.ts";
import { createSqlStore } from "./sql-store.ts";
import { type Call, encodeTransfers, previewTransfers } from "./voucher-calls.ts";

/** When batches are made, in seconds. */
export type SettlementPace = {
  /** How long a payment waits before it may be batched: it can be voided till then, and its time on chain is not the till's. */
  readonly settleAfterSeconds: number;
  /** A batch is made so often, or as soon as the waiting transfers fill one. */
  readonly batchEverySeconds: number;
  /** Over how long the shares of one payment are spread, beside the first: see `shareWaits`. At most `SPREAD_SECONDS`. */
  readonly spreadSeconds: number;
};

/** What the settler asks and tells vouchers. */
export type VoucherPort = {
  /** What would become of each transfer now: `null` where it would settle; `closed` where nothing may. */
  preview(
    queue: Queue,
    transfers: readonly WaitingTransfer[],
  ): Promise<"closed" | (SkipReason | null)[]>;
  /** The calldata that settles these transfers. */
  encode(kind: Call, transfers: readonly WaitingTransfer[]): Hex;
};

/** What the world gives the settler: every one of these may be another in a simulation. */
export type SettlementDeps = {
  readonly store: SettlementStore;
  readonly chain: ChainPort;
  readonly vouchers: VoucherPort;
  readonly custody: Pick<Custody, "signRelayerTransaction">;
  readonly random: Random;
  readonly log: Log;
  readonly deployment: Pick<Deployment, "chainId">;
  readonly pace: SettlementPace;
};

type Ports = Omit<SettlementDeps, "store" | "vouchers"> & { readonly db: Database };

/** The settler on PostgreSQL and on vouchers that a node knows. */
export function createSettlement(ports: Ports): SettlementDeps {
  const { chain } = ports;
  return {
    ...ports,
    store: createSqlStore(ports.db, ports.log),
    vouchers: {
      preview: (queue, transfers) => previewTransfers(chain, queue, transfers),
      encode: encodeTransfers,
    },
  };
}

/** Registers a relayer account with the nonce that the chain says. One that is known asks the chain nothing: it may be away. */
export async function registerRelayer(
  { db, chain }: Pick<Ports, "db" | "chain">,
  relayer: Address,
): Promise<void> {
  const known = db.selectFrom("relayer").select("address").where("address", "=", relayer);
  if ((await known.executeTakeFirst()) !== undefined) return;
  const next = await chain.transactionCount(relayer, "latest");
  await db
    .insertInto("relayer")
    .values({ address: relayer, next_nonce: next, lease_owner: null, lease_until: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Events of these transactions are in final blocks: the batches they carry are done with. */
export async function finishBatches(
  tx: Tx,
  transactions: readonly { hash: Hash; block: bigint }[],
): Promise<void> {
  if (transactions.length === 0) return;
  await sql`
    update settlement_batch as b set state = 'final', mined_block = done.block, dead_because = null
    from settlement_attempt as a
    join unnest(
      ${transactions.map(({ hash }) => hash)}::text[], ${transactions.map(({ block }) => block)}::bigint[]
    ) as done (hash, block) on done.hash = a.transaction_hash
    where b.id = a.batch_id and b.state = any(${sourcesOf(BATCH_EXITS, "final")}::text[])
  `.execute(tx);
}

/** What is worth an alarm, for all relayers together. */
export async function settlementFigures(
  db: Executor,
): Promise<{ setAside: number; foreignNonces: number; oldestSeconds: number }> {
  const { rows } = await sql<{ set_aside: number; foreign_nonces: number; oldest: number }>`
    select
      (select count(*) from signed_transfer
        where state = 'accepted' and set_aside_until is not null)::int as set_aside,
      (select count(*) from settlement_batch
        where state = 'dead' and dead_because = 'foreign_nonce')::int as foreign_nonces,
      (select coalesce(extract(epoch from now() - min(created_at)), 0) from settlement_batch
        where state in ('built', 'sent', 'mined'))::float8 as oldest
  `.execute(db);
  const { set_aside: setAside, foreign_nonces: foreignNonces, oldest: oldestSeconds } = rows[0]!;
  return { setAside, foreignNonces, oldestSeconds };
}
