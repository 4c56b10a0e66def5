import { type ClaimRefusal, judgeClaim } from "#core/campaign/judge-claim.ts";
import type { KindRefusal } from "#core/card/card-code.ts";
import { civilDay } from "#core/shared/civil-day.ts";
import type { CampaignId, CardId, ClaimCodeId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { enterReward, lockCampaign, rewardFor } from "../campaigns/campaigns.ts";
import { shownCard } from "../cards/cards.ts";
import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";
import { codeLookup, readCodeText } from "./actions.ts";
import { type Trier, type TriesRefusal, countTries, giveTriesBack } from "./count-tries.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

export type ClaimCodeRefusal =
  | KindRefusal
  | TriesRefusal
  | ClaimRefusal
  | { code: "wrong_claim_code" }
  | { code: "campaign_not_running"; from: Date; until: Date }
  | { code: "nothing_left_to_earn"; boundBy: string };

export type Claimed = {
  readonly campaign: string;
  readonly title: string;
  readonly amountCents: string;
};

/** A citizen claims a code for their card, with its password. Wrong codes count against the card and the address. */
export async function claimWithCard(
  deps: Deps,
  { claimCode, ...shown }: { cardCode: string; password: string; claimCode: string },
  source: string,
): Promise<Result<Claimed, ClaimCodeRefusal | UnlockRefusal | { code: "unknown_code" }>> {
  const card = await shownCard(deps, shown, source);
  if (!card.ok) return card;
  const { id } = card.value;
  return claim(deps, id, claimCode, [
    { scope: "card", name: id },
    { scope: "source", name: source },
  ]);
}

/** At the counter, for whoever has no phone: the officer has the paper code in hand. */
export async function claimAtCounter(
  deps: Deps,
  cardId: CardId,
  claimCode: string,
): Promise<Result<Claimed, ClaimCodeRefusal>> {
  return claim(deps, cardId, claimCode, [{ scope: "card", name: cardId }]);
}

async function claim(
  deps: Deps,
  cardId: CardId,
  text: string,
  triers: readonly Trier[],
): Promise<Result<Claimed, ClaimCodeRefusal>> {
  const read = readCodeText("claim", text);
  if (!read.ok) return read;
  const counted = await countTries(deps, triers);
  if (!counted.ok) return counted;
  const code = await findCode(deps.db, codeLookup(deps.custody, "claim", read.value));
  if (code === undefined) return refuse({ code: "wrong_claim_code" });
  await giveTriesBack(deps, triers);
  return deps.db.transaction().execute((tx) => claimUnderLock(deps, tx, cardId, code));
}

type FoundCode = {
  readonly id: ClaimCodeId;
  readonly campaign_id: CampaignId;
  readonly title: string;
  readonly reward_cents: Cents;
};

function findCode(db: Executor, lookup: Buffer): Promise<FoundCode | undefined> {
  return db
    .selectFrom("claim_code")
    .innerJoin("code_batch", "code_batch.id", "claim_code.batch_id")
    .select(["claim_code.id", "campaign_id", "title", "reward_cents"])
    .where("code_lookup", "=", lookup)
    .executeTakeFirst();
}

/** The campaign first, then the code: two who claim the same one at once come one after the other. */
async function claimUnderLock(
  deps: Deps,
  tx: Tx,
  cardId: CardId,
  { id, campaign_id, title, reward_cents }: FoundCode,
): Promise<Result<Claimed, ClaimCodeRefusal>> {
  const campaign = await lockCampaign(tx, campaign_id);
  const now = deps.clock.now();
  const { facts, beneficiary_id } = await readFacts(tx, id, cardId);
  const judged = judgeClaim(facts, now);
  if (!judged.ok) return judged;
  const { rewards_from: from, rewards_until: until } = campaign;
  if (campaign.state !== "open" || now < from || now >= until)
    return refuse({ code: "campaign_not_running", from, until });
  const earner = { card_id: cardId, beneficiary_id, earned_on: civilDay(now) };
  const worth = { base: reward_cents, rate: { centsEach: reward_cents } };
  const reward = await rewardFor(tx, campaign, earner, { claim_code_id: id }, worth);
  // Not used up for nothing: it can still be claimed by whoever is not at the cap, or another day.
  if (reward.amount === 0n)
    return refuse({ code: "nothing_left_to_earn", boundBy: reward.boundBy! });
  await tx
    .updateTable("claim_code")
    .set({ card_id: cardId, claimed_at: now })
    .where("id", "=", id)
    .execute();
  await enterReward(deps, tx, campaign, earner, { claim_code_id: id }, worth.base, reward);
  return ok({ campaign: campaign.name, title, amountCents: centsToJson(reward.amount) });
}

async function readFacts(tx: Tx, id: ClaimCodeId, cardId: CardId) {
  const code = await tx
    .selectFrom("claim_code")
    .innerJoin("code_batch", "code_batch.id", "claim_code.batch_id")
    .select(["card_id", "expires_at", "withdrawn_at"])
    .where("claim_code.id", "=", id)
    .forUpdate("claim_code")
    .executeTakeFirstOrThrow();
  const card = await tx
    .selectFrom("card")
    .select(["beneficiary_id", "status"])
    .where("id", "=", cardId)
    .executeTakeFirstOrThrow();
  const claimedBy =
    code.card_id === null ? "nobody" : code.card_id === cardId ? "this_card" : "another";
  const facts = {
    ...{ expiresAt: code.expires_at, isWithdrawn: code.withdrawn_at !== null },
    ...({ claimedBy, cardStatus: card.status } as const),
  };
  return { facts, beneficiary_id: card.beneficiary_id };
}
