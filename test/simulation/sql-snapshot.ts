import { sql } from "kysely";

import type { Database } from "../../server/shared/database.ts";
import { readQuarantine } from "../../server/shared/quarantine.ts";
import type { Bank, Snapshot } from "./bank.ts";

const secondsOf = (instant: Date) => BigInt(Math.floor(instant.getTime() / 1000));

/** All rows of the money path, in the order in which they came to be. */
export async function readSnapshot(db: Database): Promise<Snapshot> {
  const transfers = await db
    .selectFrom("signed_transfer")
    .leftJoin("payment", "payment.id", "signed_transfer.payment_id")
    .leftJoin("reversal", "reversal.id", "signed_transfer.reversal_id")
    .selectAll("signed_transfer")
    .select(["payment.accepted_at as paid_at", "reversal.accepted_at as reversed_at"])
    .orderBy("signed_transfer.id")
    .execute();
  const attempts = await db
    .selectFrom("settlement_attempt")
    .selectAll()
    .orderBy("number")
    .execute();
  const batches = await db.selectFrom("settlement_batch").selectAll().execute();
  const relayers = await db.selectFrom("relayer").selectAll().execute();
  const accounts = await db.selectFrom("account").selectAll().execute();
  const holdings = await db
    .selectFrom("merchant_holding")
    .innerJoin("merchant", "merchant.id", "merchant_holding.merchant_id")
    .select(["account", "programme_id", "confirmed_cents", "held_cents"])
    .execute();
  const recovered = await db
    .selectFrom("recovered_transfer")
    .select(["from_account", "to_account", "nonce", "amount_cents", "reversed_digest"])
    .execute();
  const followUps = await sql<{ count: bigint }>`
    select count(*) as count from simulated.follow_up
  `.execute(db);
  const cursor = await db.selectFrom("chain_cursor").selectAll().executeTakeFirstOrThrow();
  return {
    transfers: transfers.map((row) => ({
      id: row.id,
      parentId: row.payment_id ?? row.reversal_id!,
      ...{ digest: row.digest, reversed: row.reversed_digest },
      from: row.from_account,
      to: row.to_account,
      amount: row.amount_cents,
      nonce: row.nonce,
      deadline: secondsOf(row.deadline),
      acceptedAt: (row.paid_at ?? row.reversed_at)!.getTime(),
      state: row.state,
      batchId: row.batch_id,
      settledBy: row.settled_transaction,
    })),
    batches: batches.map(({ id, relayer, relayer_nonce: nonce, state }) => ({
      ...{ id, relayer, nonce, state },
      attempts: attempts
        .filter(({ batch_id }) => batch_id === id)
        .map((row) => ({
          hash: row.transaction_hash,
          fees: { maximumFee: BigInt(row.maximum_fee_wei), tip: BigInt(row.tip_wei) },
        })),
    })),
    relayers: relayers.map(({ address, next_nonce: nextNonce }) => ({ address, nextNonce })),
    accounts: accounts.map((row) => ({
      address: row.address,
      programmeId: row.programme_id,
      confirmed: row.confirmed_cents,
      held: row.held_cents,
    })),
    holdings: holdings.map((row) => ({
      address: row.account!,
      programmeId: row.programme_id,
      confirmed: row.confirmed_cents,
      held: row.held_cents,
    })),
    recovered: recovered.map((row) => ({
      ...{ from: row.from_account, to: row.to_account, nonce: row.nonce },
      amount: row.amount_cents,
      reversed: row.reversed_digest,
    })),
    isQuarantined: (await readQuarantine(db)) !== undefined,
    readBlock: cursor.block_number,
    followUps: Number(followUps.rows[0]!.count),
  };
}

export async function readUnfinished(db: Database): ReturnType<Bank["unfinished"]> {
  const transfers = await db
    .selectFrom("signed_transfer")
    .select(["state", "from_account", "to_account", "amount_cents", "nonce", "deadline"])
    .select("reversed_digest")
    .where("state", "in", ["accepted", "batched"])
    .execute();
  const batches = await db
    .selectFrom("settlement_batch")
    .select("id")
    .where("state", "in", ["built", "sent", "mined"])
    .execute();
  return {
    transfers: transfers.map((row) => ({
      ...{ state: row.state, from: row.from_account, to: row.to_account },
      ...{ amount: row.amount_cents, nonce: row.nonce, deadline: secondsOf(row.deadline) },
      reversed: row.reversed_digest,
    })),
    batches: batches.length,
  };
}

/** I12: the journal tells of every account and shop what its row tells. Answers those of which it does not. */
export async function journalDifferences(db: Database): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select a.address from (
      select address, programme_id, confirmed_cents, held_cents from account
      union all
      select m.account, h.programme_id, h.confirmed_cents, h.held_cents
      from merchant_holding as h join merchant as m on m.id = h.merchant_id
    ) as a
    left join journal_balance as free on free.account = 'free:' || a.address and free.programme_id = a.programme_id
    left join journal_balance as held on held.account = 'held:' || a.address and held.programme_id = a.programme_id
    where coalesce(free.cents, 0) <> a.confirmed_cents - a.held_cents
      or coalesce(held.cents, 0) <> a.held_cents
  `.execute(db);
  return rows.map(({ address }) => address);
}
