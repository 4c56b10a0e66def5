import type { Address, MerchantId, OperatorId, ProgrammeId, TillId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";
import type { MerchantState } from "#core/merchant/merchant-state.ts";

import { sql } from "kysely";

import type { Custody } from "../custody/custody.ts";
import type { Executor, Tx } from "../shared/database.ts";
import { type IndexedEvent, addressArg } from "../shared/indexed-event.ts";

/** What the office knows of a merchant: encrypted at rest, because a sole trader is a natural person. */
export type MerchantDetails = {
  readonly businessName: string;
  readonly vatNumber: string;
  readonly ateco: string;
  readonly address: string;
  readonly iban: string;
};

const VAT_CONTEXT = "merchant/vat-number";

/** Sealed for this merchant: in another one's row the bytes do not open, and nobody is paid on another's IBAN. */
export function sealDetails(custody: Custody, id: MerchantId, details: MerchantDetails): Buffer {
  return custody.sealText(contextOf(id), JSON.stringify(details));
}

export function openDetails(custody: Custody, id: MerchantId, sealed: Buffer): MerchantDetails {
  return JSON.parse(custody.openText(contextOf(id), sealed)) as MerchantDetails;
}

function contextOf(id: MerchantId): string {
  return `merchant/details/${id}`;
}

export function vatLookup(custody: Custody, vatNumber: string): Buffer {
  return custody.lookupOf(VAT_CONTEXT, vatNumber);
}

/** A till in use, and the shop that it takes money for. */
export type Till = {
  readonly id: TillId;
  readonly label: string;
  readonly activatedAt: Date;
  /** Whether the shop tells its operators apart. */
  readonly hasOperators: boolean;
  /** Who stands at it, where the shop does. */
  readonly operatorId?: OperatorId | undefined;
  /** Until then the shop has proven itself here with sheet and password. */
  readonly managedUntil?: Date | undefined;
  /** Whether it is bound to its device, and if so, whether the device has to prove itself before anything else. */
  readonly passkey: "none" | "open" | "locked";
  readonly merchant: {
    readonly id: MerchantId;
    readonly businessName: string;
    readonly category: string;
    readonly state: MerchantState;
    readonly account: Address;
    /** Which part of a price the shop takes in local value, in whole percent; 0: none. */
    readonly localPercent: number;
    /** Whether the shop signs with a wallet of its own, and not with sheet and password. */
    readonly isOwnWallet: boolean;
    /** By which other shops pay it: the one in its public alias. */
    readonly number: number;
  };
};

const ALIAS = "Esercente ";

/** The name under which the public pages speak of a shop. */
export function aliasOf(number: number): string {
  return `${ALIAS}${number}`;
}

export function shopNumberOf(alias: string): number {
  return Number(alias.slice(ALIAS.length));
}

/** What a payment needs to know of the shop, read under a lock that a suspension must wait for. */
export type MerchantFacts = {
  readonly id: MerchantId;
  readonly account: Address;
  readonly state: MerchantState;
  readonly category: number;
  /** Which part of a price the shop takes in local value, in whole percent; 0: none. */
  readonly localPercent: number;
};

/** A merchant's holding of one programme's vouchers, locked, with what may be promised away. */
export async function lockHolding(tx: Tx, merchantId: MerchantId, programmeId: ProgrammeId) {
  return tx
    .selectFrom("merchant_holding")
    .selectAll()
    .where("merchant_id", "=", merchantId)
    .where("programme_id", "=", programmeId)
    .forUpdate()
    .executeTakeFirst();
}

export async function holdOfHolding(
  tx: Tx,
  merchantId: MerchantId,
  programmeId: ProgrammeId,
  change: { held: bigint; nonces?: bigint },
): Promise<void> {
  await tx
    .updateTable("merchant_holding")
    .set((row) => ({
      held_cents: row("held_cents", "+", change.held as Cents),
      next_nonce: row("next_nonce", "+", change.nonces ?? 0n),
    }))
    .where("merchant_id", "=", merchantId)
    .where("programme_id", "=", programmeId)
    .executeTakeFirstOrThrow();
}

/** Frees what was promised away and is not any more; the holding is locked by the caller. */
export async function releaseHolding(
  tx: Tx,
  merchantId: MerchantId,
  programmeId: ProgrammeId,
  amount: Cents,
): Promise<void> {
  await sql`
    update merchant_holding set
      held_cents = held_cents - ${amount},
      shortfall_cents = greatest(0, held_cents - ${amount} - confirmed_cents)
    where merchant_id = ${merchantId} and programme_id = ${programmeId}
  `.execute(tx);
}

/** Which merchants these addresses belong to. */
export async function merchantsOfAccounts(
  db: Executor,
  accounts: readonly Address[],
): Promise<Map<Address, MerchantId>> {
  if (accounts.length === 0) return new Map();
  const { rows } = await sql<{ id: MerchantId; account: Address }>`
    select id, account from merchant where account = any(${accounts}::text[])
  `.execute(db);
  return new Map(rows.map((row) => [row.account, row.id]));
}

/** Which of these shops keep their own wallet, by its address. */
export async function ownWalletsAmong(
  db: Executor,
  ids: readonly MerchantId[],
): Promise<Map<Address, MerchantId>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("merchant")
    .select(["id", "account"])
    .where("id", "in", ids)
    .where("sealed_key_id", "is", null)
    .execute();
  return new Map(rows.map(({ id, account }) => [account!, id]));
}

/** The shop's own wallet has used this nonce without us: what it signs next for us needs a higher one. */
export async function passNonce(
  tx: Tx,
  merchantId: MerchantId,
  programmeId: ProgrammeId,
  nonce: bigint,
): Promise<void> {
  await sql`
    insert into merchant_holding as h (merchant_id, programme_id, next_nonce)
    values (${merchantId}, ${programmeId}, ${nonce + 1n})
    on conflict (merchant_id, programme_id) do update set
      next_nonce = greatest(h.next_nonce, excluded.next_nonce)
  `.execute(tx);
}

/**
 * Adds what final blocks moved to or from merchants' holdings of one programme; `released` is how much of it had
 * been held for that very movement. A treasurer may redeem past what is promised back: that is written down as a
 * shortfall, because what the chain says cannot be refused.
 */
export async function addToHoldings(
  tx: Tx,
  programmeId: ProgrammeId,
  changes: ReadonlyMap<MerchantId, { confirmed: bigint; released: bigint }>,
): Promise<void> {
  for (const [merchantId, { confirmed, released }] of [...changes].sort())
    await sql`
      insert into merchant_holding as h (merchant_id, programme_id, confirmed_cents)
      values (${merchantId}, ${programmeId}, ${confirmed > 0n ? confirmed : 0n})
      on conflict (merchant_id, programme_id) do update set
        confirmed_cents = h.confirmed_cents + ${confirmed},
        held_cents = h.held_cents - ${released},
        shortfall_cents = greatest(0, h.held_cents - ${released} - h.confirmed_cents - ${confirmed})
    `.execute(tx);
}

/** Brings the archive's merchants to what the registry's events say. */
export async function applyRegistryEvents(tx: Tx, events: readonly IndexedEvent[]): Promise<void> {
  for (const event of events) {
    const state = STATE_AFTER[event.name];
    if (state !== undefined) await setState(tx, addressArg(event, "merchant"), state);
    if (event.name === "MerchantCategoryChanged")
      await setCategory(tx, addressArg(event, "merchant"), Number(event.args["category"]));
  }
}

const STATE_AFTER: Readonly<Record<string, MerchantState>> = {
  MerchantRegistered: "active",
  MerchantActivated: "active",
  MerchantSuspended: "suspended",
};

async function setState(tx: Tx, account: Address, state: MerchantState): Promise<void> {
  await tx.updateTable("merchant").set({ state }).where("account", "=", account).execute();
}

/** A number that the office never named gets a name of its own: what the chain says cannot be refused. */
async function setCategory(tx: Tx, account: Address, category: number): Promise<void> {
  await tx
    .insertInto("merchant_category")
    .values({ number: category, name: `categoria ${category}` })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx.updateTable("merchant").set({ category }).where("account", "=", account).execute();
}

/** By how much shops have less than they promised, all together. */
export async function shortfallOfHoldings(db: Executor): Promise<bigint> {
  const { sum } = await db
    .selectFrom("merchant_holding")
    .where("shortfall_cents", ">", 0n as Cents)
    .select((select) => select.fn.sum<string | null>("shortfall_cents").as("sum"))
    .executeTakeFirstOrThrow();
  return BigInt(sum ?? 0);
}
