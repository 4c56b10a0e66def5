import { isOwnerPaid } from "#core/offer/judge-deal.ts";
import type { OfferSide } from "#core/offer/offer-words.ts";
import type { GiftId, ThreadId } from "#core/shared/ids.ts";
import { centsToJson } from "#core/shared/money.ts";

import type { Executor } from "../shared/database.ts";

/** What was proposed in a thread, the oldest first, as one of the two sees it. */
export async function dealsOf(db: Executor, id: ThreadId, isOwner: boolean) {
  const rows = await db
    .selectFrom("offer_deal as deal")
    .leftJoin("gift", (join) =>
      join.on("gift.id", "=", (row) => row.ref("deal.id").$castTo<GiftId>()),
    )
    .selectAll("deal")
    .select("gift.state as gift_state")
    .where("thread_id", "=", id)
    .orderBy("proposed_at")
    .orderBy("deal.id")
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id as string, state: row.state, isPaidToMe: row.is_from_owner === isOwner },
    localCents: centsToJson(row.local_cents),
    euroCents: centsToJson(row.euro_cents),
    proposedAt: row.proposed_at.toISOString(),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at.toISOString() }),
    ...(row.gift_state === null ? {} : { giftState: row.gift_state }),
  }));
}

/** Whether one of the two is who gives the thing, and says the price. */
export function mayPropose(
  side: OfferSide,
  { isOwner, isOpen }: { readonly isOwner: boolean; readonly isOpen: boolean },
  deals: readonly { readonly state: string }[],
): boolean {
  return (
    isOpen && isOwner === isOwnerPaid(side) && deals.every(({ state }) => state !== "proposed")
  );
}
