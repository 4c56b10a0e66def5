import { sql } from "kysely";

import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

import type { Tx } from "./database.ts";

/**
 * What a holder promises of what it has: a `reserve` by an accepted payment or reversal, whose cause is the signed
 * transfer; a `claim` by a statement, whose cause is the statement.
 */
export type Promised = {
  readonly kind: "reserve" | "claim";
  readonly cause: string;
  readonly programmeId: ProgrammeId;
  readonly holder: Address;
  readonly amount: Cents;
};

/** Books what is promised, in the transaction that promises it. */
export async function bookPromises(tx: Tx, promises: readonly Promised[]): Promise<void> {
  if (promises.length === 0) return;
  await tx
    .insertInto("journal_entry")
    .values(
      promises.map(({ kind, cause, programmeId, holder, amount }) => ({
        programme_id: programmeId,
        kind,
        debit: `free:${holder}`,
        credit: `held:${holder}`,
        amount_cents: amount,
        cause,
        occurrence: 0,
      })),
    )
    .execute();
}

/** Books a promise whose earlier entries were countered: for another amount. */
export async function bookPromiseAgain(
  tx: Tx,
  { kind, cause, programmeId, holder, amount }: Promised,
): Promise<void> {
  await sql`
    insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence)
    select ${programmeId}, ${kind}, ${`free:${holder}`}, ${`held:${holder}`}, ${amount}, ${cause}, count(*)
    from journal_entry as earlier
    where (earlier.kind, earlier.cause, earlier.programme_id) = (${kind}, ${cause}, ${programmeId}::uuid)
  `.execute(tx);
}

/** What the town owes to whom a transfer that can never settle was for; the cause is that transfer. */
export type Owed = {
  readonly cause: string;
  readonly programmeId: ProgrammeId;
  readonly to: Address;
  readonly amount: Cents;
};

/**
 * Books what the town owes outside the chain (`owe`), or that it has given it by other means (`make_good`). What is
 * booked already is left alone, so that the chain can be read again.
 */
export async function bookOwed(
  tx: Tx,
  kind: "owe" | "make_good",
  owed: readonly Owed[],
): Promise<void> {
  for (const { cause, programmeId, to, amount } of owed) {
    const [debit, credit] =
      kind === "owe" ? ["uncovered", `owed:${to}`] : [`owed:${to}`, "made_good"];
    await sql`
      insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence)
      select ${programmeId}, ${kind}, ${debit}, ${credit}, ${amount}, ${cause}, (
        select count(*) from journal_entry as earlier
        where (earlier.kind, earlier.cause, earlier.programme_id) = (${kind}, ${cause}, ${programmeId}::uuid)
      )
      where not exists (
        select from journal_live as live
        where (live.kind, live.cause, live.programme_id) = (${kind}, ${cause}, ${programmeId}::uuid)
      )
    `.execute(tx);
  }
}

/**
 * Counters promises that stand: `void` where they are taken back, `release` where they are kept, `forget` where the
 * chain has kept them after all.
 */
export async function counterPromises(
  tx: Tx,
  kind: Promised["kind"] | "owe",
  as: "void" | "release" | "forget",
  causes: readonly string[],
): Promise<void> {
  if (causes.length === 0) return;
  await sql`
    insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence, counters)
    select programme_id, ${as}, credit, debit, amount_cents, cause, occurrence, id
    from journal_live where kind = ${kind} and cause = any(${causes}::text[])
    order by cause
  `.execute(tx);
}

/**
 * Books what these transactions, in final blocks, moved. What is booked already is left alone, so that the chain can be
 * read again.
 */
export async function bookMovements(tx: Tx, transactions: readonly Hash[]): Promise<void> {
  if (transactions.length === 0) return;
  await sql`
    insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence)
    select programme_id, kind, debit, credit, amount_cents, cause, (
        select count(*) from journal_entry as earlier
        where (earlier.kind, earlier.cause, earlier.programme_id) = (moved.kind, moved.cause, moved.programme_id)
      )
    from chain_movement as moved
    where transaction_hash = any(${transactions}::text[])
      and not exists (
        select from journal_live as live
        where (live.kind, live.cause, live.programme_id) = (moved.kind, moved.cause, moved.programme_id)
      )
    order by block_number, log_index
  `.execute(tx);
}

/** After the chain was read anew: counters what is no longer so, books what is new, leaves the rest alone. */
export async function alignJournal(tx: Tx): Promise<void> {
  await sql`select align_journal()`.execute(tx);
}
