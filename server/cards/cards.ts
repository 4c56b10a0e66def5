import { type Selectable, sql } from "kysely";

import type { CardStatus } from "#core/card/card-status.ts";
import type { AccountFacts } from "#core/payment/choose-accounts.ts";
import { CHUNK_EXITS, finishChunk } from "#core/programme/chunk-state.ts";
import type { Address, CardId, CardPhoneId, ProgrammeId, SealedKeyId } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import { sourcesOf } from "#core/shared/state-machine.ts";

import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { CardTable } from "../shared/card-tables.ts";
import type { Clock } from "../shared/clock.ts";
import type { AccountTable, Executor, Tx } from "../shared/database.ts";
import { type IndexedEvent, amountArg, hashArg } from "../shared/indexed-event.ts";
import { PREPARED } from "../shared/prepared-statements.ts";
import type { Random } from "../shared/random.ts";

export { isPhone } from "./known-phone.ts";
export { giftAccountOf, localAccountOf } from "./local-accounts.ts";

export type KnownCard = Pick<
  Selectable<CardTable>,
  "id" | "number" | "status" | "beneficiary_id" | "is_second"
>;

/** The card of this key, and whose it is. */
export async function cardOfKey(db: Executor, key: SealedKeyId): Promise<KnownCard | undefined> {
  return db
    .selectFrom("card")
    .select(["id", "number", "status", "beneficiary_id", "is_second"])
    .where("sealed_key_id", "=", key)
    .executeTakeFirst();
}

/** A card that somebody shows with its password, where nothing is to be signed with it. */
export async function shownCard(
  { db, custody }: { readonly db: Executor; readonly custody: Custody },
  { cardCode, password }: { readonly cardCode: string; readonly password: string },
  source: string,
): Promise<Result<KnownCard, UnlockRefusal | { code: "unknown_code" }>> {
  const unlocked = await custody.unlock("card", cardCode, password, { source });
  if (!unlocked.ok) return unlocked;
  await custody.release(unlocked.value.grant);
  const card = await cardOfKey(db, unlocked.value.sealedKeyId);
  return card === undefined ? refuse({ code: "unknown_code" }) : ok(card);
}

/** A card whose accounts are locked until the end of the transaction. */
export type CardUnderLock = {
  readonly id: CardId;
  readonly number: string;
  readonly status: CardStatus;
  /** The telephone that is asked before each payment; null where none is. */
  readonly phoneId: CardPhoneId | null;
  readonly accounts: readonly AccountUnderLock[];
};

export type AccountUnderLock = Pick<AccountFacts, "address" | "available"> & {
  readonly programmeId: ProgrammeId;
  readonly derivationIndex: number;
  readonly nextNonce: bigint;
};

/**
 * Locks a card and its accounts for a payment: its payments follow one another, and a block waits for the one under
 * way. Accounts are locked in the order of their addresses, like everywhere else, so that no two can wait for each
 * other. `undefined` where no card has this key.
 */
export async function lockCard(tx: Tx, key: SealedKeyId): Promise<CardUnderLock | undefined> {
  const { rows } = await sql<AccountRow>`${PREPARED}
    select card.id, card.number, card.status, card.phone_id, address, programme_id, derivation_index, next_nonce, confirmed_cents,
      held_cents
    from account join card on card.id = account.card_id where card.sealed_key_id = ${key}
    order by address for share of card for update of account
  `.execute(tx);
  const [first] = rows;
  if (first === undefined) return lockEmptyCard(tx, key);
  const { id, number, status, phone_id: phoneId } = first;
  const accounts = rows.map((row) => ({
    address: row.address,
    programmeId: row.programme_id,
    derivationIndex: row.derivation_index,
    nextNonce: row.next_nonce,
    available: availableOf(row.confirmed_cents, row.held_cents),
  }));
  return { id, number, status, phoneId, accounts };
}

type AccountRow = Pick<Selectable<CardTable>, "id" | "number" | "status" | "phone_id"> &
  Pick<Selectable<AccountTable>, "address" | "programme_id" | "derivation_index" | "next_nonce"> &
  Pick<Selectable<AccountTable>, "confirmed_cents" | "held_cents">;

/** A card that nothing was ever recharged on. */
async function lockEmptyCard(tx: Tx, key: SealedKeyId): Promise<CardUnderLock | undefined> {
  const card = await tx
    .selectFrom("card")
    .select(["id", "number", "status", "phone_id as phoneId"])
    .where("sealed_key_id", "=", key)
    .forShare()
    .executeTakeFirst();
  return card && { ...card, accounts: [] };
}

/** What may be promised: nothing where the chain fell below what is held. */
function availableOf(confirmed: bigint, held: bigint): Cents {
  return confirmed > held ? cents(confirmed - held) : cents(0n);
}

/** Frees what voided transfers had reserved. */
export async function releaseAccounts(
  tx: Tx,
  releases: readonly { account: Address; amount: Cents }[],
): Promise<void> {
  const inOrder = [...releases].sort((one, other) => (one.account < other.account ? -1 : 1));
  for (const { account, amount } of inOrder)
    await tx
      .updateTable("account")
      .set((row) => ({ held_cents: row("held_cents", "-", amount) }))
      .where("address", "=", account)
      .executeTakeFirstOrThrow();
}

/** Which of these addresses are accounts of our cards. */
export async function knownAccounts(
  db: Executor,
  addresses: readonly Address[],
): Promise<Set<Address>> {
  if (addresses.length === 0) return new Set();
  const rows = await sql<{ address: Address }>`
    select address from account where address = any(${addresses}::text[])
  `.execute(db);
  return new Set(rows.rows.map((row) => row.address));
}

/**
 * Adds what final blocks moved to or from accounts; `released` is how much of it had been held for that very
 * movement. Locks in the order of addresses first, as payments do.
 */
export async function addToAccounts(
  tx: Tx,
  changes: ReadonlyMap<Address, { confirmed: bigint; released: bigint }>,
): Promise<void> {
  if (changes.size === 0) return;
  const addresses = [...changes.keys()].sort();
  const confirmed = addresses.map((address) => changes.get(address)!.confirmed);
  const released = addresses.map((address) => changes.get(address)!.released);
  await sql`
    select 1 from account where address = any(${addresses}::text[]) order by address for update
  `.execute(tx);
  await sql`
    update account as a set
      confirmed_cents = a.confirmed_cents + c.confirmed,
      held_cents = a.held_cents - c.released,
      shortfall_cents = greatest(0, a.held_cents - c.released - a.confirmed_cents - c.confirmed)
    from unnest(${addresses}::text[], ${confirmed}::bigint[], ${released}::bigint[])
      as c (address, confirmed, released)
    where a.address = c.address
  `.execute(tx);
}

/** Marks chunks as issued, or as cancelled where the reference was used for an empty issuance. */
export async function applyIssuanceEvents(tx: Tx, events: readonly IndexedEvent[]): Promise<void> {
  for (const event of events) {
    if (event.name !== "Issued") continue;
    const { ref, state, transaction, doneAt } = finishChunk(
      { ref: hashArg(event, "ref"), state: "prepared" },
      {
        transaction: event.transactionHash,
        at: event.blockTime,
        accounts: amountArg(event, "accounts"),
      },
    );
    await tx
      .updateTable("issuance_chunk")
      .set({ state, transaction_hash: transaction, done_at: doneAt })
      .where("ref", "=", ref)
      .where("state", "in", sourcesOf(CHUNK_EXITS, state))
      .execute();
  }
}

/** By how much accounts have less than they promised, all together. */
export async function shortfallOfAccounts(db: Executor): Promise<bigint> {
  const { sum } = await db
    .selectFrom("account")
    .where("shortfall_cents", ">", cents(0))
    .select((select) => select.fn.sum<string | null>("shortfall_cents").as("sum"))
    .executeTakeFirstOrThrow();
  return BigInt(sum ?? 0);
}

/** What led to a person's telephones is overwritten; the questions that were asked there point to a row of nobody's. */
export async function forgetPhonesOf(
  { random, clock }: { readonly random: Random; readonly clock: Clock },
  tx: Tx,
  cardId: CardId,
): Promise<void> {
  await tx.updateTable("card").set({ phone_id: null }).where("id", "=", cardId).execute();
  await tx
    .updateTable("card_phone")
    .set({
      ...{ token_hash: random.bytes(32), device: "", removed_because: null },
      removed_at: sql<Date>`coalesce(removed_at, ${clock.now()})`,
    })
    .where("card_id", "=", cardId)
    .execute();
}
