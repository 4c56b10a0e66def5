import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { Address, CampaignId, Hash } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";

import { transactionFor } from "../shared/contracts.ts";
import type { Database } from "../shared/database.ts";

type Deps = { db: Database; deployment: Deployment };
type Line = { readonly account: Address; readonly amount_cents: Cents };

/** A campaign's mints, newest first; one that is to be signed with its transactions, for REWARDS. */
export async function listMints({ db, deployment }: Deps, campaignId: CampaignId) {
  const mints = await db
    .selectFrom("reward_mint")
    .innerJoin("campaign", "campaign.id", "reward_mint.campaign_id")
    .selectAll("reward_mint")
    .select("campaign.ref as campaign_ref")
    .where("campaign_id", "=", campaignId)
    .orderBy("prepared_at", "desc")
    .execute();
  return Promise.all(
    mints.map(async (mint) => ({
      ref: mint.ref as string,
      totalCents: centsToJson(mint.total_cents),
      cards: mint.accounts,
      state: mint.state,
      preparedBy: mint.prepared_by as string,
      preparedAt: mint.prepared_at.toISOString(),
      ...(mint.transaction_hash === null
        ? {}
        : { transactionHash: mint.transaction_hash as string }),
      ...(mint.state === "prepared"
        ? {
            transaction: mintTransaction(deployment, mint, await linesOf(db, mint.ref)),
            // A mint for nobody uses the reference up: after it, the real one can never happen.
            cancellation: mintTransaction(deployment, mint, []),
          }
        : {}),
    })),
  );
}

async function linesOf(db: Database, ref: Hash): Promise<Line[]> {
  return db
    .selectFrom("reward_mint_line")
    .select(["account", "amount_cents"])
    .where("mint_ref", "=", ref)
    .orderBy("account")
    .execute();
}

function mintTransaction(
  deployment: Deployment,
  { ref, campaign_ref }: { ref: Hash; campaign_ref: Hash },
  lines: readonly Line[],
) {
  return transactionFor(deployment, deployment.contracts.localToken.address, {
    abi: localTokenAbi,
    functionName: "reward",
    args: [
      campaign_ref,
      lines.map(({ account }) => account),
      lines.map(({ amount_cents }) => amount_cents),
      ref,
    ],
  });
}
