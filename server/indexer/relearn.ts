import { sql } from "kysely";

import { failLost } from "../payments/payments.ts";
import type { Hex } from "../shared/chain.ts";
import type { Database, Tx } from "../shared/database.ts";
import { alignJournal } from "../shared/journal.ts";
import { type IndexerDeps, applyLogs } from "./indexer.ts";
import { readRange } from "./read-range.ts";

/**
 * For a private chain that has forgotten what it once called final (a node restored to an older state, or killed before
 * it wrote to disk): puts the contracts back, gives it all our transactions again, in the order in which they were first
 * sent, and then reads everything anew. Sending one that the chain still has does nothing, and nothing can take effect
 * twice; whatever interrupts it, the chain still contradicts the cursor and it begins again.
 */
export async function teachAgain(deps: IndexerDeps): Promise<void> {
  deps.log.warn("the chain has forgotten blocks: sending our transactions again");
  deps.memory.wasAway = true;
  await deps.restoreContracts?.();
  for (const { raw } of await storedTransactions(deps.db)) await deps.chain.send(raw);
  await rebuild(deps);
  deps.log.warn("the chain knows again what we know");
}

/**
 * For a private chain whose node was away: gives it again what officers sent and it never mined, because it may have
 * taken it shortly before it was killed. The settler does the same for its own batches.
 */
export async function teachMissing({ db, chain, log }: IndexerDeps): Promise<void> {
  const officers = await db
    .selectFrom("relayed_transaction")
    .select(["hash", "raw"])
    .orderBy("position")
    .execute();
  for (const { hash, raw } of officers) {
    if ((await chain.receipt(hash)) !== undefined) continue;
    log.warn({ transaction: hash }, "sending an officer's transaction again");
    await chain.send(raw);
  }
}

/**
 * Every signed transaction that we keep, in the order in which they were first sent: an officer who redeems a shop's
 * vouchers does so after the payments that brought them there.
 */
async function storedTransactions(db: Database): Promise<{ raw: Hex }[]> {
  const { rows } = await sql<{ raw: Hex }>`
    select raw from (
      select raw, relayed_at as sent_at, position as rank from relayed_transaction
      union all
      select a.raw, min(a.signed_at) over (partition by a.batch_id), b.relayer_nonce * 1000 + a.number
      from settlement_attempt as a join settlement_batch as b on b.id = a.batch_id
    ) as sent order by sent_at, rank
  `.execute(db);
  return rows;
}

/**
 * Forgets everything that was learnt from the chain and reads it again from the first block, in one transaction: nobody
 * sees anything in between. What the service itself promised (payments, reversals, statements) stays.
 */
export async function rebuild(deps: IndexerDeps): Promise<void> {
  const head = await deps.chain.finalHead();
  await deps.db.transaction().execute(async (tx) => {
    await sql`select 1 from chain_cursor for update`.execute(tx);
    await forgetChain(tx);
    let next = BigInt(deps.deployment.startBlock);
    while (next <= head.number) {
      const wide = next + deps.memory.pace.blocks - 1n;
      const until = wide < head.number ? wide : head.number;
      const { logs, context } = await readRange(deps, tx, next, until);
      await applyLogs(deps, tx, logs, context);
      next = until + 1n;
    }
    while ((await failLost(tx, head.time)).length > 0);
    await alignJournal(tx);
    await tx
      .updateTable("chain_cursor")
      .set({ block_number: head.number, block_hash: head.hash, halted_because: null })
      .execute();
  });
}

/**
 * Brings every table that mirrors the chain back to nothing. Holds are worked out again from what is open; until the
 * balances are read again they exceed them, which the shortfall column allows for.
 */
async function forgetChain(tx: Tx): Promise<void> {
  for (const statement of FORGET) await statement.execute(tx);
}

const FORGET = [
  // Before the payments: programmes as who recharges cards does, tokens as who makes a batch does.
  sql`select 1 from programme order by id for no key update`,
  sql`select 1 from token order by id for no key update`,
  // Whoever rewards holds a campaign and looks at its purchases: in the same order, nobody waits for the other.
  sql`select 1 from campaign order by id for update`,
  sql`select 1 from payment where state <> 'abandoned' order by id for update`,
  sql`select 1 from gift order by id for update`,
  // A payment under way holds its accounts. Its share has to be in the sums below, so they begin when it has ended:
  // a statement that waits for a row in the middle does not look again at what it had summed up.
  sql`select 1 from account order by address for update`,
  sql`select 1 from merchant_holding order by merchant_id, programme_id for update`,
  sql`update signed_transfer set
        state = case when signature is null then 'voided' when batch_id is null then 'accepted' else 'batched' end,
        settled_transaction = null, settled_block = null, settled_at = null,
        skip_reason = case when state = 'failed' then skip_reason end
      where state in ('settled', 'failed')`,
  sql`update settlement_batch set state = 'sent', mined_block = null where state in ('mined', 'final')`,
  sql`update payment as p set settled_at = null, state = case
        when exists (select 1 from signed_transfer t where t.payment_id = p.id and t.state = 'batched')
        then 'batched'
        when exists (select 1 from signed_transfer t where t.payment_id = p.id and t.state = 'voided')
        then 'voided' else 'accepted' end
      where state in ('settled', 'failed', 'batched')`,
  sql`update reversal as r set settled_at = null, state = case
        when exists (select 1 from signed_transfer t where t.reversal_id = r.id and t.state = 'batched')
        then 'batched' else 'accepted' end
      where state in ('settled', 'failed', 'batched')`,
  sql`update gift as g set settled_at = null, state = case
        when exists (select 1 from signed_transfer t where t.gift_id = g.id and t.state = 'batched')
        then 'batched' else 'accepted' end
      where state in ('settled', 'failed', 'batched')`,
  sql`update account as a set confirmed_cents = 0, held_cents = open.cents, shortfall_cents = open.cents
      from (
        select a.address, coalesce(sum(t.amount_cents), 0) as cents from account as a
        left join signed_transfer as t
          on t.from_account = a.address and t.state in ('accepted', 'batched')
        group by a.address
      ) as open
      where open.address = a.address`,
  sql`update merchant_holding as h set confirmed_cents = 0, held_cents = open.cents, shortfall_cents = open.cents
      from (
        select h.merchant_id, h.programme_id, coalesce(reversed.cents, 0) + coalesce(claimed.cents, 0) as cents
        from merchant_holding as h
        left join (
          select m.id as merchant_id, t.programme_id, sum(t.amount_cents) as cents
          from signed_transfer as t join merchant as m on m.account = t.from_account
          where t.state in ('accepted', 'batched') group by m.id, t.programme_id
        ) as reversed on (reversed.merchant_id, reversed.programme_id) = (h.merchant_id, h.programme_id)
        left join (
          select merchant_id, programme_id, sum(amount_cents - withheld_cents) as cents
          from reimbursement_statement group by merchant_id, programme_id
        ) as claimed on (claimed.merchant_id, claimed.programme_id) = (h.merchant_id, h.programme_id)
      ) as open
      where open.merchant_id = h.merchant_id and open.programme_id = h.programme_id`,
  sql`update reimbursement_statement set
        state = case when state <> 'approved' then state when checked_at is null then 'presented' else 'checked' end,
        approved_at = case when state = 'approved' then null else approved_at end,
        approved_transaction = null, redeemed_cents = null`,
  sql`update issuance_chunk set state = 'prepared', transaction_hash = null, done_at = null`,
  sql`update merchant set state = 'invited' where state in ('active', 'suspended')`,
  sql`update programme_totals set issued_cents = 0, spent_cents = 0, reversed_cents = 0, redeemed_cents = 0,
        reclaimed_cents = 0, held_cents = 0, at_merchants_cents = 0`,
  sql`update reward_mint set state = 'prepared', transaction_hash = null, done_at = null where state <> 'prepared'`,
  sql`update campaign set state = 'draft', opened_at = null, closed_at = null, minted_cents = 0
      where state <> 'draft'`,
  sql`update local_totals set rewarded_cents = 0`,
  sql`delete from voucher_holder`,
  sql`delete from chain_event`,
];
