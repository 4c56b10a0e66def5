import { sql } from "kysely";

import { type OfferDraft, offerFaults } from "#core/offer/check-offer.ts";
import { type OfferRefusal, judgeNewOffer, judgeRenewal } from "#core/offer/judge-board.ts";
import { OFFER_EXITS } from "#core/offer/offer-state.ts";
import type { BoardMemberId, OfferId } from "#core/shared/ids.ts";
import { ZERO } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import { sourcesOf } from "#core/shared/state-machine.ts";

import type { OfferTable } from "../shared/board-tables.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { Holder } from "./board-session.ts";
import { factsOf } from "./offer-list.ts";

type Deps = { db: Database; clock: Clock };

const DAY_MS = 86_400_000;

export type PutUpRefusal =
  | OfferRefusal
  | { code: "malformed_request"; details: { field: string; message: string }[] }
  | { code: "id_reused" };

/**
 * Puts an offer or a want up. The id is made by who sends: sent twice it is there once, and the same id with other words is
 * refused. The member is locked, so that two at once do not both pass a limit.
 */
export async function putUpOffer(
  { db, clock }: Deps,
  { memberId }: Holder,
  id: OfferId,
  draft: OfferDraft,
): Promise<Result<OfferId, PutUpRefusal>> {
  const details = offerFaults(draft);
  if (details.length > 0) return refuse({ code: "malformed_request", details });
  return db.transaction().execute(async (tx) => {
    await lockMember(tx, memberId);
    const row = rowOf(memberId, id, draft, clock.now());
    const earlier = await tx
      .selectFrom("offer")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    if (earlier !== undefined) return isSame(earlier, row) ? ok(id) : refuse({ code: "id_reused" });
    const judged = judgeNewOffer(await countOffers(tx, memberId, clock.now()));
    if (!judged.ok) return judged;
    await tx.insertInto("offer").values(row).execute();
    return ok(id);
  });
}

/** One after the other for each member: what is counted stays so until it is written. */
export async function lockMember(tx: Tx, id: BoardMemberId): Promise<void> {
  await sql`select from board_member where id = ${id} for no key update`.execute(tx);
}

function rowOf(
  memberId: BoardMemberId,
  id: OfferId,
  { side, kind, category, price, days, ...draft }: OfferDraft,
  now: Date,
): OfferTable {
  return {
    ...{ id, member_id: memberId, side, kind, category, price, days },
    title: draft.title.trim(),
    body: draft.text.trim(),
    zone: draft.zone.trim(),
    local_cents: draft.localCents ?? ZERO,
    euro_cents: draft.euroCents ?? ZERO,
    ...{ state: "open", hidden_reason: null, created_at: now, closed_at: null },
    expires_at: new Date(now.getTime() + days * DAY_MS),
  };
}

const SENT = [
  ...["member_id", "side", "kind", "category", "title", "body", "zone"],
  ...["price", "local_cents", "euro_cents", "days"],
] as (keyof OfferTable)[];

function isSame(one: OfferTable, other: OfferTable): boolean {
  return SENT.every((field) => one[field] === other[field]);
}

async function countOffers(tx: Tx, member: BoardMemberId, now: Date) {
  const { rows } = await sql<{ open: number; inDay: number }>`
    select count(*) filter (where state = 'open' and expires_at > ${now})::int as open,
      count(*) filter (where created_at > ${new Date(now.getTime() - DAY_MS)})::int as "inDay"
    from offer where member_id = ${member}
  `.execute(tx);
  return rows[0]!;
}

type ChangeRefusal = OfferRefusal | { code: "not_found" };

/** Puts an own offer up for as long again; twice in a row changes nothing but the refusal of the second. */
export async function renewOffer(
  { db, clock }: Deps,
  { memberId }: Holder,
  id: OfferId,
): Promise<Result<undefined, ChangeRefusal>> {
  return db.transaction().execute(async (tx) => {
    await lockMember(tx, memberId);
    const offer = await lockOwnOffer(tx, memberId, id);
    if (offer === undefined) return refuse({ code: "not_found" });
    const renewed = judgeRenewal(factsOf(offer), clock.now());
    if (!renewed.ok) return renewed;
    const { open } = await countOffers(tx, memberId, clock.now());
    const isDown = offer.expires_at <= clock.now();
    const judged = isDown ? judgeNewOffer({ open, inDay: 0 }) : ok(undefined);
    if (!judged.ok) return judged;
    await tx.updateTable("offer").set({ expires_at: renewed.value }).where("id", "=", id).execute();
    return ok(undefined);
  });
}

export async function lockOwnOffer(tx: Tx, owner: BoardMemberId, id: OfferId) {
  return tx
    .selectFrom("offer")
    .selectAll()
    .where("id", "=", id)
    .where("member_id", "=", owner)
    .forUpdate()
    .executeTakeFirst();
}

/** Takes an own offer down: done, or not wanted any more. */
export async function closeOffer(
  { db, clock }: Deps,
  { memberId }: Holder,
  id: OfferId,
): Promise<Result<undefined, ChangeRefusal>> {
  const { numUpdatedRows } = await db
    .updateTable("offer")
    .set({ state: "closed", closed_at: clock.now(), hidden_reason: null })
    .where("id", "=", id)
    .where("member_id", "=", memberId)
    .where("state", "in", sourcesOf(OFFER_EXITS, "closed"))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n ? ok(undefined) : refuse({ code: "not_found" });
}
