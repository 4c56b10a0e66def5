import type { Selectable } from "kysely";

import type { CampaignId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";

import type { CampaignTable } from "../shared/campaign-tables.ts";
import type { Executor } from "../shared/database.ts";

/** All campaigns, or one, as the office sees them: newest first. */
export async function listCampaigns(db: Executor, id?: CampaignId) {
  const rows = await db
    .selectFrom("campaign")
    .selectAll()
    .select((select) =>
      select
        .selectFrom("reward_entry")
        .whereRef("reward_entry.campaign_id", "=", "campaign.id")
        .select((entry) => entry.fn.sum<string | null>("amount_cents").as("sum"))
        .as("earned"),
    )
    .$if(id !== undefined, (query) => query.where("id", "=", id!))
    .orderBy("created_at", "desc")
    .execute();
  return rows.map(campaignToJson);
}

function campaignToJson(row: Selectable<CampaignTable> & { earned: string | null }) {
  return {
    id: row.id as string,
    ref: row.ref as string,
    ...{ name: row.name, act: row.act, kind: row.kind, state: row.state },
    ...(row.basis_points === null ? {} : { basisPoints: row.basis_points }),
    ...optional("centsEach", row.cents_each),
    rewardsFrom: row.rewards_from.toISOString(),
    rewardsUntil: row.rewards_until.toISOString(),
    mintableUntil: row.mintable_until.toISOString(),
    categories: row.categories,
    budgetCents: centsToJson(row.budget_cents),
    cardCents: centsToJson(row.card_cents),
    householdCents: centsToJson(row.household_cents),
    cardDayCents: centsToJson(row.card_day_cents),
    ...optional("merchantCents", row.merchant_cents),
    ...optional("merchantDayCents", row.merchant_day_cents),
    earnedCents: row.earned ?? "0",
    mintedCents: centsToJson(row.minted_cents),
    ...(row.opened_at === null ? {} : { openedAt: row.opened_at.toISOString() }),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.toISOString() }),
  };
}

function optional<Name extends string>(name: Name, amount: Cents | null) {
  return (amount === null ? {} : { [name]: centsToJson(amount) }) as { [key in Name]?: string };
}
