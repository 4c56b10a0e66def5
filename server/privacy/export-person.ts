import { sql } from "kysely";

import type { CampaignKind } from "#core/campaign/campaign-kind.ts";
import type { PresenceState } from "#core/campaign/presence-state.ts";
import type { BeneficiaryId, MerchantId, PresenceId, SealedKeyId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { openReason } from "../actions/actions.ts";
import type { Custody } from "../custody/custody.ts";
import { openDetails } from "../merchants/merchants.ts";
import { type Member, changeContext, openMember, openPerson } from "../programmes/programmes.ts";
import { type BoardCopy, boardCopyOf } from "../offers/offers.ts";
import type { Clock } from "../shared/clock.ts";
import type { Executor } from "../shared/database.ts";
import { instant } from "../shared/instant.ts";

type Deps = { db: Executor; custody: Custody; clock: Clock; townName: string };

/** All that the town holds of one person (GDPR art. 15): what they were asked for, and what came of it. Amounts in cents. */
export type PersonExport = {
  readonly town: string;
  /** When it was made; ISO 8601, like every instant here. */
  readonly at: string;
  readonly person: {
    readonly surname: string;
    readonly name: string;
    readonly fiscalCode: string;
    readonly mobile?: string;
    readonly householdSize: number;
    readonly heldSince: string;
  };
  readonly entitlements: readonly Entitlement[];
  readonly changes: readonly Change[];
  readonly cards: readonly Card[];
  readonly payments: readonly Payment[];
  readonly gifts: readonly Gift[];
  /** The noticeboard: what they put up, wrote, were written, and told the town. */
  readonly board: BoardCopy;
  /** The same of who carries the household's second card: for nobody else to read. */
  readonly secondBoard: BoardCopy;
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
  /** On a household's second card: who carries it, and its hundredths of each recharge. */
  second?: { member: Member; sharePercent: number };
  accounts: { address: string; programme: string; balanceCents: string }[];
  recharges: { programme: string; amountCents: string; state: string; at: string | null }[];
};
type Payment = {
  id: string;
  at: string;
  card: string;
  shop: string;
  amountCents: string;
  state: string;
  shares: { account: string; amountCents: string; digest: string; transaction: string | null }[];
  reversals: { at: string; amountCents: string; state: string }[];
};

/** Local value given or received. Of the other card nothing but its last digits: it is another person's. */
type Gift = {
  at: string;
  direction: "given" | "received";
  card: string;
  other: string;
  amountCents: string;
  state: string;
};

type Reward = { on: string; campaign: string; kind: CampaignKind; amountCents: string };
type CivicAction = {
  title: string;
  place: string;
  checkedInAt: string;
  state: PresenceState;
  decidedAt: string | null;
  reason?: string;
};
type Share = { initiative: string; card: string; day: string; visits: number };

export async function exportPerson(
  { db, custody, clock, townName }: Deps,
  id: BeneficiaryId,
): Promise<Result<PersonExport, { code: "not_found" }>> {
  const row = await db
    .selectFrom("beneficiary")
    .selectAll()
    .where("id", "=", id)
    .where("erased_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return refuse({ code: "not_found" });
  const { fiscal_code_lookup, sealed_person, household_size, created_at } = row;
  return ok({
    town: townName,
    at: clock.now().toISOString(),
    person: {
      ...openPerson(custody, fiscal_code_lookup, sealed_person),
      householdSize: household_size,
      heldSince: created_at.toISOString(),
    },
    entitlements: await entitlementsOf(db, id),
    changes: await changesOf(db, custody, id),
    cards: await cardsOf(db, custody, id),
    payments: await paymentsOf(db, custody, id),
    gifts: await giftsOf(db, id),
    board: await boardCopyOf(db, custody, id, false),
    secondBoard: await boardCopyOf(db, custody, id, true),
    rewards: await rewardsOf(db, id),
    civicActions: await civicActionsOf(db, custody, id),
    shares: await sharesOf(db, id),
    acts: await actsOn(db, id),
  });
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

type CardRow = Omit<Card, "second"> & {
  sealed_key_id: SealedKeyId;
  sealed_member: Buffer | null;
  share_percent: number | null;
};

async function cardsOf(db: Executor, custody: Custody, id: BeneficiaryId): Promise<Card[]> {
  const { rows } = await sql<CardRow>`
    select c.sealed_key_id, c.sealed_member, c.share_percent, c.number, c.status,
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
    from card as c where c.beneficiary_id = ${id} order by c.created_at, c.id
  `.execute(db);
  return rows.map(({ sealed_key_id, sealed_member, share_percent, ...card }) => {
    if (sealed_member === null || share_percent === null) return card;
    const member = openMember(custody, { beneficiary_id: id, sealed_key_id }, sealed_member);
    return { ...card, second: { member, sharePercent: share_percent } };
  });
}

type PaymentRow = Omit<Payment, "shop"> & { merchant_id: MerchantId; sealed_details: Buffer };

async function paymentsOf(db: Executor, custody: Custody, id: BeneficiaryId): Promise<Payment[]> {
  const { rows } = await sql<PaymentRow>`
    select payment.id, ${instant("payment.accepted_at")} as at, c.number as card, m.id as merchant_id,
      m.sealed_details, payment.amount_cents::text as "amountCents", payment.state,
      coalesce((
        select json_agg(json_build_object(
          'account', t.from_account, 'amountCents', t.amount_cents::text, 'digest', t.digest,
          'transaction', t.settled_transaction
        ) order by t.position)
        from signed_transfer as t where t.payment_id = payment.id
      ), '[]') as shares,
      coalesce((
        select json_agg(json_build_object(
          'at', ${instant("r.accepted_at")}, 'amountCents', r.amount_cents::text, 'state', r.state
        ) order by r.accepted_at)
        from reversal as r where r.payment_id = payment.id
      ), '[]') as reversals
    from payment join card as c on c.id = payment.card_id join merchant as m on m.id = payment.merchant_id
    where c.beneficiary_id = ${id} order by payment.accepted_at, payment.id
  `.execute(db);
  return rows.map(({ merchant_id, sealed_details, ...payment }) => ({
    ...payment,
    shop: openDetails(custody, merchant_id, sealed_details).businessName,
  }));
}

async function giftsOf(db: Executor, id: BeneficiaryId): Promise<Gift[]> {
  const { rows } = await sql<Gift>`
    select ${instant("gift.accepted_at")} as at, own.number as card, gift.amount_cents::text as "amountCents", gift.state,
      case when own.id = gift.card_id then 'given' else 'received' end as direction,
      coalesce(merchant.association_name, merchant.alias, '…' || right(other.number, 4)) as other
    from card as own join gift on own.id in (gift.card_id, gift.to_card_id)
    left join card as other on other.id in (gift.card_id, gift.to_card_id) and other.id <> own.id
    left join merchant on merchant.id = gift.to_merchant_id
    where own.beneficiary_id = ${id} order by gift.accepted_at, gift.id, own.id
  `.execute(db);
  return rows;
}

async function rewardsOf(db: Executor, id: BeneficiaryId): Promise<Reward[]> {
  const { rows } = await sql<Reward>`
    select to_char(entry.earned_on, 'YYYY-MM-DD') as "on", campaign.name as campaign, campaign.kind,
      entry.amount_cents::text as "amountCents"
    from reward_entry as entry join campaign on campaign.id = entry.campaign_id
    where entry.beneficiary_id = ${id} order by entry.earned_on, entry.id
  `.execute(db);
  return rows;
}

async function civicActionsOf(
  db: Executor,
  custody: Custody,
  id: BeneficiaryId,
): Promise<CivicAction[]> {
  type Row = CivicAction & { id: PresenceId; sealed_reason: Buffer | null };
  const { rows } = await sql<Row>`
    select presence.id, action.title, action.place, ${instant("checked_in_at")} as "checkedInAt", presence.state,
      ${instant("decided_at")} as "decidedAt", sealed_reason
    from presence join civic_action as action on action.id = presence.action_id
    where presence.beneficiary_id = ${id} order by checked_in_at
  `.execute(db);
  return rows.map(({ id: presence, sealed_reason, ...row }) => ({
    ...row,
    ...(sealed_reason === null ? {} : { reason: openReason(custody, presence, sealed_reason) }),
  }));
}

async function sharesOf(db: Executor, id: BeneficiaryId): Promise<Share[]> {
  const { rows } = await sql<Share>`
    select initiative.title as initiative, c.number as card, to_char(day, 'YYYY-MM-DD') as day, visits
    from visit_day join share_link as link on link.id = link_id
    join initiative on initiative.id = link.initiative_id join card as c on c.id = link.card_id
    where link.beneficiary_id = ${id} order by day, initiative.title
  `.execute(db);
  return rows;
}

async function actsOn(db: Executor, id: BeneficiaryId): Promise<PersonExport["acts"]> {
  const { rows } = await sql<{ at: string; act: string; officer: string | null }>`
    select ${instant("at")} as at, act, officer from audit_entry
    where subject = ${id} or subject in (select id::text from card where beneficiary_id = ${id})
    order by id
  `.execute(db);
  return rows.map(({ at, act, officer }) => ({
    ...{ at, act },
    ...(officer === null ? {} : { officer }),
  }));
}
