import { sql } from "kysely";

import type { CampaignKind } from "#core/campaign/campaign-kind.ts";
import { REWARD_BOUNDS } from "#core/campaign/judge-reward.ts";
import { CampaignReplay, type PastEvent, type Replay } from "#core/campaign/replay-campaign.ts";
import { civilDay } from "#core/shared/civil-day.ts";
import type { BeneficiaryId, CardId, MerchantId } from "#core/shared/ids.ts";
import { cents, centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import { faultsOf } from "../shared/field-checks.ts";
import {
  type CampaignTerms,
  type DraftRefusal,
  draftErrors,
  termColumns,
} from "./campaign-desk.ts";
import { termsOf } from "./campaigns.ts";
import { REMAINING, purchasesOf } from "./earn-purchases.ts";

type Deps = { db: Database; clock: Pick<Clock, "now"> };

/** A campaign that is thought about, and the time whose purchases or actions it is tried on. */
export type CampaignTrial = {
  readonly terms: CampaignTerms;
  readonly pastFrom: Date;
  readonly pastUntil: Date;
};

/** Judged in one trial: some seconds of the service's time at most. */
const MOST_JUDGED = 300_000;
/** Judged at a stretch, so that other requests are answered in between. */
const AT_A_STRETCH = 2000;
const MOST_DAYS = 731;
const DAY_MS = 86_400_000;

/**
 * What a campaign would cost and who would meet its caps, had people done on its days what they did in the past: the
 * first day of that time is the campaign's first, and where it is shorter than the campaign it is played again and again.
 * Nothing is stored.
 */
export async function simulateCampaign(
  { db, clock }: Deps,
  trial: CampaignTrial,
): Promise<Result<Awaited<ReturnType<typeof toJson>>, DraftRefusal>> {
  const { terms, pastFrom, pastUntil } = trial;
  const details = [
    ...(await draftErrors({ db, clock }, terms)),
    ...faultsOf([
      [pastUntil <= pastFrom, "pastUntil", "L'ultimo giorno viene prima del primo."],
      [pastFrom > clock.now(), "pastFrom", "Il periodo da ripetere deve essere già passato."],
      [daysIn(pastFrom, pastUntil) > MOST_DAYS, "pastUntil", "Al massimo due anni."],
      [
        daysIn(terms.rewardsFrom, terms.rewardsUntil) > MOST_DAYS,
        "rewardsUntil",
        "La prova dura al massimo due anni.",
      ],
    ]),
  ];
  if (details.length > 0) return refuse({ code: "malformed_request", details });
  const days = civilDays(terms.rewardsFrom, terms.rewardsUntil);
  const pastDays = civilDays(pastFrom, pastUntil);
  const events = await readPast(db, trial);
  const rounds = Math.ceil(days / pastDays);
  if (events.length * rounds > MOST_JUDGED) {
    const message = `Sono più di ${MOST_JUDGED} premi da calcolare: scegliere un periodo più breve.`;
    return refuse({ code: "malformed_request", details: [{ field: "pastUntil", message }] });
  }
  const replay = new CampaignReplay(termsOf(termColumns(terms)), days);
  await playAgain(replay, events, pastDays, days);
  return ok(await toJson(db, replay.result(), { days, pastDays, events: events.length }));
}

function daysIn(from: Date, until: Date): number {
  return (until.getTime() - from.getTime()) / DAY_MS;
}

/** How many civil days (Europe/Rome) a time touches. */
function civilDays(from: Date, until: Date): number {
  const numberOf = (instant: Date) => Date.parse(civilDay(instant)) / DAY_MS;
  return numberOf(new Date(until.getTime() - 1)) - numberOf(from) + 1;
}

type PastRow = {
  card: CardId;
  household: BeneficiaryId;
  merchant: MerchantId | null;
  day: number;
  base: bigint;
};

async function readPast(db: Database, trial: CampaignTrial): Promise<PastEvent[]> {
  const { rows } =
    trial.terms.kind === "purchases"
      ? await pastPurchases(db, trial)
      : await pastRewards(db, trial.terms.kind, trial);
  return rows.map(({ base, ...row }) => ({ ...row, base: cents(base) }));
}

function pastPurchases(db: Database, { terms, pastFrom, pastUntil }: CampaignTrial) {
  const time = { from: pastFrom, until: pastUntil, categories: terms.categories };
  return sql<PastRow>`
    select payment.card_id as card, card.beneficiary_id as household, payment.merchant_id as merchant,
      (payment.accepted_at at time zone 'Europe/Rome')::date
        - (${pastFrom}::timestamptz at time zone 'Europe/Rome')::date as day,
      ${REMAINING} as base
    from ${purchasesOf(time)}
    order by payment.accepted_at, payment.id limit ${MOST_JUDGED + 1}
  `.execute(db);
}

/**
 * What was rewarded under campaigns of the same kind: an action or a visit that nobody saw is written down nowhere. A
 * link's visits of one day are one reward, and as many events as they were.
 */
function pastRewards(db: Database, kind: CampaignKind, { pastFrom, pastUntil }: CampaignTrial) {
  return sql<PastRow>`
    select card_id as card, beneficiary_id as household, null as merchant, 0::bigint as base,
      earned_on - (${pastFrom}::timestamptz at time zone 'Europe/Rome')::date as day
    from reward_entry join campaign on campaign.id = reward_entry.campaign_id
    cross join lateral generate_series(
      1, case when share_link_id is null then 1 else base_cents / campaign.cents_each end
    ) as visit
    where campaign.kind = ${kind} and number = 0
      and earned_on >= (${pastFrom}::timestamptz at time zone 'Europe/Rome')::date
      and earned_on <= ((${pastUntil}::timestamptz - interval '1 millisecond') at time zone 'Europe/Rome')::date
    order by earned_on, entered_at, reward_entry.id limit ${MOST_JUDGED + 1}
  `.execute(db);
}

async function playAgain(
  replay: CampaignReplay,
  events: readonly PastEvent[],
  pastDays: number,
  days: number,
): Promise<void> {
  let judged = 0;
  for (let first = 0; first < days; first += pastDays)
    for (const event of events) {
      const day = first + event.day;
      if (day >= days) return;
      replay.add({ ...event, day });
      judged += 1;
      if (judged % AT_A_STRETCH === 0) await new Promise((resolve) => setImmediate(resolve));
    }
}

type Extent = { readonly days: number; readonly pastDays: number; readonly events: number };

async function toJson(db: Database, replay: Replay, extent: Extent) {
  const { judged, cards, cardsAtCap, households, householdsAtCap, shops, shopsAtCap } = replay;
  return {
    ...{ ...extent, judged },
    costCents: centsToJson(replay.cost),
    uncappedCents: centsToJson(replay.uncapped),
    ...{ cards, cardsAtCap, households, householdsAtCap, shops },
    shopsAtCap: await aliasesOf(db, shopsAtCap),
    cuts: REWARD_BOUNDS.map((bound) => ({
      ...{ bound, times: replay.cuts[bound].times },
      cents: centsToJson(replay.cuts[bound].cents),
    })),
    dayCents: replay.days.map(centsToJson),
    ...(replay.budgetEndsOn === undefined ? {} : { budgetEndsOnDay: replay.budgetEndsOn }),
  };
}

async function aliasesOf(db: Database, ids: readonly MerchantId[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("merchant")
    .select("alias")
    .where("id", "in", ids)
    .orderBy("alias")
    .execute();
  return rows.map(({ alias }) => alias);
}
