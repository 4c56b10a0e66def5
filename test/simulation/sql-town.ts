import { sql } from "kysely";

import { encodeCode } from "#core/card/card-code.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { CardId, SealedKeyId } from "#core/shared/ids.ts";
import { cents } from "#core/shared/money.ts";

import type { Database, Tx } from "../../server/shared/database.ts";
import type { IndexedEvent } from "../../server/shared/indexed-event.ts";
import type { Plan } from "./plan.ts";
import { hashOf } from "./seeded-random.ts";
import {
  LOCAL_TOKEN,
  PROGRAMME,
  START,
  VOUCHER,
  accountsOf,
  datesOf,
  merchantName,
  relayersOf,
  uuidOf,
} from "./town.ts";

export const cardUuid = (card: number): CardId => uuidOf(0xca4d, card) as CardId;
export const keyUuid = (card: number): SealedKeyId => uuidOf(0x5e41, card) as SealedKeyId;
export const merchantUuid = (merchant: number): string => uuidOf(0x5b09, merchant);
export const shopKeyUuid = (merchant: number): SealedKeyId =>
  uuidOf(0x5e42, merchant) as SealedKeyId;
export const tillUuid = (merchant: number): string => uuidOf(0x7111, merchant);
export const codeOf = (card: number): string => encodeCode("card", Buffer.alloc(16, card + 1));

/**
 * Makes PostgreSQL's `now()` the simulation's: the sources say `now()`, and a schema that is searched first has its own.
 * To be done once for a database, before the connections that it counts for.
 */
export async function simulateNow(owner: Database): Promise<void> {
  const statements = [
    "create schema simulated",
    "create table simulated.clock (at timestamptz not null)",
    "insert into simulated.clock values (pg_catalog.now())",
    // What a slice after the indexer keeps of each movement, as statements and payment files do.
    "create table simulated.follow_up (transaction_hash text, log_index int, primary key (transaction_hash, log_index))",
    "create function simulated.now() returns timestamptz language sql stable as 'select at from simulated.clock'",
    "do $$ begin execute format('alter database %I set search_path = simulated, pg_catalog, public', current_database()); end $$",
    "do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$",
  ];
  for (const statement of statements) await sql.raw(statement).execute(owner);
}

export async function setNow(db: Database, now: number): Promise<void> {
  await sql`update simulated.clock set at = ${new Date(now)}`.execute(db);
}

const NOBODY = `0x${"0".repeat(40)}`;

/** Keeps one row of each movement that is no issuance, in the transaction that marks it as settled. */
export async function noteFollowUps(tx: Tx, events: readonly IndexedEvent[]): Promise<void> {
  for (const { name, args, transactionHash, logIndex } of events)
    if (name === "Transfer" && args["from"] !== NOBODY)
      await sql`insert into simulated.follow_up values (${transactionHash}, ${logIndex})`.execute(
        tx,
      );
}

const EMPTIED = [
  ...["journal_entry", "reconciliation", "chain_event", "chain_cursor", "voucher_holder"],
  ...[
    "signed_transfer",
    "settlement_attempt",
    "settlement_batch",
    "relayer",
    "reversal",
    "payment",
  ],
  ...["merchant_holding", "account", "card", "beneficiary", "till", "merchant"],
  ...["merchant_category", "programme_totals", "programme", "recovered_transfer"],
  "simulated.follow_up",
];

/** All rows, as text of JSON by table. */
export type Rows = ReadonlyMap<string, string>;

export async function copyRows(db: Database): Promise<Rows> {
  return db.transaction().execute(async (tx) => {
    const rows = new Map<string, string>();
    for (const table of EMPTIED) {
      const found = await sql<{ text: string }>`
        select coalesce(jsonb_agg(to_jsonb(t)), '[]')::text as text from ${sql.table(table)} as t
      `.execute(tx);
      rows.set(table, found.rows[0]!.text);
    }
    return rows;
  });
}

/** Puts the rows of a copy in the place of those that are there. */
export async function putRowsBack(db: Database, rows: Rows): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`set session_replication_role = replica`.execute(connection);
    await sql.raw(`truncate ${EMPTIED.join(", ")} cascade`).execute(connection);
    for (const [table, text] of rows)
      await sql`
        insert into ${sql.table(table)} overriding system value
        select * from jsonb_populate_recordset(null::${sql.table(table)}, ${text}::jsonb)
      `.execute(connection);
    await sql`set session_replication_role = origin`.execute(connection);
  });
}

/** Forgets the last seed's town and makes this one's rows: its cards' accounts are still empty. */
export async function refoundTown(db: Database, plan: Plan): Promise<void> {
  await db.connection().execute(async (connection) => {
    // What keeps money's rows from being deleted is told to look away, here only.
    await sql`set session_replication_role = replica`.execute(connection);
    await sql.raw(`truncate ${EMPTIED.join(", ")} cascade`).execute(connection);
    await sql`set session_replication_role = origin`.execute(connection);
  });
  await db
    .updateTable("database_mark")
    .set({ quarantined_because: null, quarantined_at: null })
    .execute();
  await foundProgramme(db, plan);
  for (let merchant = 0; merchant < plan.merchants; merchant += 1)
    await foundMerchant(db, plan, merchant);
  for (let card = 0; card < plan.cards; card += 1) await foundCard(db, card);
  for (const { address, programmeId, card, index, firstNonce } of accountsOf(plan))
    await db
      .insertInto("account")
      .values({
        address,
        card_id: cardUuid(card),
        programme_id: programmeId,
        derivation_index: index,
        next_nonce: firstNonce,
      })
      .execute();
  for (const address of relayersOf(plan))
    await db
      .insertInto("relayer")
      .values({ address, lease_owner: null, lease_until: null })
      .execute();
}

async function foundProgramme(db: Database, plan: Plan): Promise<void> {
  const at = new Date(START);
  const { spendableUntil, settleableUntil } = datesOf(plan);
  await db.insertInto("merchant_category").values({ number: 1, name: "alimentari" }).execute();
  await db
    .insertInto("programme")
    .values({
      id: PROGRAMME,
      ref: hashOf("programme"),
      ...{ name: "Buoni", symbol: "BS", act: "1/2027", categories: sql`array[1]::smallint[]` },
      fund_cents: cents(1_000_000_000n),
      spendable_from: new Date(0),
      spendable_until: new Date(spendableUntil * 1000),
      settleable_until: new Date(settleableUntil * 1000),
      ...{ accounts_per_recharge: 1, state: "open", voucher: VOUCHER, opened_at: at },
      ...{ created_by: VOUCHER, created_at: at },
    } as never)
    .execute();
  await db
    .updateTable("token")
    .set({ address: LOCAL_TOKEN })
    .where("id", "=", LOCAL_VALUE)
    .execute();
  await db.insertInto("programme_totals").values({ programme_id: PROGRAMME }).execute();
  await db
    .insertInto("chain_cursor")
    .values({ block_number: -1n, block_hash: hashOf("nothing"), halted_because: null })
    .execute();
}

async function foundMerchant(db: Database, plan: Plan, merchant: number): Promise<void> {
  const at = new Date(START);
  const id = merchantUuid(merchant);
  await db
    .insertInto("merchant")
    .values({
      ...{ id, ref: hashOf(id), alias: id, vat_lookup: Buffer.from(id), category: 1 },
      ...{ sealed_details: Buffer.from(""), state: "active", account: merchantName(merchant) },
      ...{ sealed_key_id: shopKeyUuid(merchant), created_at: at },
      local_percent: plan.localPercent,
    } as never)
    .execute();
  await db
    .insertInto("till")
    .values({
      ...{ id: tillUuid(merchant), merchant_id: id, label: "Prova" },
      ...{ token_hash: Buffer.from(id), created_at: at, last_seen_at: at, revoked_at: null },
    } as never)
    .execute();
}

async function foundCard(db: Database, card: number): Promise<void> {
  const at = new Date(START);
  const beneficiary = uuidOf(0xbe4e, card);
  await db
    .insertInto("beneficiary")
    .values({
      ...{ id: beneficiary, fiscal_code_lookup: Buffer.from(beneficiary) },
      ...{ sealed_person: Buffer.from(""), household_size: 1, created_at: at },
    } as never)
    .execute();
  await db
    .insertInto("card")
    .values({
      ...{ id: cardUuid(card), number: String(10_000_000 + card), beneficiary_id: beneficiary },
      ...{ sealed_key_id: keyUuid(card), sealed_public_key: Buffer.from(""), status: "active" },
      ...{ replaced_by: null, status_reason: null, created_at: at, status_changed_at: at },
    } as never)
    .execute();
}
