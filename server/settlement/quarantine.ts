import { sql } from "kysely";

import { NONCE_WINDOW } from "#core/payment/transfer-state.ts";
import type { Address } from "#core/shared/ids.ts";

import type { Database, Tx } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import { randomUuid } from "../shared/random.ts";
import { advanceBatch, readChainFacts } from "./advance-batch.ts";
import { lockRelayer } from "./relayer-row.ts";
import type { Lease } from "./settlement-store.ts";
import type { SettlementDeps } from "./settlement.ts";

type Deps = SettlementDeps & { readonly db: Database };

/** Transactions that the lost database may have signed beyond what chain and copy know: its open ones, and a margin. */
const POSSIBLY_SIGNED = 6n;

/**
 * One round of ending a quarantine, by whoever holds the relayer's lease. Every relayer nonce that the lost database may
 * have signed with is used up, by its own transaction or by an empty one; when the last of them is final and read, the
 * chain can bring no more surprises. Then each account's next signature gets a nonce beyond all that were ever given
 * out, and the quarantine ends.
 */
export async function quarantineRound(deps: Deps, relayer: Address, owner: string): Promise<void> {
  const { store, chain, log } = deps;
  const lease = await store.takeLease(relayer, owner);
  if (lease === undefined) return;
  const readBlock = await store.readBlock();
  if (readBlock === undefined) return;
  const facts = await readChainFacts(deps, relayer, readBlock);
  const until = await burnUntil(deps.db, lease, facts.usedLatest);
  await fillUp(deps, lease, until, facts.usedLatest);
  for (const batch of await store.batches(relayer, facts.usedRead))
    if (!(await advanceBatch(deps, lease, batch, facts))) return;
  const head = await chain.finalHead();
  if (facts.usedRead < until || readBlock < head.number) return;
  await endQuarantine(deps.db, lease, log);
}

/** Decided once, in the first round: everything up to here is used up. */
async function burnUntil(db: Database, { relayer, token }: Lease, used: bigint): Promise<bigint> {
  const { rows } = await sql<{ burn_until: bigint }>`
    update relayer
    set burn_until = coalesce(burn_until, greatest(next_nonce, ${used}::bigint) + ${POSSIBLY_SIGNED})
    where address = ${relayer} and lease_token = ${token}
    returning burn_until
  `.execute(db);
  return rows[0]?.burn_until ?? 0n;
}

async function fillUp(
  { store, random }: Deps,
  lease: Lease,
  until: bigint,
  used: bigint,
): Promise<void> {
  for (let nonce = await store.nextNonce(lease.relayer); nonce < until; nonce += 1n) {
    const state = nonce < used ? "dead" : "built";
    if (!(await store.addFiller(lease, randomUuid(random), nonce, state))) return;
  }
}

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

async function endQuarantine(db: Database, lease: Lease, log: Log): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await isLastToBurn(tx, lease))) return;
    await sql`select 1 from account order by address for update`.execute(tx);
    await sql`
      update account as a set next_nonce = ${NONCE_WINDOW} + greatest(a.next_nonce, (
        select coalesce(max(r.nonce) + 1, 0) from recovered_transfer as r where r.from_account = a.address
      ))
    `.execute(tx);
    await sql`
      update merchant_holding as h set next_nonce = ${NONCE_WINDOW} + greatest(h.next_nonce, (
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
    log.warn("the chain has been read again: the quarantine is over");
  });
}
