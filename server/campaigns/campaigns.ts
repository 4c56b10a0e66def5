import { type Selectable, sql } from "kysely";

import { CAMPAIGN_EXITS } from "#core/campaign/campaign-state.ts";
import {
  type Earned,
  type Reward,
  type RewardRate,
  type RewardTerms,
  judgeReward,
} from "#core/campaign/judge-reward.ts";
import { CHUNK_EXITS, finishChunk } from "#core/programme/chunk-state.ts";
import type {
  BeneficiaryId,
  CampaignId,
  CardId,
  ClaimCodeId,
  MerchantId,
  PaymentId,
  PresenceId,
  ShareLinkId,
} from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";
import { sourcesOf } from "#core/shared/state-machine.ts";

import type { CampaignTable } from "../shared/campaign-tables.ts";
import type { Executor, Tx } from "../shared/database.ts";
import { type IndexedEvent, amountArg, hashArg, timeArg } from "../shared/indexed-event.ts";
import { type Random, randomUuid } from "../shared/random.ts";

export type Campaign = Omit<Selectable<CampaignTable>, "minted_cents">;

export async function campaignById(db: Executor, id: CampaignId) {
  return db.selectFrom("campaign").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The campaign's row is what all that is earned under it queues for: no two are judged by the same room under a cap. */
export async function lockCampaign(tx: Tx, id: CampaignId): Promise<Campaign> {
  return tx
    .selectFrom("campaign")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** The one thing that a reward is for. */
export type RewardCause =
  | { readonly payment_id: PaymentId; readonly merchant_id: MerchantId }
  | { readonly presence_id: PresenceId }
  | { readonly claim_code_id: ClaimCodeId }
  | { readonly share_link_id: ShareLinkId };

/** Who earns, on which civil day (Europe/Rome, `2026-05-04`). */
export type Earner = {
  readonly card_id: CardId;
  readonly beneficiary_id: BeneficiaryId;
  readonly earned_on: string;
};

/**
 * What a thing is worth in cents: a purchase's price, or what is given for one visit or action. `rate` stands in the place
 * of the campaign's own where one thing is worth less than the campaign allows.
 */
export type Worth = { readonly base: Cents; readonly rate?: RewardRate };

/** Enters a reward, as much as the campaign's caps and budget leave. Under the campaign's lock. */
export async function giveReward(
  deps: { readonly random: Random },
  tx: Tx,
  campaign: Campaign,
  earner: Earner,
  cause: RewardCause,
  worth: Worth,
): Promise<void> {
  const reward = await rewardFor(tx, campaign, earner, cause, worth);
  await enterReward(deps, tx, campaign, earner, cause, worth.base, reward);
}

/** How much would be earned now. Under the campaign's lock. */
export async function rewardFor(
  tx: Tx,
  campaign: Campaign,
  earner: Earner,
  cause: RewardCause,
  { base, rate }: Worth,
): Promise<Reward> {
  const shop = "merchant_id" in cause ? cause.merchant_id : null;
  const terms = termsOf(campaign);
  const earned = await readEarned(tx, campaign.id, earner, shop);
  return judgeReward(rate === undefined ? terms : { ...terms, rate }, base, earned);
}

export async function enterReward(
  { random }: { readonly random: Random },
  tx: Tx,
  campaign: Campaign,
  earner: Earner,
  cause: RewardCause,
  base: Cents,
  { amount, boundBy }: Reward,
): Promise<void> {
  await tx
    .insertInto("reward_entry")
    .values({
      ...{ id: randomUuid(random), campaign_id: campaign.id, ...earner, ...cause, number: 0 },
      ...{ base_cents: base, amount_cents: amount, bound_by: boundBy, mint_ref: null },
    })
    .execute();
}

/** What the campaign has given so far to those whom its caps are about. */
async function readEarned(
  tx: Tx,
  campaign: CampaignId,
  { card_id, beneficiary_id, earned_on }: Earner,
  merchant: MerchantId | null,
): Promise<Earned> {
  const { rows } = await sql<Record<keyof Earned, string>>`
    select coalesce(sum(amount_cents), 0) as budget,
      coalesce(sum(amount_cents) filter (where beneficiary_id = ${beneficiary_id}), 0) as household,
      coalesce(sum(amount_cents) filter (where card_id = ${card_id}), 0) as card,
      coalesce(sum(amount_cents) filter (
        where card_id = ${card_id} and earned_on = ${earned_on}::date), 0) as "cardDay",
      coalesce(sum(amount_cents) filter (where merchant_id = ${merchant}::uuid), 0) as merchant,
      coalesce(sum(amount_cents) filter (
        where merchant_id = ${merchant}::uuid and earned_on = ${earned_on}::date), 0) as "merchantDay"
    from reward_entry where campaign_id = ${campaign}
  `.execute(tx);
  const sums = Object.entries(rows[0]!).map(([bound, sum]) => [bound, cents(BigInt(sum))]);
  return Object.fromEntries(sums) as Earned;
}

type TermColumns = Pick<
  Campaign,
  | ("basis_points" | "cents_each" | "budget_cents" | "card_cents" | "household_cents")
  | ("card_day_cents" | "merchant_cents" | "merchant_day_cents")
>;

/** The terms that the rules judge by. */
export function termsOf(campaign: TermColumns): RewardTerms {
  const { basis_points, cents_each } = campaign;
  return {
    rate: basis_points === null ? { centsEach: cents_each! } : { basisPoints: basis_points },
    budget: campaign.budget_cents,
    caps: {
      card: campaign.card_cents,
      household: campaign.household_cents,
      cardDay: campaign.card_day_cents,
      merchant: campaign.merchant_cents,
      merchantDay: campaign.merchant_day_cents,
    },
  };
}

/**
 * A draft becomes open when its opening is final on chain, and closed when its closing is. A campaign that somebody
 * opened without this service has no draft here: nothing is earned under it.
 */
export async function applyCampaignEvents(tx: Tx, events: readonly IndexedEvent[]): Promise<void> {
  for (const event of events) {
    if (event.name === "CampaignOpened") await open(tx, event);
    if (event.name === "CampaignClosed") await close(tx, event);
    if (event.name === "Rewarded") {
      await addMinted(tx, event);
      await finishMint(tx, event);
    }
  }
}

/** One opened on other terms than were decided is not what was decided: it stays a draft here, and nothing is earned. */
async function open(tx: Tx, event: IndexedEvent): Promise<void> {
  await tx
    .updateTable("campaign")
    .set({ state: "open", opened_at: event.blockTime })
    .where("ref", "=", hashArg(event, "campaign"))
    .where("state", "in", sourcesOf(CAMPAIGN_EXITS, "open"))
    .where(sql<boolean>`budget_cents = ${amountArg(event, "cap")}::numeric`)
    .where("rewards_from", "=", timeArg(event, "from"))
    .where("mintable_until", "=", timeArg(event, "until"))
    .execute();
}

async function close(tx: Tx, event: IndexedEvent): Promise<void> {
  await tx
    .updateTable("campaign")
    .set({ state: "closed", closed_at: event.blockTime })
    .where("ref", "=", hashArg(event, "campaign"))
    .where("state", "in", sourcesOf(CAMPAIGN_EXITS, "closed"))
    .execute();
}

async function addMinted(tx: Tx, event: IndexedEvent): Promise<void> {
  const total = amountArg(event, "total");
  await sql`
    update campaign set minted_cents = minted_cents + ${total}::bigint where ref = ${hashArg(event, "campaign")}
  `.execute(tx);
}

/** The reference is used: to credit, or for nobody; then its entries wait for another mint. */
async function finishMint(tx: Tx, event: IndexedEvent): Promise<void> {
  const { ref, state, transaction, doneAt } = finishChunk(
    { ref: hashArg(event, "ref"), state: "prepared" },
    {
      transaction: event.transactionHash,
      at: event.blockTime,
      accounts: amountArg(event, "accounts"),
    },
  );
  const finished = await tx
    .updateTable("reward_mint")
    .set({ state, transaction_hash: transaction, done_at: doneAt })
    .where("ref", "=", ref)
    .where("state", "in", sourcesOf(CHUNK_EXITS, state))
    .returning("ref")
    .executeTakeFirst();
  if (finished === undefined || state !== "cancelled") return;
  await tx
    .updateTable("reward_entry")
    .set({ mint_ref: null })
    .where("mint_ref", "=", ref)
    .execute();
}
