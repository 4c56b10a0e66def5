import { sql } from "kysely";

import { SECRET_BYTES, encodeCode } from "#core/card/card-code.ts";
import type { Address, CampaignId, ClaimCodeId, CodeBatchId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { campaignById, lockCampaign } from "../campaigns/campaigns.ts";
import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import { type FieldFault, faultsOf } from "../shared/field-checks.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { rewardChecks } from "./action-desk.ts";
import { codeLookup } from "./actions.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

export type BatchDraft = {
  readonly title: string;
  readonly codes: number;
  readonly rewardCents: Cents;
  readonly expiresAt: Date;
};

/** One code to cut out. Exists in memory and on paper only. */
export type ClaimSheet = {
  readonly title: string;
  readonly rewardCents: string;
  readonly expiresAt: string;
  readonly code: string;
};

export type BatchRefusal =
  | { code: "not_found" }
  | { code: "wrong_state"; state: string }
  | { code: "above_fund"; leftCents: bigint }
  | { code: "malformed_request"; details: FieldFault[] };

/**
 * Makes codes to claim, and answers them for printing, once. No more than the campaign's budget could still pay if
 * everybody claimed: a code that is worth nothing would be a broken promise.
 */
export async function makeCodes(
  deps: Deps,
  officer: Address,
  campaignId: CampaignId,
  draft: BatchDraft,
): Promise<Result<{ id: CodeBatchId; sheets: ClaimSheet[] }, BatchRefusal>> {
  return deps.db.transaction().execute(async (tx) => {
    const known = await campaignById(tx, campaignId);
    if (known?.kind !== "actions") return refuse({ code: "not_found" });
    const campaign = await lockCampaign(tx, campaignId);
    if (campaign.state !== "open") return refuse({ code: "wrong_state", state: campaign.state });
    const { expiresAt, rewardCents } = draft;
    const details = faultsOf([
      [expiresAt <= deps.clock.now(), "expiresAt", "La scadenza è già passata."],
      [expiresAt > campaign.rewards_until, "expiresAt", "La campagna finisce prima."],
      ...rewardChecks(rewardCents, campaign.cents_each!),
    ]);
    if (details.length > 0) return refuse({ code: "malformed_request", details });
    const left = campaign.budget_cents - (await spokenFor(tx, deps.clock, campaignId));
    if (BigInt(draft.codes) * rewardCents > left)
      return refuse({ code: "above_fund", leftCents: left > 0n ? left : 0n });
    const id = randomUuid(deps.random) as CodeBatchId;
    return ok({ id, sheets: await storeCodes(deps, tx, officer, { id, campaignId, draft }) });
  });
}

/** What was earned, and what codes that can still be claimed may earn. In cents. */
async function spokenFor(tx: Tx, clock: Clock, campaign: CampaignId): Promise<bigint> {
  const { rows } = await sql<{ sum: string }>`
    select (select coalesce(sum(amount_cents), 0) from reward_entry where campaign_id = ${campaign})
      + (select coalesce(sum(batch.reward_cents), 0)
         from code_batch as batch join claim_code as code on code.batch_id = batch.id
         where batch.campaign_id = ${campaign} and code.claimed_at is null
           and batch.withdrawn_at is null and batch.expires_at > ${clock.now()}) as sum
  `.execute(tx);
  return BigInt(rows[0]!.sum);
}

type NewBatch = { id: CodeBatchId; campaignId: CampaignId; draft: BatchDraft };

async function storeCodes(
  { custody, clock, random }: Deps,
  tx: Tx,
  officer: Address,
  { id, campaignId, draft }: NewBatch,
): Promise<ClaimSheet[]> {
  const { title, codes, rewardCents, expiresAt } = draft;
  await tx
    .insertInto("code_batch")
    .values({
      ...{ id, campaign_id: campaignId, title, codes, reward_cents: rewardCents },
      ...{ expires_at: expiresAt, made_by: officer, made_at: clock.now() },
    })
    .execute();
  const made = Array.from({ length: codes }, () => encodeCode("claim", random.bytes(SECRET_BYTES)));
  await tx
    .insertInto("claim_code")
    .values(
      made.map((code) => ({
        id: randomUuid(random) as ClaimCodeId,
        batch_id: id,
        code_lookup: codeLookup(custody, "claim", code),
      })),
    )
    .execute();
  const printed = { title, rewardCents: centsToJson(rewardCents) };
  return made.map((code) => ({ ...printed, expiresAt: expiresAt.toISOString(), code }));
}

/** The sheets of a campaign, newest first. */
export async function listBatches(db: Executor, campaignId: CampaignId) {
  const rows = await db
    .selectFrom("code_batch")
    .selectAll()
    .select((select) =>
      select
        .selectFrom("claim_code")
        .whereRef("batch_id", "=", "code_batch.id")
        .where("claimed_at", "is not", null)
        .select((one) => one.fn.countAll<string>().as("count"))
        .as("claimed"),
    )
    .where("campaign_id", "=", campaignId)
    .orderBy("made_at", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id as string,
    ...{ title: row.title, codes: row.codes, claimed: Number(row.claimed) },
    rewardCents: centsToJson(row.reward_cents),
    expiresAt: row.expires_at.toISOString(),
    madeAt: row.made_at.toISOString(),
    ...(row.withdrawn_at === null ? {} : { withdrawnAt: row.withdrawn_at.toISOString() }),
  }));
}

/** Lost, stolen, printed badly: what nobody has claimed yet is worth nothing from now on. */
export async function withdrawCodes(
  { db, clock }: Pick<Deps, "db" | "clock">,
  officer: Address,
  id: CodeBatchId,
): Promise<Result<undefined, { code: "nothing_to_do" }>> {
  const { numUpdatedRows } = await db
    .updateTable("code_batch")
    .set({ withdrawn_at: clock.now(), withdrawn_by: officer })
    .where("id", "=", id)
    .where("withdrawn_at", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n ? ok(undefined) : refuse({ code: "nothing_to_do" });
}
