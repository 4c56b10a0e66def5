import { sql } from "kysely";

import { type MessageRefusal, judgeMessage } from "#core/offer/judge-board.ts";
import type { BoardMemberId, OfferId, ThreadId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { OfferTable } from "../shared/board-tables.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import type { Holder } from "./board-session.ts";
import { messageContext } from "./offers.ts";
import { factsOf } from "./offer-list.ts";
import { lockMember } from "./put-up-offer.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

const DAY_MS = 86_400_000;

export type NewMessage = { readonly id: string; readonly text: string };
export type WriteRefusal = MessageRefusal | { code: "not_found" } | { code: "id_reused" };

/** Two people and what they write about: the same to both, and neither is told who the other is. */
export type Thread = {
  readonly id: ThreadId;
  readonly offer: OfferTable;
  readonly askerId: BoardMemberId;
  readonly isNew: boolean;
  readonly isClosed: boolean;
};

/** Writes to who put an offer up. The first message opens the thread; there is one for each who asks. */
export function writeAbout(
  deps: Deps,
  holder: Holder,
  offerId: OfferId,
  message: NewMessage,
): Promise<Result<ThreadId, WriteRefusal>> {
  return write(deps, holder, message, async (tx) => {
    const offer = await tx
      .selectFrom("offer")
      .selectAll()
      .where("id", "=", offerId)
      .executeTakeFirst();
    if (offer === undefined) return undefined;
    const thread = await tx
      .selectFrom("offer_thread")
      .selectAll()
      .where("offer_id", "=", offerId)
      .where("asker_id", "=", holder.memberId)
      .forUpdate()
      .executeTakeFirst();
    return {
      id: thread?.id ?? (randomUuid(deps.random) as ThreadId),
      offer,
      askerId: holder.memberId,
      isNew: thread === undefined,
      isClosed: thread !== undefined && thread.closed_at !== null,
    };
  });
}

/** Goes on with a thread; anybody else's is not found. */
export function writeIn(
  deps: Deps,
  holder: Holder,
  threadId: ThreadId,
  message: NewMessage,
): Promise<Result<ThreadId, WriteRefusal>> {
  return write(deps, holder, message, (tx) => lockThread(tx, holder.memberId, threadId));
}

/** A thread of one of its two, locked. */
export async function lockThread(
  tx: Tx,
  memberId: BoardMemberId,
  id: ThreadId,
): Promise<Thread | undefined> {
  const thread = await tx
    .selectFrom("offer_thread")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (thread === undefined) return undefined;
  const offer = await tx
    .selectFrom("offer")
    .selectAll()
    .where("id", "=", thread.offer_id)
    .executeTakeFirstOrThrow();
  if (thread.asker_id !== memberId && offer.member_id !== memberId) return undefined;
  const isClosed = thread.closed_at !== null;
  return { id, offer, askerId: thread.asker_id, isNew: false, isClosed };
}

async function write(
  deps: Deps,
  { memberId }: Holder,
  message: NewMessage,
  find: (tx: Tx) => Promise<Thread | undefined>,
): Promise<Result<ThreadId, WriteRefusal>> {
  return deps.db.transaction().execute(async (tx) => {
    await lockMember(tx, memberId);
    const thread = await find(tx);
    if (thread === undefined) return refuse({ code: "not_found" });
    const isOwner = thread.offer.member_id === memberId;
    const earlier = await sentBefore(deps.custody, tx, thread, isOwner, message);
    if (earlier !== undefined) return earlier;
    const now = deps.clock.now();
    const facts = await messageFacts(tx, thread, memberId, now);
    const judged = judgeMessage(facts, now);
    if (!judged.ok) return judged;
    await store(deps, tx, thread, isOwner, message, now);
    return ok(thread.id);
  });
}

async function sentBefore(
  custody: Custody,
  tx: Tx,
  thread: Thread,
  isOwner: boolean,
  { id, text }: NewMessage,
): Promise<Result<ThreadId, WriteRefusal> | undefined> {
  const earlier = await tx
    .selectFrom("offer_message")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (earlier === undefined) return undefined;
  const isSame =
    earlier.thread_id === thread.id &&
    earlier.is_from_owner === isOwner &&
    custody.openText(messageContext(id), earlier.sealed_text) === text;
  return isSame ? ok(thread.id) : refuse({ code: "id_reused" });
}

async function messageFacts(tx: Tx, thread: Thread, writer: BoardMemberId, now: Date) {
  const { offer, askerId, isNew, isClosed } = thread;
  const since = new Date(now.getTime() - DAY_MS);
  const { rows } = await sql<{
    isBlocked: boolean;
    inThread: number;
    messagesInDay: number;
    threadsInDay: number;
  }>`
    select
      exists (select from offer_block where (blocker_id, blocked_id)
        in ((${offer.member_id}::uuid, ${askerId}::uuid), (${askerId}::uuid, ${offer.member_id}::uuid))
      ) as "isBlocked",
      (select count(*)::int from offer_message where thread_id = ${thread.id}) as "inThread",
      (select count(*)::int from offer_message as m join offer_thread as t on t.id = m.thread_id
        join offer as o on o.id = t.offer_id
        where m.sent_at > ${since}
          and case when m.is_from_owner then o.member_id else t.asker_id end = ${writer}) as "messagesInDay",
      (select count(*)::int from offer_thread where asker_id = ${writer} and opened_at > ${since}) as "threadsInDay"
  `.execute(tx);
  return {
    ...rows[0]!,
    offer: factsOf(offer),
    isOwner: offer.member_id === writer,
    ...{ isThreadNew: isNew, isThreadClosed: isClosed },
  };
}

async function store(
  { custody }: Deps,
  tx: Tx,
  { id: threadId, offer, askerId, isNew }: Thread,
  isOwner: boolean,
  { id, text }: NewMessage,
  now: Date,
): Promise<void> {
  if (isNew)
    await tx
      .insertInto("offer_thread")
      .values({
        ...{ id: threadId, offer_id: offer.id, asker_id: askerId },
        ...{ opened_at: now, last_message_at: now },
      })
      .execute();
  await tx
    .insertInto("offer_message")
    .values({
      ...{ id, thread_id: threadId, is_from_owner: isOwner, sent_at: now },
      sealed_text: custody.sealText(messageContext(id), text),
    })
    .execute();
  await tellOther(tx, threadId, isOwner, now);
}

/** The other of the two finds something new in the thread. */
export async function tellOther(
  tx: Tx,
  id: ThreadId,
  isFromOwner: boolean,
  now: Date,
): Promise<void> {
  const unread = isFromOwner ? "asker_unread" : "owner_unread";
  await tx
    .updateTable("offer_thread")
    .set((row) => ({ last_message_at: now, [unread]: row(unread, "+", 1) }))
    .where("id", "=", id)
    .execute();
}

/** Nothing more passes between the two, about this offer or another, and neither sees what the other puts up. */
export async function blockOther(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { memberId }: Holder,
  threadId: ThreadId,
): Promise<Result<undefined, { code: "not_found" }>> {
  return db.transaction().execute(async (tx) => {
    const thread = await lockThread(tx, memberId, threadId);
    if (thread === undefined) return refuse({ code: "not_found" });
    const { offer, askerId } = thread;
    const other = offer.member_id === memberId ? askerId : offer.member_id;
    await tx
      .insertInto("offer_block")
      .values({ blocker_id: memberId, blocked_id: other, blocked_at: clock.now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return ok(undefined);
  });
}
