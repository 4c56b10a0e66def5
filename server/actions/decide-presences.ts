import { sql } from "kysely";

import { civilDay } from "#core/shared/civil-day.ts";
import type { ActionId, Address, PresenceId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { giveReward, lockCampaign } from "../campaigns/campaigns.ts";
import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";
import { actionById, sealReason } from "./actions.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

export type Decision = {
  readonly presenceIds: readonly PresenceId[];
  readonly verdict: "approved" | "rejected";
  readonly reason: string;
};

export type DecisionRefusal =
  | { code: "not_found" }
  | { code: "changed_meanwhile" }
  | { code: "second_person_needed" }
  | { code: "wrong_state"; state: string };

/**
 * An officer decides on presences, all of these or none: what is approved is earned at once, under the campaign's caps
 * and for the day on which it was done. Whoever made the sheet that checked them in may not decide: one person alone
 * could otherwise give a reward to any card.
 */
export async function decidePresences(
  deps: Deps,
  officer: Address,
  actionId: ActionId,
  decision: Decision,
): Promise<Result<number, DecisionRefusal>> {
  const action = await actionById(deps.db, actionId);
  if (action === undefined) return refuse({ code: "not_found" });
  return deps.db.transaction().execute(async (tx) => {
    const campaign = await lockCampaign(tx, action.campaign_id);
    await holdPeople(tx, decision.presenceIds);
    const presences = await lockPresences(tx, actionId, decision.presenceIds);
    if (presences.length !== new Set(decision.presenceIds).size)
      return refuse({ code: "changed_meanwhile" });
    if (presences.some(({ made_by }) => made_by.toLowerCase() === officer.toLowerCase()))
      return refuse({ code: "second_person_needed" });
    if (decision.verdict === "approved" && campaign.state !== "open")
      return refuse({ code: "wrong_state", state: campaign.state });
    for (const { id, card_id, beneficiary_id, checked_in_at } of presences) {
      await note(deps, tx, officer, id, decision);
      if (decision.verdict === "rejected") continue;
      const earner = { card_id, beneficiary_id, earned_on: civilDay(checked_in_at) };
      const rate = { centsEach: action.reward_cents };
      const worth = { base: action.reward_cents, rate };
      await giveReward(deps, tx, campaign, earner, { presence_id: id }, worth);
    }
    return ok(presences.length);
  });
}

/** The people first, as an erasure does: else it and a decision could wait for each other. */
async function holdPeople(tx: Tx, ids: readonly PresenceId[]): Promise<void> {
  await sql`
    select from beneficiary where id in (select beneficiary_id from presence where id = any(${[...ids]}::uuid[]))
    order by id for share
  `.execute(tx);
}

/**
 * Those that still wait: what somebody else has decided meanwhile is not among them, nor is that of a person who was
 * erased meanwhile, to whom nothing can be given.
 */
function lockPresences(tx: Tx, actionId: ActionId, ids: readonly PresenceId[]) {
  return tx
    .selectFrom("presence")
    .innerJoin("organiser_access", "organiser_access.id", "presence.access_id")
    .innerJoin("beneficiary", "beneficiary.id", "presence.beneficiary_id")
    .select(["presence.id", "card_id", "beneficiary_id", "checked_in_at", "made_by"])
    .where("presence.action_id", "=", actionId)
    .where("presence.id", "in", [...ids])
    .where("state", "=", "waiting")
    .where("beneficiary.erased_at", "is", null)
    .orderBy("presence.checked_in_at")
    .orderBy("presence.id")
    .forUpdate("presence")
    .execute();
}

async function note(
  { custody, clock }: Deps,
  tx: Tx,
  officer: Address,
  id: PresenceId,
  { verdict, reason }: Decision,
): Promise<void> {
  await tx
    .updateTable("presence")
    .set({
      ...{ state: verdict, decided_by: officer, decided_at: clock.now() },
      sealed_reason: sealReason(custody, id, reason),
    })
    .where("id", "=", id)
    .execute();
}
