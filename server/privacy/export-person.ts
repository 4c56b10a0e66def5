import { type Selectable, sql } from "kysely";

import type { BeneficiaryId, CardId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import { type Member, changeContext, openMember, openPerson } from "../programmes/programmes.ts";
import { type BoardCopy, NO_BOARD, boardCopyOf } from "../offers/offers.ts";
import type { Clock } from "../shared/clock.ts";
import type { Executor } from "../shared/database.ts";
import { instant } from "../shared/instant.ts";
import type { BeneficiaryTable } from "../shared/people-tables.ts";
import {
  type CivicAction,
  type Gift,
  type Payment,
  type Reward,
  type Share,
  civicActionsOf,
  giftsOf,
  paymentsOf,
  rewardsOf,
  sharesOf,
} from "./export-movements.ts";
import { type CopyHolder, beneficiaryHolder, memberHolder } from "./copy-holder.ts";

type Deps = { db: Executor; custody: Custody; clock: Clock; townName: string };

/**
 * All that the town holds of one person (GDPR art. 15): what they were asked for, and what came of it. Amounts in cents.
 * Who carries a household's second card has a copy of their own.
 */
export type PersonExport = {
  readonly town: string;
  /** When it was made; ISO 8601, like every instant here. */
  readonly at: string;
  readonly person: {
    readonly surname: string;
    readonly name: string;
    /** Of who carries a second card the town knows the name only. */
    readonly fiscalCode?: string;
    readonly mobile?: string;
    readonly householdSize?: number;
    readonly heldSince?: string;
  };
  /** The household's second cards, in the beneficiary's copy: who carries each is told, what they do with it is not. */
  readonly secondCards: readonly SecondCard[];
  readonly entitlements: readonly Entitlement[];
  readonly changes: readonly Change[];
  readonly cards: readonly Card[];
  readonly payments: readonly Payment[];
  readonly gifts: readonly Gift[];
  /** The noticeboard: what they put up, wrote, were written, and told the town. */
  readonly board: BoardCopy;
  /** What was earned of the town's local value, and under which campaign; less than nothing where it was taken back. */
  readonly rewards: readonly Reward[];
  readonly civicActions: readonly CivicAction[];
  /** How many came by the links that they have passed on. Who came is known to nobody. */
  readonly shares: readonly Share[];
  /** Acts of the office that name this person or one of the cards. */
  readonly acts: readonly {
    readonly at: string;
    readonly act: string;
    readonly officer?: string;
  }[];
};

type Entitlement = {
  programme: string;
  act: string;
  protocol: string;
  amountCents: string;
  since: string;
  withdrawnAt: string | null;
};
type Change = {
  kind: string;
  at: string;
  by: string;
  reason: string;
  before?: string;
  after?: string;
};
type Card = {
  number: string;
  status: string;
  statusReason: string | null;
  issuedAt: string;
  statusSince: string;
  /** On a household's second card: its hundredths of each recharge. */
  sharePercent: number | null;
  accounts: { address: string; programme: string; balanceCents: string }[];
  recharges: { programme: string; amountCents: string; state: string; at: string | null }[];
};
type SecondCard = { number: string; status: string; member: Member; sharePercent: number };
/** The beneficiary's copy, or that of who carries the second card that is named. */
export async function exportPerson(
  deps: Deps,
  id: BeneficiaryId,
  secondCardId?: CardId,
): Promise<Result<PersonExport, { code: "not_found" }>> {
  const { db, clock, townName } = deps;
  const row = await db
    .selectFrom("beneficiary")
    .selectAll()
    .where("id", "=", id)
    .where("erased_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return refuse({ code: "not_found" });
  const holder =
    secondCardId === undefined
      ? await beneficiaryHolder(db, id)
      : await memberHolder(deps, id, secondCardId);
  if (holder === undefined) return refuse({ code: "not_found" });
  return ok({
    town: townName,
    at: clock.now().toISOString(),
    ...(holder.member === undefined
      ? await beneficiaryPart(deps, row)
      : { person: holder.member, secondCards: [], entitlements: [], changes: [] }),
    ...(await holderPart(deps, id, holder)),
  });
}

/** What the town holds of the beneficiary alone. */
async function beneficiaryPart({ db, custody }: Deps, row: Selectable<BeneficiaryTable>) {
  const { id, fiscal_code_lookup, sealed_person, household_size, created_at } = row;
  return {
    person: {
      ...openPerson(custody, fiscal_code_lookup, sealed_person),
      householdSize: household_size,
      heldSince: created_at.toISOString(),
    },
    secondCards: await secondCardsOf(db, custody, id),
    entitlements: await entitlementsOf(db, id),
    changes: await changesOf(db, custody, id),
  };
}

/** What came of the cards of one holder. */
async function holderPart({ db, custody }: Deps, id: BeneficiaryId, holder: CopyHolder) {
  const { cards, member, hasBoard } = holder;
  const isSecond = member !== undefined;
  return {
    cards: await cardsOf(db, cards),
    payments: await paymentsOf(db, custody, cards),
    gifts: await giftsOf(db, cards),
    board: hasBoard ? await boardCopyOf(db, custody, id, isSecond) : NO_BOARD,
    rewards: await rewardsOf(db, cards),
    civicActions: await civicActionsOf(db, custody, cards),
    shares: await sharesOf(db, cards),
    acts: await actsOn(db, isSecond ? cards : [id, ...cards]),
  };
}

/** Accounts of no programme hold the town's local value. */
const LOCAL_VALUE_NAME = "valore locale";

async function entitlementsOf(db: Executor, id: BeneficiaryId): Promise<Entitlement[]> {
  const { rows } = await sql<Entitlement>`
    select p.name as programme, p.act, e.protocol, e.amount_cents::text as "amountCents",
      ${instant("e.created_at")} as since, ${instant("e.withdrawn_at")} as "withdrawnAt"
    from entitlement as e join programme as p on p.id = e.programme_id
    where e.beneficiary_id = ${id} order by e.created_at, e.id
  `.execute(db);
  return rows;
}

async function changesOf(db: Executor, custody: Custody, id: BeneficiaryId): Promise<Change[]> {
  const rows = await db
    .selectFrom("beneficiary_change")
    .selectAll()
    .where("beneficiary_id", "=", id)
    .orderBy("changed_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    at: row.changed_at.toISOString(),
    by: row.changed_by,
    ...(JSON.parse(custody.openText(changeContext(row.id), row.sealed_reason)) as Pick<
      Change,
      "reason" | "before" | "after"
    >),
  }));
}

async function secondCardsOf(
  db: Executor,
  custody: Custody,
  id: BeneficiaryId,
): Promise<SecondCard[]> {
  const rows = await db
    .selectFrom("card")
    .select(["number", "status", "sealed_key_id", "sealed_member", "share_percent"])
    .where("beneficiary_id", "=", id)
    .where("is_second", "=", true)
    .where("sealed_member", "is not", null)
    .orderBy("created_at")
    .execute();
  return rows.map(({ number, status, sealed_key_id, sealed_member, share_percent }) => ({
    ...{ number, status, sharePercent: share_percent! },
    member: openMember(custody, { beneficiary_id: id, sealed_key_id }, sealed_member!),
  }));
}

async function cardsOf(db: Executor, cards: readonly CardId[]): Promise<Card[]> {
  const { rows } = await sql<Card>`
    select c.share_percent as "sharePercent", c.number, c.status,
      c.status_reason as "statusReason", ${instant("c.created_at")} as "issuedAt",
      ${instant("c.status_changed_at")} as "statusSince",
      coalesce((
        select json_agg(json_build_object(
          'address', a.address, 'programme', coalesce(p.name, ${LOCAL_VALUE_NAME}),
          'balanceCents', a.confirmed_cents::text
        ) order by a.derivation_index)
        from account as a left join programme as p on p.id = a.programme_id where a.card_id = c.id
      ), '[]') as accounts,
      coalesce((
        select json_agg(json_build_object(
          'programme', p.name, 'amountCents', line.amount_cents::text, 'state', chunk.state,
          'at', ${instant("chunk.done_at")}
        ) order by chunk.done_at, line.account)
        from account as a join programme as p on p.id = a.programme_id
        join issuance_line as line on line.account = a.address
        join issuance_chunk as chunk on chunk.ref = line.chunk_ref where a.card_id = c.id
      ), '[]') as recharges
    from card as c where c.id = any(${cards}::uuid[]) order by c.created_at, c.id
  `.execute(db);
  return rows;
}

async function actsOn(db: Executor, subjects: readonly string[]): Promise<PersonExport["acts"]> {
  const { rows } = await sql<{ at: string; act: string; officer: string | null }>`
    select ${instant("at")} as at, act, officer from audit_entry
    where subject = any(${subjects}::text[])
    order by id
  `.execute(db);
  return rows.map(({ at, act, officer }) => ({
    ...{ at, act },
    ...(officer === null ? {} : { officer }),
  }));
}
