import { sql } from "kysely";

import { DEAL_EXITS } from "#core/offer/deal-state.ts";
import {
  type DealPrice,
  type DealRefusal,
  judgeDecision,
  judgeProposal,
} from "#core/offer/judge-deal.ts";
import type { BoardMemberId, CardId, DealId, GiftId, ThreadId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import { sourcesOf } from "#core/shared/state-machine.ts";

import type { Shower } from "../custody/custody.ts";
import { type GiftDeps, type GiveRefusal, giveValue } from "../gifts/gifts.ts";
import type { OfferDealTable } from "../shared/board-tables.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import type { Holder } from "./board-session.ts";
import { type Thread, lockThread, tellOther } from "./messages.ts";

type Deps = { db: Database; clock: Clock };
type NotFound = { code: "not_found" };

/**
 * Who gives the thing says for how much; the other reads it in the thread. The id is made by who proposes: sent twice it is
 * there once.
 */
export async function proposeDeal(
  { db, clock }: Deps,
  { memberId }: Holder,
  threadId: ThreadId,
  { id, ...price }: DealPrice & { readonly id: DealId },
): Promise<Result<ThreadId, DealRefusal | NotFound | { code: "id_reused" }>> {
  return db.transaction().execute(async (tx) => {
    const thread = await lockThread(tx, memberId, threadId);
    if (thread === undefined) return refuse({ code: "not_found" });
    const isOwner = thread.offer.member_id === memberId;
    const earlier = await tx
      .selectFrom("offer_deal")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    if (earlier !== undefined)
      return isSame(earlier, { threadId, isOwner, ...price })
        ? ok(threadId)
        : refuse({ code: "id_reused" });
    const judged = judgeProposal(price, { ...(await proposalFacts(tx, thread)), isOwner });
    if (!judged.ok) return judged;
    const now = clock.now();
    await tx
      .insertInto("offer_deal")
      .values({
        ...{ id, thread_id: threadId, is_from_owner: isOwner, state: "proposed" },
        ...{ local_cents: price.localCents, euro_cents: price.euroCents },
        ...{ proposed_at: now, decided_at: null },
      })
      .execute();
    await tellOther(tx, threadId, isOwner, now);
    return ok(threadId);
  });
}

function isSame(
  earlier: OfferDealTable,
  {
    threadId,
    isOwner,
    localCents,
    euroCents,
  }: DealPrice & { threadId: ThreadId; isOwner: boolean },
): boolean {
  return (
    earlier.thread_id === threadId &&
    earlier.is_from_owner === isOwner &&
    earlier.local_cents === localCents &&
    earlier.euro_cents === euroCents
  );
}

async function proposalFacts(tx: Tx, { id, offer, askerId, isClosed }: Thread) {
  const { rows } = await sql<{ isBlocked: boolean; hasOpenDeal: boolean; inThread: number }>`
    select
      exists (select from offer_block where (blocker_id, blocked_id)
        in ((${offer.member_id}::uuid, ${askerId}::uuid), (${askerId}::uuid, ${offer.member_id}::uuid))
      ) as "isBlocked",
      count(*)::int as "inThread",
      coalesce(bool_or(state = 'proposed'), false) as "hasOpenDeal"
    from offer_deal where thread_id = ${id}
  `.execute(tx);
  const { isBlocked, ...counted } = rows[0]!;
  const isOver = isClosed || isBlocked || offer.state === "hidden";
  return { ...counted, side: offer.side, isClosed: isOver };
}

type Party = {
  readonly deal: OfferDealTable;
  readonly paidId: BoardMemberId;
  readonly payerId: BoardMemberId;
};

/** A deal of one of its two. */
async function findDeal(db: Executor, memberId: BoardMemberId, id: DealId) {
  const row = await db
    .selectFrom("offer_deal")
    .innerJoin("offer_thread", "offer_thread.id", "offer_deal.thread_id")
    .innerJoin("offer", "offer.id", "offer_thread.offer_id")
    .selectAll("offer_deal")
    .select(["offer.member_id as owner", "offer_thread.asker_id as asker"])
    .where("offer_deal.id", "=", id)
    .where((where) =>
      where.or([where("offer.member_id", "=", memberId), where("asker_id", "=", memberId)]),
    )
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { owner, asker, ...deal } = row;
  const [paidId, payerId] = deal.is_from_owner ? [owner, asker] : [asker, owner];
  return { deal, paidId, payerId } satisfies Party;
}

/** Either of the two changes their mind before it is paid. Withdrawn twice, it is withdrawn. */
export async function withdrawDeal(
  { db, clock }: Deps,
  { memberId }: Holder,
  id: DealId,
): Promise<Result<ThreadId, DealRefusal | NotFound>> {
  return db.transaction().execute(async (tx) => {
    const found = await findDeal(tx, memberId, id);
    if (found === undefined) return refuse({ code: "not_found" });
    const state = await lockDeal(tx, id);
    if (state === undefined) return refuse({ code: "not_found" });
    if (state === "withdrawn") return ok(found.deal.thread_id);
    const judged = judgeDecision(state);
    if (!judged.ok) return judged;
    await decide(tx, found, "withdrawn", memberId === ownerOf(found), clock.now());
    return ok(found.deal.thread_id);
  });
}

function ownerOf({ deal, paidId, payerId }: Party): BoardMemberId {
  return deal.is_from_owner ? paidId : payerId;
}

async function lockDeal(tx: Tx, id: DealId) {
  const row = await tx
    .selectFrom("offer_deal")
    .select("state")
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row?.state;
}

async function decide(
  tx: Tx,
  { deal }: Party,
  state: "paid" | "withdrawn",
  isByOwner: boolean,
  now: Date,
): Promise<void> {
  await tx
    .updateTable("offer_deal")
    .set({ state, decided_at: now })
    .where("id", "=", deal.id)
    .where("state", "in", sourcesOf(DEAL_EXITS, state))
    .execute();
  await tellOther(tx, deal.thread_id, isByOwner, now);
}

type PayInput = {
  readonly cardCode: string;
  readonly password: string;
  readonly phoneToken: string | undefined;
};

type OtherCard = { code: "other_card" };
export type PayRefusal = DealRefusal | GiveRefusal | NotFound | OtherCard;

/**
 * The other of the two agrees with card and password. It is paid by a gift that has the deal's id, and becomes `paid` in the
 * transaction that stores the gift: neither is there without the other, whoever withdraws or confirms at the same moment.
 */
export async function payDeal(
  deps: GiftDeps & Deps,
  { memberId }: Holder,
  id: DealId,
  shower: Shower,
  input: PayInput,
): Promise<Result<ThreadId, PayRefusal>> {
  const found = await findDeal(deps.db, memberId, id);
  if (found === undefined || found.payerId !== memberId) return refuse({ code: "not_found" });
  const { deal } = found;
  // What was answered may not have arrived: it is paid, and asking again pays nothing.
  if (deal.state === "paid") return ok(deal.thread_id);
  const judged = judgeDecision(deal.state);
  if (!judged.ok) return judged;
  const to = await cardInUse(deps.db, found.paidId);
  if (to === undefined) return refuse({ code: "receiver_not_available" });
  const gift = { giftId: id as string as GiftId, amount: deal.local_cents };
  const given = await giveValue<DealRefusal | NotFound | OtherCard>(
    deps,
    shower,
    { ...gift, ...input, to: { kind: "card", id: to } },
    async (tx, card) => {
      if (card.id !== (await cardInUse(tx, memberId))) return refuse({ code: "other_card" });
      const state = await lockDeal(tx, id);
      if (state === undefined) return refuse({ code: "not_found" });
      const decided = judgeDecision(state);
      if (!decided.ok) return decided;
      await decide(tx, found, "paid", memberId === ownerOf(found), deps.clock.now());
      return ok(undefined);
    },
  );
  return given.ok ? ok(deal.thread_id) : given;
}

/** The card by which a member of the board holds value now. */
async function cardInUse(db: Executor, member: BoardMemberId): Promise<CardId | undefined> {
  const row = await db
    .selectFrom("board_member")
    .innerJoin("card", (join) =>
      join
        .onRef("card.beneficiary_id", "=", "board_member.beneficiary_id")
        .onRef("card.is_second", "=", "board_member.is_second"),
    )
    .select("card.id")
    .where("board_member.id", "=", member)
    .where("card.status", "=", "active")
    .executeTakeFirst();
  return row?.id;
}
