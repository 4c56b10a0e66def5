import { sql } from "kysely";

import type { Address, BeneficiaryId, ProgrammeId, SealedKeyId } from "#core/shared/ids.ts";
import type { VoucherTally } from "#core/chain/tally.ts";

import type { Custody } from "../custody/custody.ts";
import type { Executor, ProgrammeTable, Tx } from "../shared/database.ts";
import {
  type IndexedEvent,
  addressArg,
  amountArg,
  hashArg,
  timeArg,
} from "../shared/indexed-event.ts";

/** Who a beneficiary is: encrypted at rest, never on chain, not even as a hash. */
export type Person = {
  readonly surname: string;
  readonly name: string;
  readonly fiscalCode: string;
  readonly mobile?: string;
};

const FISCAL_CODE_CONTEXT = "beneficiary/fiscal-code";

/** Sealed for the row of that fiscal code: in another person's row the bytes do not open. */
export function sealPerson(custody: Custody, lookup: Buffer, person: Person): Buffer {
  return custody.sealText(contextOf(lookup), JSON.stringify(person));
}

export function openPerson(custody: Custody, lookup: Buffer, sealed: Buffer): Person {
  return JSON.parse(custody.openText(contextOf(lookup), sealed)) as Person;
}

function contextOf(lookup: Buffer): string {
  return `beneficiary/person/${lookup.toString("hex")}`;
}

/** A member of a household who carries its second card. */
export type Member = Pick<Person, "surname" | "name">;

export type CardOwner = {
  readonly beneficiary_id: BeneficiaryId;
  readonly sealed_key_id: SealedKeyId;
};

/** Sealed for this household and this card: in another row the bytes do not open. */
export function sealMember(custody: Custody, owner: CardOwner, { surname, name }: Member): Buffer {
  return custody.sealText(memberContext(owner), JSON.stringify({ surname, name }));
}

export function openMember(custody: Custody, owner: CardOwner, sealed: Buffer): Member {
  return JSON.parse(custody.openText(memberContext(owner), sealed)) as Member;
}

function memberContext({ beneficiary_id, sealed_key_id }: CardOwner): string {
  return `card/member/${beneficiary_id}/${sealed_key_id}`;
}

export function fiscalCodeLookup(custody: Custody, fiscalCode: string): Buffer {
  return custody.lookupOf(FISCAL_CODE_CONTEXT, fiscalCode);
}

/** Where the text of a change made by hand is sealed: it opens nowhere else. */
export function changeContext(id: string): string {
  return `beneficiary/change/${id}`;
}

const NAME_CONTEXT = "beneficiary/name-beginning";

/** Two bytes of a keyed hash under which a name's beginning is filed. */
export function nameKey(custody: Custody, beginning: string): number {
  return custody.lookupOf(NAME_CONTEXT, beginning).readUInt16BE();
}

export type OpenProgramme = Omit<ProgrammeTable, "voucher"> & { voucher: Address };

/** The programmes whose voucher is on chain. */
export async function openProgrammes(db: Executor): Promise<OpenProgramme[]> {
  const rows = await db
    .selectFrom("programme")
    .selectAll()
    .where("state", "=", "open")
    .orderBy("opened_at")
    .orderBy("id")
    .execute();
  return rows as OpenProgramme[];
}

export async function programmeById(
  db: Executor,
  id: ProgrammeId,
): Promise<ProgrammeTable | undefined> {
  return db.selectFrom("programme").selectAll().where("id", "=", id).executeTakeFirst();
}

/**
 * A draft becomes open when its opening is final on chain. A programme that somebody opened without this service
 * has no draft here and is none of ours.
 */
export async function applyProgrammeEvents(tx: Tx, events: readonly IndexedEvent[]): Promise<void> {
  for (const event of events) {
    if (event.name === "ProgrammeOpened") await open(tx, event);
    if (event.name === "DatesMoved") await moveDates(tx, event);
  }
}

async function open(tx: Tx, event: IndexedEvent): Promise<void> {
  const opened = await tx
    .updateTable("programme")
    .set({
      state: "open",
      voucher: addressArg(event, "voucher"),
      opened_at: event.blockTime,
      // The chain's terms count, should the transaction signed have differed from the draft.
      fund_cents: amountArg(event, "cap") as ProgrammeTable["fund_cents"],
      spendable_from: timeArg(event, "spendableFrom"),
      spendable_until: timeArg(event, "spendableUntil"),
      settleable_until: timeArg(event, "settleableUntil"),
    })
    .where("ref", "=", hashArg(event, "ref"))
    .returning("id")
    .executeTakeFirst();
  if (opened === undefined) return;
  await tx
    .insertInto("programme_totals")
    .values({ programme_id: opened.id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function moveDates(tx: Tx, event: IndexedEvent): Promise<void> {
  await tx
    .updateTable("programme")
    .set({
      spendable_until: timeArg(event, "spendableUntil"),
      settleable_until: timeArg(event, "settleableUntil"),
    })
    .where("voucher", "=", event.contract)
    .execute();
}

/** Adds to a programme's totals what some final blocks changed. */
export async function addToTotals(
  tx: Tx,
  programmeId: ProgrammeId,
  change: Omit<VoucherTally, "balances">,
): Promise<void> {
  await sql`
    update programme_totals set
      issued_cents = issued_cents + ${change.issued},
      spent_cents = spent_cents + ${change.spent},
      reversed_cents = reversed_cents + ${change.reversed},
      redeemed_cents = redeemed_cents + ${change.redeemed},
      reclaimed_cents = reclaimed_cents + ${change.reclaimed},
      held_cents = held_cents + ${change.held},
      at_merchants_cents = at_merchants_cents + ${change.atMerchants}
    where programme_id = ${programmeId}
  `.execute(tx);
}
