import { sql } from "kysely";

import { keptReward } from "#core/campaign/judge-reward.ts";
import type { CampaignId, MerchantId, PaymentId } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";

import type { Database, Tx } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { type Campaign, type Earner, giveReward, lockCampaign, termsOf } from "./campaigns.ts";

type Deps = { db: Database; random: Random };

/** News looked at in one transaction, so that a campaign is not locked for long. */
const MOST_AT_ONCE = 200;
/** News numbered in one transaction. */
const MOST_NUMBERED = 2000;

/**
 * Gives every purchase of an open campaign its reward, and takes back what belongs to purchases that were voided or
 * reversed since. Each campaign goes on from where it was, and no purchase is judged twice: what interrupts a round leaves
 * the rest to the next. Answers how much news was looked at.
 */
export async function rewardPurchases(deps: Deps): Promise<number> {
  await numberNews(deps.db);
  let looked = 0;
  for (const { id } of await campaignsBehind(deps.db))
    for (let more = true; more;) {
      const some = await deps.db.transaction().execute((tx) => rewardSome(deps, tx, id));
      looked += some;
      more = some > 0;
    }
  return looked;
}

/**
 * Numbers what was committed since. The counter's row is held until the numbers are committed, so that no number is ever
 * seen before a smaller one: whatever commits late gets a later number.
 */
async function numberNews(db: Database): Promise<void> {
  for (let more = true; more;)
    more = await db.transaction().execute(async (tx) => {
      const held = await sql`
        select last from purchase_counter
        where exists (select from purchase_news where number is null) for update
      `.execute(tx);
      if (held.rows.length === 0) return false;
      const { rows } = await sql<{ number: bigint }>`
        with waiting as (
          select id, row_number() over (order by entered_at, id) as place from purchase_news
          where number is null order by entered_at, id limit ${MOST_NUMBERED}
        ), counted as (
          update purchase_counter set last = last + (select count(*) from waiting)
          returning last - (select count(*) from waiting) as before
        )
        update purchase_news set number = counted.before + waiting.place
        from waiting, counted where purchase_news.id = waiting.id returning number
      `.execute(tx);
      return rows.length === MOST_NUMBERED;
    });
}

async function campaignsBehind(db: Database): Promise<{ id: CampaignId }[]> {
  const { rows } = await sql<{ id: CampaignId }>`
    select id from campaign where kind = 'purchases' and state <> 'draft'
      and judged_up_to < (select max(number) from purchase_news)
  `.execute(db);
  return rows;
}

async function rewardSome(deps: Deps, tx: Tx, id: CampaignId): Promise<number> {
  const campaign = await lockCampaign(tx, id);
  const news = await tx
    .selectFrom("purchase_news")
    .select(["number", "payment_id"])
    .where("number", ">", campaign.judged_up_to)
    .orderBy("number")
    .limit(MOST_AT_ONCE)
    .execute();
  const last = news.at(-1)?.number ?? null;
  if (last === null) return 0;
  const purchases = [...new Set(news.map(({ payment_id }) => payment_id))];
  await takeBack(deps, tx, campaign, purchases);
  if (campaign.state === "open")
    for (const purchase of await unjudged(tx, campaign, purchases))
      await reward(deps, tx, campaign, purchase);
  await tx.updateTable("campaign").set({ judged_up_to: last }).where("id", "=", id).execute();
  return news.length;
}

type Purchase = Earner & {
  readonly payment_id: PaymentId;
  readonly merchant_id: MerchantId;
  /** What is left of it in vouchers: reversals deducted, nothing of one that was voided or that failed. */
  readonly remaining: bigint;
};

/** What is paid in local value earns nothing: else a ring could pass the same value on and earn on it each time. */
export const REMAINING = sql<bigint>`
  case when payment.state in ('voided', 'failed') then 0 else payment.amount_cents - payment.local_cents - coalesce((
    select sum(reversal.amount_cents - reversal.local_cents) from reversal
    where reversal.payment_id = payment.id and reversal.state <> 'failed'
  ), 0) end::bigint
`;

/** The purchases of a time that count, at shops of these categories or, where there are none, at every shop. */
export function purchasesOf({ from, until, categories }: RewardedTime) {
  return sql`
    payment
    join card on card.id = payment.card_id
    join merchant on merchant.id = payment.merchant_id
    where payment.state in ('accepted', 'batched', 'settled')
      and payment.accepted_at >= ${from} and payment.accepted_at < ${until}
      and (cardinality(${categories}::smallint[]) = 0 or merchant.category = any(${categories}::smallint[]))
  `;
}

type RewardedTime = {
  readonly from: Date;
  readonly until: Date;
  readonly categories: readonly number[];
};

async function unjudged(
  tx: Tx,
  campaign: Campaign,
  purchases: readonly PaymentId[],
): Promise<Purchase[]> {
  const { rewards_from: from, rewards_until: until, categories } = campaign;
  const { rows } = await sql<Purchase>`
    select payment.id as payment_id, payment.card_id, card.beneficiary_id, payment.merchant_id,
      to_char(payment.accepted_at at time zone 'Europe/Rome', 'YYYY-MM-DD') as earned_on,
      ${REMAINING} as remaining
    from ${purchasesOf({ from, until, categories })}
      and payment.id = any(${[...purchases]}::uuid[])
      and not exists (
        select from reward_entry where campaign_id = ${campaign.id} and payment_id = payment.id
      )
    order by payment.accepted_at, payment.id
  `.execute(tx);
  return rows;
}

async function reward(
  deps: Deps,
  tx: Tx,
  campaign: Campaign,
  { remaining, payment_id, merchant_id, ...earner }: Purchase,
): Promise<void> {
  const base = cents(remaining);
  await giveReward(deps, tx, campaign, earner, { payment_id, merchant_id }, { base });
}

type Shrunk = Purchase & {
  readonly entries: string;
  readonly given: bigint;
  readonly booked: string;
};

/** Of these purchases, those of which less is left than was last judged lose the reward of the difference. */
async function takeBack(
  { random }: Deps,
  tx: Tx,
  campaign: Campaign,
  purchases: readonly PaymentId[],
): Promise<void> {
  const { rows } = await sql<Shrunk>`
    select judged.*, remaining
    from (
      select payment_id, card_id, beneficiary_id, merchant_id, to_char(earned_on, 'YYYY-MM-DD') as earned_on,
        count(*) as entries, sum(amount_cents) as booked, min(base_cents) as base,
        sum(amount_cents) filter (where number = 0)::bigint as given
      from reward_entry where campaign_id = ${campaign.id} and payment_id = any(${[...purchases]}::uuid[])
      group by payment_id, card_id, beneficiary_id, merchant_id, earned_on
    ) as judged
    join payment on payment.id = judged.payment_id
    cross join lateral (select ${REMAINING} as remaining) as kept
    where remaining < judged.base
    order by payment_id
  `.execute(tx);
  const { rate } = termsOf(campaign);
  for (const row of rows) {
    const { payment_id, card_id, beneficiary_id, merchant_id, earned_on } = row;
    const remaining = cents(row.remaining);
    const kept: Cents = keptReward(rate, cents(row.given), remaining);
    await tx
      .insertInto("reward_entry")
      .values({
        ...{ id: randomUuid(random), campaign_id: campaign.id, number: Number(row.entries) },
        ...{ payment_id, card_id, beneficiary_id, merchant_id, earned_on },
        ...{ base_cents: remaining, amount_cents: kept - BigInt(row.booked) },
        ...{ bound_by: null, mint_ref: null },
      })
      .execute();
  }
}
