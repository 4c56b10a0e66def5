import { sql } from "kysely";

import type { RewardBound } from "#core/campaign/judge-reward.ts";
import type { PresenceState } from "#core/campaign/presence-state.ts";
import type { ActionId, Address, CampaignId, PresenceId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { campaignById } from "../campaigns/campaigns.ts";
import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import { type FieldCheck, type FieldFault, faultsOf } from "../shared/field-checks.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { openNote, openReason } from "./actions.ts";

type Deps = { db: Database; clock: Clock; random: Random };

export type ActionDraft = {
  readonly title: string;
  readonly place: string;
  readonly organiser: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly places: number;
  readonly rewardCents: Cents;
};

/** An organiser's sheet opens its page for as long as the action lasts: so not for ever. */
const MOST_DAYS = 7;
const DAY_MS = 86_400_000;

export type ActionDraftRefusal =
  | { code: "not_found" }
  | { code: "wrong_state"; state: string }
  | { code: "malformed_request"; details: FieldFault[] };

/** Creates an action of a campaign: within its days, and worth no more than the campaign gives for one. */
export async function createAction(
  deps: Deps,
  officer: Address,
  campaignId: CampaignId,
  draft: ActionDraft,
): Promise<Result<ActionId, ActionDraftRefusal>> {
  const campaign = await campaignById(deps.db, campaignId);
  if (campaign === undefined || campaign.kind !== "actions") return refuse({ code: "not_found" });
  if (campaign.state === "closed") return refuse({ code: "wrong_state", state: "closed" });
  const { startsAt, endsAt, rewardCents } = draft;
  const details = faultsOf([
    [endsAt <= startsAt, "endsAt", "La fine viene prima dell'inizio."],
    [endsAt <= deps.clock.now(), "endsAt", "La fine è già passata."],
    [
      endsAt.getTime() - startsAt.getTime() > MOST_DAYS * DAY_MS,
      "endsAt",
      `Un'azione dura al massimo ${MOST_DAYS} giorni: per le altre se ne creano più d'una.`,
    ],
    [startsAt < campaign.rewards_from, "startsAt", "La campagna non è ancora cominciata."],
    [endsAt > campaign.rewards_until, "endsAt", "La campagna finisce prima."],
    ...rewardChecks(rewardCents, campaign.cents_each!),
  ]);
  if (details.length > 0) return refuse({ code: "malformed_request", details });
  const id = randomUuid(deps.random) as ActionId;
  await deps.db
    .insertInto("civic_action")
    .values({
      ...{ id, campaign_id: campaignId, title: draft.title, place: draft.place },
      ...{ organiser: draft.organiser, starts_at: startsAt, ends_at: endsAt },
      ...{ places: draft.places, reward_cents: rewardCents },
      ...{ created_by: officer, created_at: deps.clock.now() },
    })
    .execute();
  return ok(id);
}

/** What one thing is worth may be less than the campaign gives for one, never more: that was decided by an act. */
export function rewardChecks(reward: Cents, most: Cents): FieldCheck[] {
  return [
    [reward === 0n, "rewardCents", "Deve essere maggiore di zero."],
    [reward > most, "rewardCents", "Supera il premio che la campagna dà per ogni azione."],
  ];
}

/** The actions of a campaign, or one: the last to begin first. */
export async function listActions(
  db: Executor,
  which: { readonly campaign_id: CampaignId } | { readonly id: ActionId },
) {
  const rows = await db
    .selectFrom("civic_action")
    .selectAll()
    .select((select) => {
      // Nobody decides any more on what an erased person's card waits for.
      const present = select
        .selectFrom("presence")
        .innerJoin("beneficiary", "beneficiary.id", "presence.beneficiary_id")
        .whereRef("presence.action_id", "=", "civic_action.id")
        .where((where) =>
          where.or([where("presence.state", "<>", "waiting"), where("erased_at", "is", null)]),
        );
      const count = (state: PresenceState) =>
        present
          .where("presence.state", "=", state)
          .select((one) => one.fn.countAll<string>().as("count"));
      return [
        count("waiting").as("waiting"),
        count("approved").as("approved"),
        count("rejected").as("rejected"),
        select
          .selectFrom("organiser_access")
          .whereRef("organiser_access.action_id", "=", "civic_action.id")
          .where("revoked_at", "is", null)
          .select("made_by")
          .as("access_by"),
      ];
    })
    .where((action) => action.and(which))
    .orderBy("starts_at", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id as string,
    campaignId: row.campaign_id as string,
    ...{ title: row.title, place: row.place, organiser: row.organiser, places: row.places },
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    rewardCents: centsToJson(row.reward_cents),
    ...(row.access_by === null ? {} : { accessMadeBy: row.access_by as string }),
    waiting: Number(row.waiting),
    approved: Number(row.approved),
    rejected: Number(row.rejected),
  }));
}

type PresenceRow = {
  readonly id: PresenceId;
  readonly number: string;
  readonly checked_in_at: Date;
  readonly state: PresenceState;
  readonly decided_by: Address | null;
  readonly decided_at: Date | null;
  readonly sealed_reason: Buffer | null;
  readonly amount_cents: Cents | null;
  readonly bound_by: RewardBound | null;
};

/** One action with its note and its presences, by card number: no name stands there. */
export async function readAction(
  { db, custody }: { db: Executor; custody: Custody },
  id: ActionId,
) {
  const [action] = await listActions(db, { id });
  if (action === undefined) return refuse({ code: "not_found" as const });
  const { sealed_note } = await db
    .selectFrom("civic_action")
    .select("sealed_note")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const { rows } = await sql<PresenceRow>`
    select presence.id, card.number, checked_in_at, presence.state, decided_by, decided_at, sealed_reason,
      entry.amount_cents, entry.bound_by
    from presence join card on card.id = presence.card_id
    left join reward_entry as entry on entry.presence_id = presence.id
    join beneficiary on beneficiary.id = presence.beneficiary_id
    where action_id = ${id} and not (presence.state = 'waiting' and erased_at is not null)
    order by checked_in_at, presence.id
  `.execute(db);
  return ok({
    ...action,
    ...(sealed_note === null ? {} : { note: openNote(custody, id, sealed_note) }),
    presences: rows.map((row) => presenceToJson(custody, row)),
  });
}

function presenceToJson(custody: Custody, row: PresenceRow) {
  return {
    id: row.id as string,
    cardNumber: row.number,
    checkedInAt: row.checked_in_at.toISOString(),
    state: row.state,
    ...(row.decided_by === null ? {} : { decidedBy: row.decided_by as string }),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at.toISOString() }),
    ...(row.sealed_reason === null
      ? {}
      : { reason: openReason(custody, row.id, row.sealed_reason) }),
    ...(row.amount_cents === null ? {} : { amountCents: centsToJson(row.amount_cents) }),
    ...(row.bound_by === null ? {} : { boundBy: row.bound_by }),
  };
}
