import { sql } from "kysely";

import type { OfferSide } from "#core/offer/offer-words.ts";
import type { BoardMemberId, OfferId, ThreadId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import { messageContext } from "./offers.ts";
import { dealsOf, mayPropose } from "./deal-list.ts";
import { offerFor } from "./offer-list.ts";

const MOST = 200;

type Row = {
  id: ThreadId;
  offer_id: OfferId;
  title: string;
  side: OfferSide;
  is_own_offer: boolean;
  unread: number;
  last_message_at: Date;
  is_open: boolean;
  closed_reason: string | null;
};

/** A member's threads, about own offers and others', the latest message first. */
export async function listThreads(db: Executor, member: BoardMemberId) {
  const rows = await readThreads(db, member);
  return rows.map(threadToJson);
}

async function readThreads(db: Executor, member: BoardMemberId, id?: ThreadId): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select t.id, t.offer_id, o.title, o.side, o.member_id = ${member} as is_own_offer, t.last_message_at, t.closed_reason,
      case when o.member_id = ${member} then t.owner_unread else t.asker_unread end as unread,
      t.closed_at is null and o.state <> 'hidden' and not exists (
        select from offer_block where (blocker_id, blocked_id)
          in ((o.member_id, t.asker_id), (t.asker_id, o.member_id))
      ) as is_open
    from offer_thread as t join offer as o on o.id = t.offer_id
    where (t.asker_id = ${member} or o.member_id = ${member})
      and ${id === undefined ? sql`true` : sql`t.id = ${id}`}
    order by t.last_message_at desc, t.id limit ${MOST}
  `.execute(db);
  return rows;
}

function threadToJson(row: Row) {
  const { id, offer_id, title, is_own_offer, unread, last_message_at, is_open, closed_reason } =
    row;
  return {
    ...{ id: id as string, offerId: offer_id as string, title },
    ...{ isOwnOffer: is_own_offer, unread, isOpen: is_open },
    ...(closed_reason === null ? {} : { closedReason: closed_reason }),
    lastMessageAt: last_message_at.toISOString(),
  };
}

/** A thread with all its messages, the oldest first; they count as read from now on. */
export async function readThread(
  { db, custody, clock }: { db: Database; custody: Custody; clock: Clock },
  member: BoardMemberId,
  id: ThreadId,
): Promise<Result<Awaited<ReturnType<typeof threadWith>>, { code: "not_found" }>> {
  const [row] = await readThreads(db, member, id);
  if (row === undefined) return refuse({ code: "not_found" });
  await db
    .updateTable("offer_thread")
    .set(row.is_own_offer ? { owner_unread: 0 } : { asker_unread: 0 })
    .where("id", "=", id)
    .execute();
  return ok(await threadWith({ db, custody, clock }, member, { ...row, unread: 0 }));
}

async function threadWith(
  deps: { db: Executor; custody: Custody; clock: Clock },
  member: BoardMemberId,
  row: Row,
) {
  const [messages, offer, deals] = await Promise.all([
    messagesOf(deps, row.id),
    offerFor(deps, member, row.offer_id),
    dealsOf(deps.db, row.id, row.is_own_offer),
  ]);
  const reader = { isOwner: row.is_own_offer, isOpen: row.is_open };
  return {
    ...threadToJson(row),
    ...(offer === undefined ? {} : { offer }),
    messages: messages.map(({ isFromOwner, ...message }) => ({
      ...message,
      isMine: isFromOwner === row.is_own_offer,
    })),
    ...{ deals, mayPropose: mayPropose(row.side, reader, deals) },
  };
}

/** What was written in a thread, in clear, the oldest first. */
export async function messagesOf(
  { db, custody }: { db: Executor; custody: Custody },
  id: ThreadId,
) {
  const rows = await db
    .selectFrom("offer_message")
    .selectAll()
    .where("thread_id", "=", id)
    .orderBy("sent_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.sent_at.toISOString(),
    isFromOwner: row.is_from_owner,
    text: custody.openText(messageContext(row.id), row.sealed_text),
  }));
}
