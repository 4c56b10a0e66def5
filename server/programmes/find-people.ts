import { sql } from "kysely";

import { isNamed, soughtBeginnings } from "#core/programme/person-search.ts";
import { parseFiscalCode } from "#core/shared/fiscal-code.ts";
import type { BeneficiaryId, ProgrammeId } from "#core/shared/ids.ts";

import type { Custody } from "../custody/custody.ts";
import type { Executor } from "../shared/database.ts";
import { isBehind, placeText } from "../shared/list-place.ts";
import { fiscalCodeLookup, nameKey, openPerson } from "./programmes.ts";

export type PeopleFilter = {
  /** A fiscal code, a card's number or its first digits, or words of a name. */
  readonly search?: string | undefined;
  readonly programmeId?: ProgrammeId | undefined;
  /** Where the page before ended, as it said. */
  readonly after?: string | undefined;
  readonly limit: number;
};

/** A page of people's ids in the order asked for, and from where to go on where there are more. */
export type FoundPeople = { readonly ids: readonly BeneficiaryId[]; readonly next?: string };

type Deps = { db: Executor; custody: Custody };

/** People by fiscal code, card or name; without a search all of a programme by register number, or all, newest first. */
export async function findPeople(deps: Deps, filter: PeopleFilter): Promise<FoundPeople> {
  const typed = filter.search?.trim() ?? "";
  if (typed === "")
    return filter.programmeId === undefined
      ? newestPeople(deps.db, filter)
      : peopleOfProgramme(deps.db, filter.programmeId, filter);
  const digits = typed.replace(/\s/g, "");
  if (/^\d{3,8}$/.test(digits)) return pageOf(await peopleOfCards(deps.db, filter, digits), filter);
  const code = parseFiscalCode(typed);
  if (code.ok) return pageOf(await peopleOfCode(deps, filter, code.value), filter);
  return peopleNamed(deps, filter, typed);
}

type Row = { id: BeneficiaryId; cursor: string };

function pageOf(rows: readonly Row[], { limit }: PeopleFilter): FoundPeople {
  const some = rows.slice(0, limit);
  const ids = some.map(({ id }) => id);
  return rows.length > limit ? { ids, next: some.at(-1)!.cursor } : { ids };
}

async function newestPeople(db: Executor, filter: PeopleFilter): Promise<FoundPeople> {
  const { after, limit } = filter;
  const { rows } = await sql<Row>`
    select id, ${placeText("created_at", "id")} as cursor from beneficiary
    where erased_at is null and ${after === undefined ? sql`true` : isBehind(after, "created_at", "id")}
    order by created_at desc, id desc limit ${limit + 1}
  `.execute(db);
  return pageOf(rows, filter);
}

async function peopleOfProgramme(
  db: Executor,
  programmeId: ProgrammeId,
  filter: PeopleFilter,
): Promise<FoundPeople> {
  const { rows } = await sql<Row>`
    select beneficiary_id as id, protocol as cursor
    from entitlement join beneficiary on beneficiary.id = beneficiary_id and erased_at is null
    where programme_id = ${programmeId} and protocol > ${filter.after ?? ""}
    order by protocol limit ${filter.limit + 1}
  `.execute(db);
  return pageOf(rows, filter);
}

/** The condition on `id` that a programme and the page before make. */
function within({ programmeId, after }: PeopleFilter, id: string) {
  const column = sql.ref(id);
  const inProgramme =
    programmeId === undefined
      ? sql`true`
      : sql`exists (select from entitlement as e where e.programme_id = ${programmeId} and e.beneficiary_id = ${column})`;
  const later = after === undefined ? sql`true` : sql`${column} > ${after}::uuid`;
  return sql`${inProgramme} and ${later}`;
}

async function peopleOfCards(db: Executor, filter: PeopleFilter, digits: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select distinct beneficiary_id as id, beneficiary_id::text as cursor from card
    where number >= ${digits.padEnd(8, "0")} and number <= ${digits.padEnd(8, "9")}
      and ${within(filter, "card.beneficiary_id")}
    order by beneficiary_id limit ${filter.limit + 1}
  `.execute(db);
  return rows;
}

async function peopleOfCode(
  { db, custody }: Deps,
  filter: PeopleFilter,
  code: string,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select id, id::text as cursor from beneficiary
    where fiscal_code_lookup = ${fiscalCodeLookup(custody, code)} and ${within(filter, "beneficiary.id")}
  `.execute(db);
  return rows;
}

const CANDIDATES_AT_ONCE = 500;

type Candidate = { id: BeneficiaryId; fiscal_code_lookup: Buffer; sealed_person: Buffer };

/** Reads whoever is filed under the words' keys, a few hundred at a time, and leaves out those who are named otherwise. */
async function peopleNamed(deps: Deps, filter: PeopleFilter, typed: string): Promise<FoundPeople> {
  const keys = soughtBeginnings(typed).map((beginning) => nameKey(deps.custody, beginning));
  if (keys.length === 0) return { ids: [] };
  const found: Row[] = [];
  let after = filter.after;
  for (;;) {
    const candidates = await filedUnder(deps.db, keys, { ...filter, after });
    for (const { id, fiscal_code_lookup, sealed_person } of candidates) {
      const { surname, name } = openPerson(deps.custody, fiscal_code_lookup, sealed_person);
      if (isNamed(typed, surname, name)) found.push({ id, cursor: id });
      if (found.length > filter.limit) return pageOf(found, filter);
    }
    if (candidates.length < CANDIDATES_AT_ONCE) return pageOf(found, filter);
    after = candidates.at(-1)!.id;
  }
}

async function filedUnder(
  db: Executor,
  [first, ...others]: readonly number[],
  filter: PeopleFilter,
): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select beneficiary.id, fiscal_code_lookup, sealed_person
    from beneficiary_name_key as filed join beneficiary on beneficiary.id = filed.beneficiary_id
    where filed.key = ${first} and ${within(filter, "filed.beneficiary_id")}
      ${
        others.length === 0
          ? sql``
          : sql`and not exists (
        select from unnest(${others}::integer[]) as other(key) where not exists (
          select from beneficiary_name_key as also
          where also.key = other.key and also.beneficiary_id = filed.beneficiary_id
        )
      )`
      }
    order by filed.beneficiary_id limit ${CANDIDATES_AT_ONCE}
  `.execute(db);
  return rows;
}
