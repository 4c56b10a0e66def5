import { type RawBuilder, sql } from "kysely";

import { isUp, remindsFrom } from "#core/offer/judge-board.ts";
import type { OfferCategory, OfferKind, OfferSide } from "#core/offer/offer-words.ts";
import type { BoardMemberId, OfferId, ThreadId } from "#core/shared/ids.ts";
import { centsToJson } from "#core/shared/money.ts";

import type { OfferTable } from "../shared/board-tables.ts";
import type { Clock } from "../shared/clock.ts";
import type { Executor } from "../shared/database.ts";

type Deps = { db: Executor; clock: Clock };

export type OfferFilter = {
  readonly search?: string | undefined;
  readonly side?: OfferSide | undefined;
  readonly kind?: OfferKind | undefined;
  readonly category?: OfferCategory | undefined;
  /** The last one of the page before. */
  readonly before?: string | undefined;
};

const PAGE = 20;

type Row = OfferTable & { photos: string[]; thread: ThreadId | null };

/**
 * What is up, newest first, a page at a time. A word is found by its stem, without accents. Left out is what the reader or
 * its owner has blocked the other for, and what belongs to a card that is not in use.
 */
export async function listOffers(deps: Deps, reader: BoardMemberId, filter: OfferFilter) {
  const now = deps.clock.now();
  const { search, side, kind, category, before } = filter;
  const words = (search ?? "").trim();
  const conditions = [
    sql`o.state = 'open' and o.expires_at > ${now}`,
    sql`exists (
      select from board_member as m join card on (card.beneficiary_id, card.is_second) = (m.beneficiary_id, m.is_second)
      where m.id = o.member_id and card.status = 'active'
    )`,
    sql`not exists (
      select from offer_block as b
      where (b.blocker_id, b.blocked_id) in ((o.member_id, ${reader}::uuid), (${reader}::uuid, o.member_id))
    )`,
    ...(side === undefined ? [] : [sql`o.side = ${side}`]),
    ...(kind === undefined ? [] : [sql`o.kind = ${kind}`]),
    ...(category === undefined ? [] : [sql`o.category = ${category}`]),
    ...(words === ""
      ? []
      : [
          sql`offer_words(o.title, o.body, o.zone) @@ websearch_to_tsquery('italian', plain_words(${words}))`,
        ]),
    ...(before === undefined
      ? []
      : [sql`(o.created_at, o.id) < (select created_at, id from offer where id = ${before})`]),
  ];
  const rows = await readOffers(deps.db, reader, sql.join(conditions, sql` and `), PAGE + 1);
  const items = rows.slice(0, PAGE).map((row) => offerToJson(row, reader, now));
  return { items, ...(rows.length > PAGE ? { next: items.at(-1)!.id } : {}) };
}

/** A member's own, whatever became of them, newest first. */
export async function listOwnOffers({ db, clock }: Deps, owner: BoardMemberId) {
  const rows = await readOffers(db, owner, sql`o.member_id = ${owner}`, 200);
  return rows.map((row) => offerToJson(row, owner, clock.now()));
}

/** One offer that the reader may see: an own one, one that is up, or one about which they write to each other. */
export async function offerFor({ db, clock }: Deps, reader: BoardMemberId, id: OfferId) {
  const [row] = await readOffers(db, reader, sql`o.id = ${id}`, 1);
  if (row === undefined) return undefined;
  const now = clock.now();
  return mayRead(row, reader, now) ? offerToJson(row, reader, now) : undefined;
}

/** The owner always; others while it is up, and who writes about it until the town takes it down. */
export function mayRead(
  row: Pick<Row, "state" | "expires_at" | "days" | "member_id" | "thread">,
  reader: BoardMemberId,
  now: Date,
): boolean {
  if (row.member_id === reader) return true;
  return isUp(factsOf(row), now) || (row.state !== "hidden" && row.thread !== null);
}

async function readOffers(
  db: Executor,
  reader: BoardMemberId,
  condition: RawBuilder<unknown>,
  most: number,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select o.*,
      array(select p.id::text from offer_photo as p where p.offer_id = o.id order by p.position) as photos,
      (select t.id from offer_thread as t where t.offer_id = o.id and t.asker_id = ${reader}) as thread
    from offer as o where ${condition}
    order by o.created_at desc, o.id desc limit ${most}
  `.execute(db);
  return rows;
}

export function factsOf(row: Pick<OfferTable, "state" | "expires_at" | "days">) {
  return { state: row.state, expiresAt: row.expires_at, days: row.days };
}

function offerToJson(row: Row, reader: BoardMemberId, now: Date) {
  const isOwn = row.member_id === reader;
  const isOver = row.state === "open" && !isUp(factsOf(row), now);
  return {
    ...offerTextToJson(row),
    state: isOver ? ("expired" as const) : row.state,
    isOwn,
    mayRenew: isOwn && row.state === "open" && now >= remindsFrom(row.expires_at),
    ...(isOwn && row.hidden_reason !== null ? { hiddenReason: row.hidden_reason } : {}),
    ...(row.thread === null ? {} : { threadId: row.thread as string }),
  };
}

/** What an offer says, to whoever reads it. Nothing of who put it up. */
export function offerTextToJson(row: Omit<Row, "thread">) {
  const { side, kind, category, title, zone, price, local_cents, euro_cents, photos } = row;
  return {
    id: row.id as string,
    ...{ side, kind, category, title, text: row.body, zone, price, photos },
    ...(local_cents === 0n ? {} : { localCents: centsToJson(local_cents) }),
    ...(euro_cents === 0n ? {} : { euroCents: centsToJson(euro_cents) }),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}

/** For a card's page: what waits at the board, without opening it. */
export async function boardNotices({ db, clock }: Deps, cardNumber: string) {
  const { rows } = await sql<{ unread: number; expiring: number }>`
    select
      (select coalesce(sum(case when o.member_id = m.id then owner_unread else asker_unread end), 0)
        from offer_thread as t join offer as o on o.id = t.offer_id
        where m.id in (o.member_id, t.asker_id))::int as unread,
      (select count(*) from offer as o where o.member_id = m.id and o.state = 'open'
        and o.expires_at between ${clock.now()} and ${remindedUntil(clock.now())})::int as expiring
    from board_member as m join card on (card.beneficiary_id, card.is_second) = (m.beneficiary_id, m.is_second)
    where card.number = ${cardNumber}
  `.execute(db);
  return rows[0];
}

function remindedUntil(now: Date): Date {
  return new Date(2 * now.getTime() - remindsFrom(now).getTime());
}
