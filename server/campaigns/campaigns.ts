import { sql } from "kysely";

import { CAMPAIGN_EXITS } from "#core/campaign/campaign-state.ts";
import { CHUNK_EXITS, finishChunk } from "#core/programme/chunk-state.ts";
import type { CampaignId } from "#core/shared/ids.ts";
import { sourcesOf } from "#core/shared/state-machine.ts";

import type { Executor, Tx } from "../shared/database.ts";
import { type IndexedEvent, amountArg, hashArg, timeArg } from "../shared/indexed-event.ts";

export async function campaignById(db: Executor, id: CampaignId) {
  return db.selectFrom("campaign").selectAll().where("id", "=", id).executeTakeFirst();
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
