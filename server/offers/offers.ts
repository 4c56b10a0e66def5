import { type RawBuilder, sql } from "kysely";

import { KEPT_DAYS } from "#core/offer/judge-board.ts";
import type { DealState } from "#core/offer/deal-state.ts";
import type { OfferState } from "#core/offer/offer-state.ts";
import type { OfferSide, ReportReason } from "#core/offer/offer-words.ts";
import type { BeneficiaryId, BoardMemberId } from "#core/shared/ids.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Executor, Tx } from "../shared/database.ts";
import { instant } from "../shared/instant.ts";

/** Where a message's text is sealed for. */
export function messageContext(id: string): string {
  return `offer_message/${id}`;
}

/** Where the words of who calls the town are sealed for. */
export function reportContext(id: string): string {
  return `offer_report/${id}`;
}

/**
 * Deletes what is over for long enough: offers with their photographs, messages and reports. What the town has been called
 * about and has not decided yet waits for it.
 */
export async function forgetOffers({ db, clock }: { db: Executor; clock: Clock }): Promise<void> {
  await sql`
    delete from offer where least(expires_at, closed_at) < ${clock.now()}::timestamptz - make_interval(days => ${KEPT_DAYS})
      and not exists (select from offer_report where offer_id = offer.id and outcome is null)
  `.execute(db);
}

/**
 * Deletes all that a person has on the board, with either card, also what others answered: a thread without one of its two is
 * nobody's. Who is writing just now ends first.
 */
export async function eraseBoardOf(tx: Tx, id: BeneficiaryId): Promise<void> {
  await eraseMembers(tx, sql`beneficiary_id = ${id}`);
  await sql`
    delete from board_session where card_id in (select id from card where beneficiary_id = ${id})
  `.execute(tx);
}

/**
 * The same of a household's second card alone, before another one is made: its holder may be another member, who is not to
 * find what the one before wrote and was written. A replacement is no other card: its holder stays.
 */
export async function eraseSecondBoardOf(tx: Tx, id: BeneficiaryId): Promise<void> {
  await eraseMembers(tx, sql`beneficiary_id = ${id} and is_second`);
}

async function eraseMembers(tx: Tx, which: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{ id: BoardMemberId }>`
    select id from board_member where ${which} order by id for update
  `.execute(tx);
  for (const { id: member } of rows) {
    await tx.deleteFrom("offer").where("member_id", "=", member).execute();
    await tx.deleteFrom("offer_thread").where("asker_id", "=", member).execute();
    await tx.deleteFrom("offer_report").where("reporter_id", "=", member).execute();
    await tx
      .deleteFrom("offer_block")
      .where((where) =>
        where.or([where("blocker_id", "=", member), where("blocked_id", "=", member)]),
      )
      .execute();
    await tx.deleteFrom("board_member").where("id", "=", member).execute();
  }
}

/** What a person put up, wrote and was written, and told the town, for a copy of all that is held of them. */
export type BoardCopy = {
  readonly offers: readonly {
    side: OfferSide;
    title: string;
    text: string;
    zone: string;
    state: OfferState;
    since: string;
    until: string;
    photos: number;
  }[];
  readonly messages: readonly { about: string; at: string; isMine: boolean; text: string }[];
  readonly deals: readonly {
    about: string;
    at: string;
    isPaidToThem: boolean;
    localCents: string;
    euroCents: string;
    state: DealState;
  }[];
  readonly reports: readonly { about: string; at: string; reason: ReportReason; note?: string }[];
};

export const NO_BOARD: BoardCopy = { offers: [], messages: [], deals: [], reports: [] };

/** Of one of a household's two cards: the other one's holder is somebody else, and their messages are not for each other. */
export async function boardCopyOf(
  db: Executor,
  custody: Custody,
  id: BeneficiaryId,
  isSecond: boolean,
): Promise<BoardCopy> {
  const member = await db
    .selectFrom("board_member")
    .select("id")
    .where("beneficiary_id", "=", id)
    .where("is_second", "=", isSecond)
    .executeTakeFirst();
  if (member === undefined) return NO_BOARD;
  const offers = await sql<BoardCopy["offers"][number]>`
    select side, title, body as text, zone, state, ${instant("created_at")} as since,
      ${instant("expires_at")} as until,
      (select count(*)::int from offer_photo where offer_id = offer.id) as photos
    from offer where member_id = ${member.id} order by created_at, id
  `.execute(db);
  return {
    offers: offers.rows,
    messages: await messagesCopy(db, custody, member.id),
    deals: await dealsCopy(db, member.id),
    reports: await reportsCopy(db, custody, member.id),
  };
}

async function messagesCopy(db: Executor, custody: Custody, member: BoardMemberId) {
  const { rows } = await sql<{
    id: string;
    about: string;
    at: string;
    isMine: boolean;
    sealed: Buffer;
  }>`
    select m.id, o.title as about, ${instant("m.sent_at")} as at,
      m.is_from_owner = (o.member_id = ${member}) as "isMine", m.sealed_text as sealed
    from offer_message as m join offer_thread as t on t.id = m.thread_id join offer as o on o.id = t.offer_id
    where ${member} in (o.member_id, t.asker_id) order by m.sent_at, m.id
  `.execute(db);
  return rows.map(({ id, sealed, ...message }) => ({
    ...message,
    text: custody.openText(messageContext(id), sealed),
  }));
}

async function dealsCopy(db: Executor, member: BoardMemberId): Promise<BoardCopy["deals"]> {
  const { rows } = await sql<BoardCopy["deals"][number]>`
    select o.title as about, ${instant("d.proposed_at")} as at,
      d.is_from_owner = (o.member_id = ${member}) as "isPaidToThem",
      d.local_cents::text as "localCents", d.euro_cents::text as "euroCents", d.state
    from offer_deal as d join offer_thread as t on t.id = d.thread_id join offer as o on o.id = t.offer_id
    where ${member} in (o.member_id, t.asker_id) order by d.proposed_at, d.id
  `.execute(db);
  return rows;
}

async function reportsCopy(db: Executor, custody: Custody, member: BoardMemberId) {
  const { rows } = await sql<{
    id: string;
    about: string;
    at: string;
    reason: ReportReason;
    sealed: Buffer | null;
  }>`
    select r.id, o.title as about, ${instant("r.reported_at")} as at, r.reason, r.sealed_note as sealed
    from offer_report as r join offer as o on o.id = r.offer_id
    where r.reporter_id = ${member} order by r.reported_at, r.id
  `.execute(db);
  return rows.map(({ id, sealed, ...report }) => ({
    ...report,
    ...(sealed === null ? {} : { note: custody.openText(reportContext(id), sealed) }),
  }));
}
