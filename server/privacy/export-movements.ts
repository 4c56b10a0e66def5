import { sql } from "kysely";

import type { CampaignKind } from "#core/campaign/campaign-kind.ts";
import type { PresenceState } from "#core/campaign/presence-state.ts";
import type { CardId, MerchantId, PresenceId } from "#core/shared/ids.ts";

import { openReason } from "../actions/actions.ts";
import type { Custody } from "../custody/custody.ts";
import { openDetails } from "../merchants/merchants.ts";
import type { Executor } from "../shared/database.ts";
import { instant } from "../shared/instant.ts";

export type Payment = {
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
export type Gift = {
  at: string;
  direction: "given" | "received";
  card: string;
  other: string;
  amountCents: string;
  state: string;
};

export type Reward = { on: string; campaign: string; kind: CampaignKind; amountCents: string };
export type CivicAction = {
  title: string;
  place: string;
  checkedInAt: string;
  state: PresenceState;
  decidedAt: string | null;
  reason?: string;
};
export type Share = { initiative: string; card: string; day: string; visits: number };

type PaymentRow = Omit<Payment, "shop"> & { merchant_id: MerchantId; sealed_details: Buffer };

export async function paymentsOf(
  db: Executor,
  custody: Custody,
  cards: readonly CardId[],
): Promise<Payment[]> {
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
    where c.id = any(${cards}::uuid[]) order by payment.accepted_at, payment.id
  `.execute(db);
  return rows.map(({ merchant_id, sealed_details, ...payment }) => ({
    ...payment,
    shop: openDetails(custody, merchant_id, sealed_details).businessName,
  }));
}

export async function giftsOf(db: Executor, cards: readonly CardId[]): Promise<Gift[]> {
  const { rows } = await sql<Gift>`
    select ${instant("gift.accepted_at")} as at, own.number as card, gift.amount_cents::text as "amountCents", gift.state,
      case when own.id = gift.card_id then 'given' else 'received' end as direction,
      coalesce(merchant.association_name, merchant.alias, '…' || right(other.number, 4)) as other
    from card as own join gift on own.id in (gift.card_id, gift.to_card_id)
    left join card as other on other.id in (gift.card_id, gift.to_card_id) and other.id <> own.id
    left join merchant on merchant.id = gift.to_merchant_id
    where own.id = any(${cards}::uuid[]) order by gift.accepted_at, gift.id, own.id
  `.execute(db);
  return rows;
}

export async function rewardsOf(db: Executor, cards: readonly CardId[]): Promise<Reward[]> {
  const { rows } = await sql<Reward>`
    select to_char(entry.earned_on, 'YYYY-MM-DD') as "on", campaign.name as campaign, campaign.kind,
      entry.amount_cents::text as "amountCents"
    from reward_entry as entry join campaign on campaign.id = entry.campaign_id
    where entry.card_id = any(${cards}::uuid[]) order by entry.earned_on, entry.id
  `.execute(db);
  return rows;
}

export async function civicActionsOf(
  db: Executor,
  custody: Custody,
  cards: readonly CardId[],
): Promise<CivicAction[]> {
  type Row = CivicAction & { id: PresenceId; sealed_reason: Buffer | null };
  const { rows } = await sql<Row>`
    select presence.id, action.title, action.place, ${instant("checked_in_at")} as "checkedInAt", presence.state,
      ${instant("decided_at")} as "decidedAt", sealed_reason
    from presence join civic_action as action on action.id = presence.action_id
    where presence.card_id = any(${cards}::uuid[]) order by checked_in_at
  `.execute(db);
  return rows.map(({ id: presence, sealed_reason, ...row }) => ({
    ...row,
    ...(sealed_reason === null ? {} : { reason: openReason(custody, presence, sealed_reason) }),
  }));
}

export async function sharesOf(db: Executor, cards: readonly CardId[]): Promise<Share[]> {
  const { rows } = await sql<Share>`
    select initiative.title as initiative, c.number as card, to_char(day, 'YYYY-MM-DD') as day, visits
    from visit_day join share_link as link on link.id = link_id
    join initiative on initiative.id = link.initiative_id join card as c on c.id = link.card_id
    where link.card_id = any(${cards}::uuid[]) order by day, initiative.title
  `.execute(db);
  return rows;
}
