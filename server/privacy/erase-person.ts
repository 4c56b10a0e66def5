import { sql } from "kysely";

import { cardNumber } from "#core/card/card-number.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import {
  type ErasureFacts,
  type ErasureRefusal,
  judgeErasure,
} from "#core/programme/judge-erasure.ts";
import type { BeneficiaryId, CardId, SealedKeyId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { forgetPhonesOf } from "../cards/cards.ts";
import type { Custody } from "../custody/custody.ts";
import { eraseSharesOf } from "../initiatives/initiatives.ts";
import { eraseBoardOf } from "../offers/offers.ts";
import { sealPerson } from "../programmes/programmes.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

/** What was erased, in numbers: all that the audit log may say of it. */
export type Erased = { readonly cards: number; readonly entitlements: number };

/** In the place of a name where a row of the money still points to one. */
const ERASED = { surname: "Dati cancellati", name: "", fiscalCode: "" };
const DIFFERENT_NUMBERS = 10_000_000;
const LOOKUP_BYTES = 32;

/**
 * Erases who a person is (GDPR art. 17). Payments, recharges and the journal stay as they are, cent by cent, and point to
 * a row that nobody is behind: the name, the fiscal code and its lookup, the register's number, the reasons written by
 * hand, the member named on a second card, all that either card has on the noticeboard, where the
 * links lead that they have passed on, the telephones bound to a card, the cards' numbers, the way from
 * a card's code to its row, and the extended keys that its accounts derive from are overwritten or deleted. Afterwards
 * nothing that the town holds leads from the person to an account on chain, nor back.
 */
export async function erasePerson(
  deps: Deps,
  id: BeneficiaryId,
  givesUpLocalValue: boolean,
): Promise<Result<Erased, ErasureRefusal | { code: "not_found" }>> {
  return deps.db.transaction().execute(async (tx) => {
    if (!(await lockPerson(tx, id))) return refuse({ code: "not_found" });
    const judged = judgeErasure(await erasureFacts(tx, id), deps.clock.now(), givesUpLocalValue);
    if (!judged.ok) return judged;
    const cards = await eraseCards(deps, tx, id);
    await eraseBoardOf(tx, id);
    await eraseSharesOf(deps, tx, id);
    const entitlements = await eraseEntitlements(deps, tx, id);
    await eraseIdentity(deps, tx, id);
    return ok({ cards, entitlements });
  });
}

/** Programmes first, as imports and issuances do; then the person, so that nothing is printed or recharged meanwhile. */
async function lockPerson(tx: Tx, id: BeneficiaryId): Promise<boolean> {
  await sql`
    select from programme where id in (select programme_id from entitlement where beneficiary_id = ${id})
    order by id for update
  `.execute(tx);
  const person = await tx
    .selectFrom("beneficiary")
    .select("id")
    .where("id", "=", id)
    .where("erased_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (person === undefined) return false;
  await sql`select from card where beneficiary_id = ${id} order by id for update`.execute(tx);
  return true;
}

/** What the rule is told of a person. Vouchers return to a fund; local value is a sum of its own. */
export async function erasureFacts(db: Executor, id: BeneficiaryId): Promise<ErasureFacts> {
  const { rows } = await sql<{
    living: number;
    value: bigint;
    local: bigint;
    moving: number;
    until: Date | null;
  }>`
    with own_card as (select * from card where beneficiary_id = ${id}),
      any_account as (select account.* from account join own_card on own_card.id = account.card_id),
      own_account as (select any_account.* from any_account join programme on programme.id = any_account.programme_id)
    select
      (select count(*)::int from own_card where status in ('issued', 'active', 'blocked')) as living,
      (select coalesce(sum(confirmed_cents + held_cents + shortfall_cents), 0)::bigint from own_account)
        + (select coalesce(sum(line.amount_cents), 0)::bigint from issuance_line as line
            join own_account on own_account.address = line.account
            join issuance_chunk as chunk on chunk.ref = line.chunk_ref and chunk.state = 'prepared') as value,
      (select coalesce(sum(confirmed_cents + held_cents + shortfall_cents), 0)::bigint from any_account
        where programme_id = ${LOCAL_VALUE})
        + (select coalesce(sum(line.amount_cents), 0)::bigint from reward_mint_line as line
            join any_account on any_account.address = line.account
            join reward_mint as mint on mint.ref = line.mint_ref and mint.state = 'prepared') as local,
      (select count(*)::int from payment join own_card on own_card.id = payment.card_id
        where payment.state in ('accepted', 'batched', 'failed'))
        + (select count(*)::int from reversal join payment on payment.id = reversal.payment_id
            join own_card on own_card.id = payment.card_id
            where reversal.state in ('accepted', 'batched', 'failed'))
        + (select count(*)::int from gift join own_card on own_card.id in (gift.card_id, gift.to_card_id)
            where gift.state in ('accepted', 'batched', 'failed')) as moving,
      (select max(settleable_until) from programme where id in (
        select programme_id from entitlement where beneficiary_id = ${id} and withdrawn_at is null
        union select programme_id from own_account
      )) as until
  `.execute(db);
  const { living, value, local, moving, until } = rows[0]!;
  return {
    ...{ livingCards: living, value, localValue: local, openMovements: moving },
    neededUntil: until ?? undefined,
  };
}

/**
 * A card's number is printed on paper that somebody may still have, and so is the code whose digest custody files its key
 * under: both lead nowhere from now on. The sealed seed itself was erased when the card was closed or replaced.
 */
async function eraseCards(deps: Deps, tx: Tx, id: BeneficiaryId): Promise<number> {
  const cards = await tx.selectFrom("card").select("id").where("beneficiary_id", "=", id).execute();
  for (const card of cards) {
    await forgetPhonesOf(deps, tx, card.id);
    await eraseCard(deps.random, tx, card.id);
  }
  return cards.length;
}

async function eraseCard(random: Random, tx: Tx, id: CardId): Promise<void> {
  for (;;) {
    const number = cardNumber(random.bytes(4).readUInt32BE() % DIFFERENT_NUMBERS);
    const taken = await tx
      .selectFrom("card")
      .select("id")
      .where("number", "=", number)
      .executeTakeFirst();
    if (taken !== undefined) continue;
    await tx
      .updateTable("card")
      .set({
        number,
        sealed_key_id: randomUuid(random) as SealedKeyId,
        sealed_public_key: Buffer.alloc(0),
        status_reason: null,
        sealed_member: null,
      })
      .where("id", "=", id)
      .execute();
    return;
  }
}

/** The register's number is the person's file in the town's own archive. What was due stays: programmes add it up. */
async function eraseEntitlements(
  { random, clock }: Deps,
  tx: Tx,
  id: BeneficiaryId,
): Promise<number> {
  const due = await tx
    .selectFrom("entitlement")
    .select(["id", "withdrawn_at"])
    .where("beneficiary_id", "=", id)
    .execute();
  for (const { id: entitlementId, withdrawn_at } of due)
    await tx
      .updateTable("entitlement")
      .set({
        protocol: `cancellato-${random.bytes(8).toString("hex")}`,
        withdrawn_at: withdrawn_at ?? clock.now(),
      })
      .where("id", "=", entitlementId)
      .execute();
  return due.length;
}

async function eraseIdentity(
  { custody, clock, random }: Deps,
  tx: Tx,
  id: BeneficiaryId,
): Promise<void> {
  await tx.deleteFrom("beneficiary_change").where("beneficiary_id", "=", id).execute();
  await tx
    .updateTable("presence")
    .set({ sealed_reason: null })
    .where("beneficiary_id", "=", id)
    .execute();
  await tx.deleteFrom("beneficiary_name_key").where("beneficiary_id", "=", id).execute();
  const lookup = random.bytes(LOOKUP_BYTES);
  await tx
    .updateTable("beneficiary")
    .set((row) => ({
      fiscal_code_lookup: lookup,
      sealed_person: sealPerson(custody, lookup, ERASED),
      household_size: 1,
      is_filed: true,
      erased_at: clock.now(),
      version: sql<number>`${row.ref("version")} + 1`,
    }))
    .where("id", "=", id)
    .execute();
}
