import { sql } from "kysely";

import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";
import { ZERO } from "#core/shared/money.ts";

import type { Database, Tx } from "../shared/database.ts";

/** What journal and accounts say of one figure of a token. */
export type Books = { readonly journal: bigint; readonly accounts: bigint };

/** A holder of vouchers: what it has, and what of that it has promised. */
export type HolderBooks = { readonly balance: Books; readonly promised: Books };

export type ProgrammeBooks = {
  readonly block: bigint;
  readonly issued: Books;
  readonly redeemed: Books;
  readonly reclaimed: Books;
  /** Holders of whom the books say different things, and those that were asked for. */
  readonly holders: ReadonlyMap<Address, HolderBooks>;
};

/** More differences than these are not listed: by then a person is looking at all of it anyway. */
const MOST_HOLDERS = 100;

/**
 * Reads journal and accounts as they were at one instant, so that what differs is wrong and not merely late.
 * `undefined` before the first block was read.
 */
export async function readBooks(
  db: Database,
  programmeId: ProgrammeId,
  wanted: readonly Address[],
): Promise<ProgrammeBooks | undefined> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => {
      const cursor = await tx.selectFrom("chain_cursor").select("block_number").executeTakeFirst();
      if (cursor === undefined) return undefined;
      const totals = await readTotals(tx, programmeId);
      return {
        ...totals,
        block: cursor.block_number,
        holders: await readHolders(tx, programmeId, wanted),
      };
    });
}

async function readTotals(tx: Tx, programmeId: ProgrammeId) {
  const rows = await tx
    .selectFrom("journal_balance")
    .select(["account", "cents"])
    .where("programme_id", "=", programmeId)
    .where("account", "in", ["fund", "redeemed", "reclaimed"])
    .execute();
  const journal = new Map(rows.map(({ account, cents }) => [account, cents]));
  const columns = await readColumns(tx, programmeId);
  return {
    issued: { journal: -(journal.get("fund") ?? 0n), accounts: columns.issued_cents },
    redeemed: { journal: journal.get("redeemed") ?? 0n, accounts: columns.redeemed_cents },
    reclaimed: { journal: journal.get("reclaimed") ?? 0n, accounts: columns.reclaimed_cents },
  };
}

async function readColumns(tx: Tx, programmeId: ProgrammeId) {
  if (programmeId !== LOCAL_VALUE)
    return tx
      .selectFrom("programme_totals")
      .select(["issued_cents", "redeemed_cents", "reclaimed_cents"])
      .where("programme_id", "=", programmeId)
      .executeTakeFirstOrThrow();
  const { rewarded_cents } = await tx
    .selectFrom("local_totals")
    .select("rewarded_cents")
    .executeTakeFirstOrThrow();
  return { issued_cents: rewarded_cents, redeemed_cents: ZERO, reclaimed_cents: ZERO };
}

type HolderRow = {
  address: Address;
  journal: bigint;
  journal_held: bigint;
  own: bigint;
  own_held: bigint;
  mirror: bigint;
};

/** Our cards' accounts and shops have columns of their own; every holder, ours or not, stands in the chain's mirror. */
async function readHolders(
  tx: Tx,
  programmeId: ProgrammeId,
  wanted: readonly Address[],
): Promise<Map<Address, HolderBooks>> {
  const { rows } = await sql<HolderRow>`
    with journal as (
      select substring(account from 6) as address, sum(cents)::bigint as balance,
        coalesce(sum(cents) filter (where account like 'held:%'), 0)::bigint as held
      from journal_balance
      where programme_id = ${programmeId} and (account like 'free:%' or account like 'held:%')
      group by 1
    ),
    own as (
      select address::text, confirmed_cents::bigint as balance, held_cents::bigint as held
      from account where programme_id = ${programmeId}
      union all
      select merchant.account::text, confirmed_cents, held_cents
      from merchant_holding join merchant on merchant.id = merchant_holding.merchant_id
      where programme_id = ${programmeId}
    ),
    mirror as (
      select address::text, balance_cents::bigint as balance from voucher_holder
      where programme_id = ${programmeId}
    ),
    books as (
      select address, coalesce(journal.balance, 0) as journal, coalesce(journal.held, 0) as journal_held,
        coalesce(own.balance, mirror.balance, 0) as own, coalesce(own.held, 0) as own_held,
        coalesce(mirror.balance, 0) as mirror
      from journal full join own using (address) full join mirror using (address)
    )
    select * from books
    where journal <> own or journal <> mirror or journal_held <> own_held
      or address = any(${wanted}::text[])
    order by address = any(${wanted}::text[]), address
    limit ${MOST_HOLDERS + wanted.length}
  `.execute(tx);
  return new Map(rows.map((row) => [row.address, booksOf(row)]));
}

/** Of the two columns that hold a balance, the one that contradicts the journal speaks for the accounts. */
function booksOf({ journal, journal_held, own, own_held, mirror }: HolderRow): HolderBooks {
  return {
    balance: { journal, accounts: own === journal ? mirror : own },
    promised: { journal: journal_held, accounts: own_held },
  };
}
