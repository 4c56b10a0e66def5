import { sql } from "kysely";

import { civilDay } from "#core/shared/civil-day.ts";
import type { CampaignId, InitiativeId, ShareLinkId } from "#core/shared/ids.ts";
import { cents } from "#core/shared/money.ts";

import { type Earner, giveReward, lockCampaign } from "../campaigns/campaigns.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";

type Deps = { db: Database; clock: Clock; random: Random };

/** Links judged in one transaction, so that a campaign is not locked for long. */
const MOST_AT_ONCE = 200;

/**
 * Counts the days that are over, link by link, forgets who came, and rewards what was counted. Each step is done once,
 * whatever interrupts it: counting and forgetting are one transaction, and each count is judged once.
 */
export async function rewardShares(deps: Deps): Promise<void> {
  for (const day of await daysOver(deps))
    await deps.db.transaction().execute((tx) => closeDay(tx, day));
  for (const { id } of await campaignsWithCounts(deps.db))
    for (let more = true; more;)
      more = await deps.db.transaction().execute((tx) => rewardSome(deps, tx, id));
}

async function daysOver({ db, clock }: Deps): Promise<string[]> {
  const { rows } = await sql<{ day: string }>`
    select day::text as day from visit_salt where day < ${civilDay(clock.now())}::date order by day
  `.execute(db);
  return rows.map(({ day }) => day);
}

/** Marks that count: not those of who looked at the household's own links from the same address on the same day. */
export const COUNTED_MARKS = sql`
  select mark.initiative_id, mark.day, mark.link_id from visit_mark as mark
  left join share_link as link on link.id = mark.link_id
  where not exists (
    select from sharer_mark as own
    where own.initiative_id = mark.initiative_id and own.day = mark.day and own.visitor = mark.visitor
      and own.beneficiary_id = link.beneficiary_id
  )
`;

/**
 * With the salt goes the only way to make an address's mark again. What a replica whose clock is behind still counts for a
 * day that was closed is not added.
 */
async function closeDay(tx: Tx, day: string): Promise<void> {
  const { rows } = await sql`select from visit_salt where day = ${day}::date for update`.execute(
    tx,
  );
  // Another replica was here first.
  if (rows.length === 0) return;
  await sql`
    insert into visit_day (initiative_id, day, link_id, visits)
    select initiative_id, day, link_id, count(*) from (${COUNTED_MARKS}) as counted
    where day = ${day}::date group by initiative_id, day, link_id
    on conflict do nothing
  `.execute(tx);
  for (const table of ["visit_mark", "sharer_mark", "visit_salt"] as const)
    await sql`delete from ${sql.table(table)} where day = ${day}::date`.execute(tx);
}

async function campaignsWithCounts(db: Executor): Promise<{ id: CampaignId }[]> {
  const { rows } = await sql<{ id: CampaignId }>`
    select id from campaign where state = 'open' and id in (
      select campaign_id from initiative
      where id in (select initiative_id from visit_day where link_id is not null and not is_judged)
    )
  `.execute(db);
  return rows;
}

type Count = Earner & {
  readonly initiative_id: InitiativeId;
  readonly link_id: ShareLinkId;
  readonly visits: number;
  /** Within the campaign's days, and on a card that can still be credited, or its successor, of somebody who was not erased. */
  readonly may_earn: boolean;
};

async function rewardSome(deps: Deps, tx: Tx, id: CampaignId): Promise<boolean> {
  const campaign = await lockCampaign(tx, id);
  if (campaign.state !== "open") return false;
  const first = civilDay(campaign.rewards_from);
  const last = civilDay(new Date(campaign.rewards_until.getTime() - 1));
  const { rows } = await sql<Count>`
    select count.initiative_id, count.link_id, visits, link.card_id, link.beneficiary_id, day::text as earned_on,
      (day between ${first}::date and ${last}::date and card.status in ('active', 'blocked', 'replaced')
        and beneficiary.erased_at is null) as may_earn
    from visit_day as count
    join initiative on initiative.id = count.initiative_id
    join share_link as link on link.id = count.link_id
    join card on card.id = link.card_id
    join beneficiary on beneficiary.id = link.beneficiary_id
    where not is_judged and initiative.campaign_id = ${id}
    order by day, count.link_id limit ${MOST_AT_ONCE}
  `.execute(tx);
  for (const { initiative_id, link_id, visits, may_earn, ...earner } of rows) {
    const base = cents(campaign.cents_each! * BigInt(visits));
    const worth = { base, rate: { centsEach: base } };
    if (may_earn) await giveReward(deps, tx, campaign, earner, { share_link_id: link_id }, worth);
    await tx
      .updateTable("visit_day")
      .set({ is_judged: true })
      .where("initiative_id", "=", initiative_id)
      .where("link_id", "=", link_id)
      .where("day", "=", earner.earned_on)
      .execute();
  }
  return rows.length > 0;
}
