import { sql } from "kysely";

import { maskFiscalCode, maskName } from "#core/programme/person-search.ts";
import type { BeneficiaryId, ProgrammeId, SealedKeyId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Executor } from "../shared/database.ts";
import type { ChangeKind } from "../shared/people-tables.ts";
import { type PeopleFilter, findPeople } from "./find-people.ts";
import { type Person, changeContext, openMember, openPerson } from "./programmes.ts";

type Deps = { db: Executor; custody: Custody };

type EntitlementFact = {
  id: string;
  programmeId: ProgrammeId;
  programme: string;
  protocol: string;
  amountCents: string;
  issuedCents: string;
  withdrawnAt: string | null;
};

type CardFact = {
  id: string;
  number: string;
  status: string;
  sharePercent: number | null;
  sealedKeyId: SealedKeyId;
  /** Base64. */
  sealedMember: string | null;
};

type PersonRow = {
  id: BeneficiaryId;
  fiscal_code_lookup: Buffer;
  sealed_person: Buffer;
  household_size: number;
  version: number;
  entitlements: EntitlementFact[];
  cards: CardFact[];
};

/** A page of people who match, masked unless they are to be shown. */
export async function listPeople(deps: Deps, filter: PeopleFilter, isShown: boolean) {
  const { ids, next } = await findPeople(deps, filter);
  const people = await readPeople(deps, ids, isShown);
  return { items: people, ...(next === undefined ? {} : { next }) };
}

/** One person with the cards of before and what was changed by hand: only for who may see it, and is written down. */
export async function readPerson(
  deps: Deps,
  id: BeneficiaryId,
): Promise<
  Result<
    Awaited<ReturnType<typeof readPeople>>[number] & {
      changes: Awaited<ReturnType<typeof changesOf>>;
    },
    { code: "not_found" }
  >
> {
  const [person] = await readPeople(deps, [id], true);
  if (person === undefined) return refuse({ code: "not_found" });
  return ok({ ...person, changes: await changesOf(deps, id) });
}

async function readPeople({ db, custody }: Deps, ids: readonly BeneficiaryId[], isShown: boolean) {
  if (ids.length === 0) return [];
  const rows = await readRows(db, ids);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [personToJson(custody, row, isShown)];
  });
}

async function readRows(db: Executor, ids: readonly BeneficiaryId[]): Promise<PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    select b.id, b.fiscal_code_lookup, b.sealed_person, b.household_size, b.version,
      coalesce((
        select json_agg(json_build_object(
          'id', e.id, 'programmeId', e.programme_id, 'programme', p.name, 'protocol', e.protocol,
          'amountCents', e.amount_cents::text, 'withdrawnAt', e.withdrawn_at,
          'issuedCents', (
            select coalesce(sum(line.amount_cents), 0)::text
            from card join account on account.card_id = card.id and account.programme_id = e.programme_id
            join issuance_line as line on line.account = account.address
            join issuance_chunk as chunk on chunk.ref = line.chunk_ref and chunk.state = 'issued'
            where card.beneficiary_id = b.id
          )
        ) order by p.created_at desc, e.protocol)
        from entitlement as e join programme as p on p.id = e.programme_id where e.beneficiary_id = b.id
      ), '[]') as entitlements,
      coalesce((
        select json_agg(json_build_object(
          'id', c.id, 'number', c.number, 'status', c.status, 'sharePercent', c.share_percent,
          'sealedKeyId', c.sealed_key_id, 'sealedMember', encode(c.sealed_member, 'base64')
        )
          order by c.created_at desc)
        from card as c where c.beneficiary_id = b.id
      ), '[]') as cards
    from beneficiary as b where b.id = any(${ids}::uuid[]) and b.erased_at is null
  `.execute(db);
  return rows;
}

function personToJson(custody: Custody, row: PersonRow, isShown: boolean) {
  const person = openPerson(custody, row.fiscal_code_lookup, row.sealed_person);
  return {
    id: row.id as string,
    version: row.version,
    isShown,
    ...(isShown ? person : masked(person)),
    householdSize: row.household_size,
    entitlements: row.entitlements.map(({ withdrawnAt, programmeId, ...entitlement }) => ({
      ...entitlement,
      programmeId: programmeId as string,
      ...(withdrawnAt === null ? {} : { withdrawnAt: new Date(withdrawnAt).toISOString() }),
    })),
    cards: row.cards.map((card) => cardToJson(custody, row.id, card, isShown)),
  };
}

function cardToJson(custody: Custody, owner: BeneficiaryId, card: CardFact, isShown: boolean) {
  const { id, number, status, sharePercent, sealedKeyId, sealedMember } = card;
  if (sharePercent === null || sealedMember === null) return { id, number, status };
  const key = { beneficiary_id: owner, sealed_key_id: sealedKeyId };
  const { surname, name } = openMember(custody, key, Buffer.from(sealedMember, "base64"));
  const member = isShown ? { surname, name } : { surname: maskName(surname), name: maskName(name) };
  return { id, number, status, second: { sharePercent, member } };
}

function masked({ surname, name, fiscalCode }: Person) {
  return {
    surname: maskName(surname),
    name: maskName(name),
    fiscalCode: maskFiscalCode(fiscalCode),
  };
}

type ChangeText = { reason: string; before?: string; after?: string };

async function changesOf({ db, custody }: Deps, id: BeneficiaryId) {
  const rows = await db
    .selectFrom("beneficiary_change")
    .selectAll()
    .where("beneficiary_id", "=", id)
    .orderBy("changed_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as ChangeKind,
    ...(JSON.parse(custody.openText(changeContext(row.id), row.sealed_reason)) as ChangeText),
    changedBy: row.changed_by as string,
    changedAt: row.changed_at.toISOString(),
  }));
}
