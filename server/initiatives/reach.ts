import { sql } from "kysely";

import type { CampaignId, InitiativeId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Executor } from "../shared/database.ts";
import { instant } from "../shared/instant.ts";
import { COUNTED_MARKS } from "./close-day.ts";

/** How far something went, in numbers: never by whom. */
export type Reach = {
  /** By a card's link; those of the day under way included. */
  readonly visits: number;
  /** Of who found the page otherwise. */
  readonly otherVisits: number;
  /** Cards by whose link somebody came. */
  readonly sharers: number;
  readonly earnedCents: string;
};

export type InitiativeRow = Reach & {
  readonly id: string;
  readonly campaignId: string;
  readonly title: string;
  readonly body: string;
  readonly place: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly pictureText: string | null;
  readonly draftedAt: string;
  readonly publishedAt: string | null;
  readonly withdrawnAt: string | null;
};

/** All that was counted: the days that are over, and the one under way as far as it has come. */
const COUNTED = sql`
  (select initiative_id, day, link_id, visits from visit_day
   union all
   select initiative_id, day, link_id, count(*)::int from (${COUNTED_MARKS}) as mark group by 1, 2, 3)
`;

/** A campaign's initiatives, or one, the newest first. */
export async function listInitiatives(
  db: Executor,
  { campaign, id }: { readonly campaign?: CampaignId; readonly id?: InitiativeId },
): Promise<InitiativeRow[]> {
  const { rows } = await sql<InitiativeRow>`
    select i.id, i.campaign_id as "campaignId", title, body, place, ${instant("starts_at")} as "startsAt",
      ${instant("ends_at")} as "endsAt", picture_text as "pictureText", ${instant("drafted_at")} as "draftedAt",
      ${instant("published_at")} as "publishedAt", ${instant("withdrawn_at")} as "withdrawnAt",
      coalesce(sum(visits) filter (where link_id is not null), 0)::int as visits,
      coalesce(sum(visits) filter (where link_id is null), 0)::int as "otherVisits",
      count(distinct link_id)::int as sharers,
      (select coalesce(sum(amount_cents), 0)::text from reward_entry
       join share_link on share_link.id = share_link_id where share_link.initiative_id = i.id) as "earnedCents"
    from initiative as i left join ${COUNTED} as counted on counted.initiative_id = i.id
    where i.campaign_id = coalesce(${campaign ?? null}::uuid, i.campaign_id)
      and i.id = coalesce(${id ?? null}::uuid, i.id)
    group by i.id order by drafted_at desc, i.id
  `.execute(db);
  return rows;
}

export type ReachOfDay = Omit<Reach, "earnedCents"> & { readonly day: string };

/** One initiative, with its reach day by day. */
export async function readInitiative(
  db: Executor,
  id: InitiativeId,
): Promise<Result<InitiativeRow & { days: ReachOfDay[] }, { code: "not_found" }>> {
  const [initiative] = await listInitiatives(db, { id });
  if (initiative === undefined) return refuse({ code: "not_found" });
  const { rows } = await sql<ReachOfDay>`
    select to_char(day, 'YYYY-MM-DD') as day,
      coalesce(sum(visits) filter (where link_id is not null), 0)::int as visits,
      coalesce(sum(visits) filter (where link_id is null), 0)::int as "otherVisits",
      count(distinct link_id)::int as sharers
    from ${COUNTED} as counted where initiative_id = ${id} group by day order by day
  `.execute(db);
  return ok({ ...initiative, days: rows });
}
