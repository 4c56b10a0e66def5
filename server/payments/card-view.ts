import { sql } from "kysely";

import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { CardId } from "#core/shared/ids.ts";
import { type Cents, cents, centsToJson, sumCents } from "#core/shared/money.ts";
import { type Result, ok } from "#core/shared/result.ts";

import { type KnownCard, shownCard } from "../cards/cards.ts";
import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { Database } from "../shared/database.ts";
import { giftsOf } from "./gift-view.ts";
import { localReceiptsOf, localValueOf } from "./local-view.ts";

type Deps = { db: Database; custody: Custody };

const MOST_MOVEMENTS = 100;

/** What a citizen sees with card and password: balances, dates and the last movements. */
export async function viewCard(
  deps: Deps,
  cardCode: string,
  password: string,
  source: string,
): Promise<
  Result<Awaited<ReturnType<typeof describeCard>>, UnlockRefusal | { code: "unknown_code" }>
> {
  const card = await shownCard(deps, { cardCode, password }, source);
  return card.ok ? ok(await describeCard(deps.db, card.value)) : card;
}

async function describeCard(db: Database, { id, number, status }: KnownCard) {
  const [vouchers, localValue, movements] = await Promise.all([
    vouchersOf(db, id),
    localValueOf(db, id),
    movementsOf(db, id),
  ]);
  return {
    number,
    status,
    availableCents: centsToJson(sumCents(vouchers.map((voucher) => voucher.available))),
    vouchers: vouchers.map(({ available, ...voucher }) => ({
      ...voucher,
      availableCents: centsToJson(available),
    })),
    ...(localValue === undefined ? {} : { localValue }),
    movements,
  };
}

async function vouchersOf(db: Database, id: CardId) {
  const rows = await db
    .selectFrom("account")
    .innerJoin("programme", "programme.id", "account.programme_id")
    .where("account.card_id", "=", id)
    .where("programme.voucher", "is not", null)
    .groupBy("programme.id")
    .orderBy("programme.spendable_until")
    .selectAll("programme")
    .select((select) => [
      select.fn.sum<string>("account.confirmed_cents").as("confirmed"),
      select.fn.sum<string>("account.held_cents").as("held"),
    ])
    .execute();
  const categories = await db.selectFrom("merchant_category").selectAll().execute();
  const names = new Map(categories.map((category) => [category.number, category.name]));
  const arriving = await arrivingCents(db, id);
  return rows.map((row) => ({
    programme: row.name,
    available: availableOf(row.confirmed, row.held),
    arrivingCents: arriving.get(row.id) ?? "0",
    spendableFrom: row.spendable_from.toISOString(),
    spendableUntil: row.spendable_until.toISOString(),
    voucher: row.voucher! as string,
    categories: row.categories.map((category) => names.get(category) ?? String(category)),
  }));
}

function availableOf(confirmed: string, held: string): Cents {
  const available = BigInt(confirmed) - BigInt(held);
  return cents(available > 0n ? available : 0n);
}

/** What was prepared for the card and is not final on chain yet, by programme. */
async function arrivingCents(db: Database, id: CardId): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom("issuance_line")
    .innerJoin("issuance_chunk", "issuance_chunk.ref", "issuance_line.chunk_ref")
    .innerJoin("account", "account.address", "issuance_line.account")
    .where("account.card_id", "=", id)
    .where("issuance_chunk.state", "=", "prepared")
    .groupBy("account.programme_id")
    .select(["account.programme_id"])
    .select((select) => select.fn.sum<string>("issuance_line.amount_cents").as("sum"))
    .execute();
  return new Map(rows.map((row) => [row.programme_id, row.sum]));
}

/** The card's last movements of every kind, newest first. Shops appear by their public alias. */
async function movementsOf(db: Database, id: CardId) {
  const all = [
    ...(await issuancesOf(db, id)),
    ...(await transfersOf(db, id)),
    ...(await giftsOf(db, id, MOST_MOVEMENTS)),
    ...(await localReceiptsOf(db, id, MOST_MOVEMENTS)),
  ];
  return all.sort((one, other) => other.at.localeCompare(one.at)).slice(0, MOST_MOVEMENTS);
}

async function issuancesOf(db: Database, id: CardId) {
  const rows = await db
    .selectFrom("issuance_line")
    .innerJoin("issuance_chunk", "issuance_chunk.ref", "issuance_line.chunk_ref")
    .innerJoin("account", "account.address", "issuance_line.account")
    .innerJoin("programme", "programme.id", "account.programme_id")
    .where("account.card_id", "=", id)
    .where("issuance_chunk.state", "=", "issued")
    .groupBy(["issuance_chunk.ref", "programme.name"])
    .select(["issuance_chunk.done_at", "issuance_chunk.transaction_hash", "programme.name"])
    .select((select) => select.fn.sum<string>("issuance_line.amount_cents").as("amount"))
    .execute();
  return rows.map((row) => ({
    at: row.done_at!.toISOString(),
    kind: "issuance" as const,
    unit: "euro" as const,
    amountCents: row.amount,
    state: "settled" as const,
    programme: row.name,
    transactionHash: row.transaction_hash! as string,
  }));
}

/** Payments and what was given back of them, a line for each programme that took part, and one for local value. */
async function transfersOf(db: Database, id: CardId) {
  const rows = await db
    .selectFrom("signed_transfer as transfer")
    .leftJoin("reversal", "reversal.id", "transfer.reversal_id")
    .innerJoin("payment", (join) =>
      join.on(sql<boolean>`payment.id = coalesce(transfer.payment_id, reversal.payment_id)`),
    )
    .leftJoin("programme", "programme.id", "transfer.programme_id")
    .innerJoin("merchant", "merchant.id", "payment.merchant_id")
    .innerJoin("till", "till.id", "payment.till_id")
    .where("payment.card_id", "=", id)
    .select([
      "transfer.reversal_id",
      "transfer.amount_cents",
      "transfer.state",
      "transfer.settled_transaction",
      "transfer.programme_id",
      sql<string>`coalesce(programme.name, 'Valore locale')`.as("programme"),
      "merchant.alias as merchant",
      "till.label as till",
      sql<Date>`coalesce(reversal.accepted_at, payment.accepted_at)`.as("at"),
    ])
    .orderBy("at", "desc")
    .limit(MOST_MOVEMENTS)
    .execute();
  return rows.map(
    ({ at, reversal_id, programme_id, amount_cents, settled_transaction, ...row }) => ({
      ...row,
      at: at.toISOString(),
      kind: reversal_id === null ? ("payment" as const) : ("reversal" as const),
      unit: programme_id === LOCAL_VALUE ? ("local" as const) : ("euro" as const),
      amountCents: centsToJson(amount_cents),
      ...(settled_transaction === null ? {} : { transactionHash: settled_transaction as string }),
    }),
  );
}
