import { sql } from "kysely";

import type { CardStatus } from "#core/card/card-status.ts";
import type { BeneficiaryId, CardId, InitiativeId, ShareLinkId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { shownCard } from "../cards/cards.ts";
import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import { instant } from "../shared/instant.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { COUNTED_MARKS } from "./close-day.ts";
import { holdToday, liveInitiatives, tokenLookup, tokenOf, visitorOf } from "./initiatives.ts";

type Deps = {
  db: Database;
  custody: Custody;
  clock: Clock;
  random: Random;
  publicUrl: string;
};

export type SharesRefusal =
  UnlockRefusal | { code: "unknown_code" } | { code: "card_not_active"; cardStatus: CardStatus };

/** An initiative as its sharer sees it: the own link, and how many came by it. Amounts in cents. */
export type Share = {
  readonly initiativeId: string;
  readonly title: string;
  readonly place: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly url: string;
  readonly visitsToday: number;
  readonly visits: number;
  readonly centsEach: string;
  readonly earnedCents: string;
};

/**
 * The card's links to what can be shared now. Looking at them notes from where this was, so that the sharers' own visits
 * do not count, whether they come before or after; the note goes when the day is over.
 */
export async function readShares(
  deps: Deps,
  credentials: { cardCode: string; password: string },
  source: string,
): Promise<Result<Share[], SharesRefusal>> {
  const card = await shownCard(deps, credentials, source);
  if (!card.ok) return card;
  const { id, status, beneficiary_id } = card.value;
  if (status !== "active") return refuse({ code: "card_not_active", cardStatus: status });
  return deps.db.transaction().execute(async (tx) => {
    const rows = await liveRows(deps, tx);
    const today = await holdToday(deps, tx);
    const shares: Share[] = [];
    for (const { id: initiative, ...announced } of rows) {
      const token = tokenOf(deps.custody, initiative, id);
      const link = await ensureLink(deps, tx, { initiative, card: id, beneficiary_id, token });
      await tx
        .insertInto("sharer_mark")
        .values({
          ...{ initiative_id: initiative, day: today.day, beneficiary_id },
          visitor: visitorOf(deps.custody, today, initiative, source),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const url = `${deps.publicUrl}/iniziative/${initiative}#${token}`;
      shares.push({ initiativeId: initiative, url, ...announced, ...(await broughtBy(tx, link)) });
    }
    return ok(shares);
  });
}

type LiveRow = Pick<Share, "title" | "place" | "startsAt" | "endsAt" | "centsEach"> & {
  readonly id: InitiativeId;
};

/** What can be shared, the first to end first: in one order for all who look at once. */
async function liveRows({ clock }: Deps, tx: Tx): Promise<LiveRow[]> {
  return liveInitiatives({ db: tx, clock })
    .innerJoin("campaign", "campaign.id", "initiative.campaign_id")
    .select(["initiative.id", "title", "place"])
    .select([
      instant("starts_at").as("startsAt"),
      instant("ends_at").as("endsAt"),
      sql<string>`cents_each::text`.as("centsEach"),
    ])
    .orderBy("ends_at")
    .orderBy("initiative.id")
    .execute();
}

type NewLink = {
  readonly initiative: InitiativeId;
  readonly card: CardId;
  readonly beneficiary_id: BeneficiaryId;
  readonly token: string;
};

async function ensureLink(
  { custody, random }: Deps,
  tx: Tx,
  { initiative, card, beneficiary_id, token }: NewLink,
): Promise<ShareLinkId> {
  await tx
    .insertInto("share_link")
    .values({
      ...{ id: randomUuid(random) as ShareLinkId, initiative_id: initiative, card_id: card },
      ...{ beneficiary_id, token_lookup: tokenLookup(custody, token) },
    })
    .onConflict((conflict) => conflict.columns(["initiative_id", "card_id"]).doNothing())
    .execute();
  const { id } = await tx
    .selectFrom("share_link")
    .select("id")
    .where("initiative_id", "=", initiative)
    .where("card_id", "=", card)
    .executeTakeFirstOrThrow();
  return id;
}

async function broughtBy(tx: Tx, link: ShareLinkId) {
  const { rows } = await sql<Pick<Share, "visitsToday" | "visits" | "earnedCents">>`
    with today as (select count(*)::int as visits from (${COUNTED_MARKS}) as counted where link_id = ${link})
    select today.visits as "visitsToday",
      (today.visits + (select coalesce(sum(visits), 0) from visit_day where link_id = ${link}))::int as visits,
      (select coalesce(sum(amount_cents), 0)::text from reward_entry where share_link_id = ${link}) as "earnedCents"
    from today
  `.execute(tx);
  return rows[0]!;
}
