import { sql } from "kysely";

import { netRewards } from "#core/campaign/net-rewards.ts";
import type { Address, CampaignId, CardId, Hash } from "#core/shared/ids.ts";
import { type Cents, sumCents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { localAccountOf } from "../cards/cards.ts";
import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type Random, randomRef } from "../shared/random.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

/** Cards credited by one transaction: some 12 million gas, so that it fits any chain's limit with room. */
const CARDS_PER_MINT = 400;

export type MintRefusal =
  { code: "not_found" } | { code: "wrong_state"; state: string } | { code: "nothing_to_do" };

/**
 * Prepares the crediting of what cards have earned up to yesterday, netted: one sum for each card, whatever it did. So
 * the chain never tells when something was bought, and what is voided on the same day is never minted. Nothing moves
 * until REWARDS signs. One at a time: a second waits until the first is on chain, or cancelled there.
 */
export async function prepareMint(
  deps: Deps,
  officer: Address,
  campaignId: CampaignId,
): Promise<Result<Hash, MintRefusal>> {
  return deps.db.transaction().execute(async (tx) => {
    const campaign = await tx
      .selectFrom("campaign")
      .select("state")
      .where("id", "=", campaignId)
      .forUpdate()
      .executeTakeFirst();
    if (campaign === undefined) return refuse({ code: "not_found" });
    if (campaign.state !== "open") return refuse({ code: "wrong_state", state: campaign.state });
    if (await hasOpenMint(tx, campaignId))
      return refuse({ code: "wrong_state", state: "prepared" });
    const entries = await unminted(tx, campaignId);
    const sums = netRewards(
      entries.map(({ card, amount_cents }) => ({ card, cents: amount_cents })),
    );
    // In the order in which whoever locks two cards does, so that nobody waits for each other's.
    const chosen = [...sums].sort(byCard).slice(0, CARDS_PER_MINT);
    if (chosen.length === 0) return refuse({ code: "nothing_to_do" });
    const ref = await storeMint(deps, tx, officer, campaignId, chosen);
    const cards = new Set(chosen.map(([card]) => card));
    const ids = entries.filter(({ card }) => cards.has(card)).map(({ id }) => id);
    await tx.updateTable("reward_entry").set({ mint_ref: ref }).where("id", "in", ids).execute();
    return ok(ref);
  });
}

function byCard([one]: readonly [CardId, Cents], [other]: readonly [CardId, Cents]): number {
  return one < other ? -1 : 1;
}

async function hasOpenMint(tx: Tx, campaign: CampaignId): Promise<boolean> {
  const open = await tx
    .selectFrom("reward_mint")
    .select("ref")
    .where("campaign_id", "=", campaign)
    .where("state", "=", "prepared")
    .executeTakeFirst();
  return open !== undefined;
}

type Unminted = { readonly id: string; readonly card: CardId; readonly amount_cents: bigint };

/**
 * The entries of purchases before today, each with the card that it goes to: the one that earned it, or its successor.
 * What belongs to a card that is not active waits.
 */
async function unminted(tx: Tx, campaign: CampaignId): Promise<Unminted[]> {
  const { rows } = await sql<Unminted>`
    with recursive heir as (
      select distinct card.id as earner, card.id, card.status, card.replaced_by
      from reward_entry join card on card.id = reward_entry.card_id
      where campaign_id = ${campaign} and mint_ref is null
      union all
      select heir.earner, card.id, card.status, card.replaced_by
      from heir join card on card.id = heir.replaced_by
    )
    select entry.id, heir.id as card, entry.amount_cents
    from reward_entry as entry
    join heir on heir.earner = entry.card_id and heir.status = 'active'
    where entry.campaign_id = ${campaign} and entry.mint_ref is null
      and entry.earned_on < (now() at time zone 'Europe/Rome')::date
    order by entry.id
  `.execute(tx);
  return rows;
}

async function storeMint(
  deps: Deps,
  tx: Tx,
  officer: Address,
  campaign_id: CampaignId,
  chosen: readonly (readonly [CardId, Cents])[],
): Promise<Hash> {
  const ref = randomRef(deps.random);
  const lines: { mint_ref: Hash; account: Address; amount_cents: Cents }[] = [];
  for (const [card, amount_cents] of chosen)
    lines.push({ mint_ref: ref, account: await localAccountOf(deps, tx, card), amount_cents });
  await tx
    .insertInto("reward_mint")
    .values({
      ...{ ref, campaign_id, accounts: lines.length, state: "prepared" },
      total_cents: sumCents(lines.map((line) => line.amount_cents)),
      ...{ transaction_hash: null, done_at: null },
      ...{ prepared_by: officer, prepared_at: deps.clock.now() },
    })
    .execute();
  await tx.insertInto("reward_mint_line").values(lines).execute();
  return ref;
}
