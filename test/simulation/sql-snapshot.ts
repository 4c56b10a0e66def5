import { sql } from "kysely";

import type { Database } from "../../server/shared/database.ts";
import { readQuarantine } from "../../server/shared/quarantine.ts";
import type { Bank, Snapshot } from "./bank.ts";

const secondsOf = (instant: Date) => BigInt(Math.floor(instant.getTime() / 1000));

/** All rows of the money path, in the order in which they came to be. */
export async function readSnapshot(db: Database): Promise<Snapshot> {
  const transfers = await db
    .selectFrom("signed_transfer")
    .innerJoin("payment", "payment.id", "signed_transfer.payment_id")
    .selectAll("signed_transfer")
    .select("payment.accepted_at")
    .orderBy("payment.id")
    .orderBy("position")
    .execute();
  const attempts = await db
    .selectFrom("settlement_attempt")
    .selectAll()
    .orderBy("number")
    .execute();
  const batches = await db.selectFrom("settlement_batch").selectAll().execute();
  const relayers = await db.selectFrom("relayer").selectAll().execute();
  const accounts = await db.selectFrom("account").selectAll().execute();
  const recovered = await db
    .selectFrom("recovered_transfer")
    .select(["from_account", "nonce"])
    .execute();
  const cursor = await db.selectFrom("chain_cursor").selectAll().executeTakeFirstOrThrow();
  return {
    transfers: transfers.map((row) => ({
      id: row.id,
      paymentId: row.payment_id!,
      from: row.from_account,
      to: row.to_account,
      amount: row.amount_cents,
      nonce: row.nonce,
      deadline: secondsOf(row.deadline),
      acceptedAt: row.accepted_at.getTime(),
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
      confirmed: row.confirmed_cents,
      held: row.held_cents,
    })),
    recovered: recovered.map(({ from_account: from, nonce }) => ({ from, nonce })),
    isQuarantined: (await readQuarantine(db)) !== undefined,
    readBlock: cursor.block_number,
  };
}

export async function readUnfinished(db: Database): ReturnType<Bank["unfinished"]> {
  const transfers = await db
    .selectFrom("signed_transfer")
    .select(["state", "from_account", "to_account", "amount_cents", "nonce", "deadline"])
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
    })),
    batches: batches.length,
  };
}

/** I12: the journal tells of every account what its row tells. Answers the accounts of which it does not. */
export async function journalDifferences(db: Database): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select a.address from account as a
    left join journal_balance as free on free.account = 'free:' || a.address
    left join journal_balance as held on held.account = 'held:' || a.address
    where coalesce(free.cents, 0) <> a.confirmed_cents - a.held_cents
      or coalesce(held.cents, 0) <> a.held_cents
  `.execute(db);
  return rows.map(({ address }) => address);
}
