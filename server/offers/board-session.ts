import { sql } from "kysely";

import type { CardStatus } from "#core/card/card-status.ts";
import type { BoardMemberId, SealedKeyId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { shownCard } from "../cards/cards.ts";
import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { createToken, hashOf } from "../shared/session-token.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

/** Minutes without a request after which the board closes: a phone is shared, or left on a table. */
const IDLE_MINUTES = 20;
const LONGEST_MINUTES = 240;
const MINUTE_MS = 60_000;

/** Who is at the board: the same for a card and what replaces it, another for a household's second card. */
export type Holder = { readonly memberId: BoardMemberId };

export type OpenRefusal =
  UnlockRefusal | { code: "unknown_code" } | { code: "card_not_active"; cardStatus: CardStatus };

/**
 * Opens the board to a card's holder. The token that is answered lives in the page's memory only: it reads and writes at the
 * board, and moves no value, for which the password is asked each time.
 */
export async function openBoard(
  deps: Deps,
  credentials: { cardCode: string; password: string },
  source: string,
): Promise<Result<{ token: string }, OpenRefusal>> {
  const card = await shownCard(deps, credentials, source);
  if (!card.ok) return card;
  const { id, status, beneficiary_id, is_second } = card.value;
  if (status !== "active") return refuse({ code: "card_not_active", cardStatus: status });
  const { db, random } = deps;
  const token = createToken(random);
  const now = deps.clock.now();
  await db
    .insertInto("board_member")
    .values({ id: randomUuid(random) as BoardMemberId, beneficiary_id, is_second })
    .onConflict((conflict) => conflict.columns(["beneficiary_id", "is_second"]).doNothing())
    .execute();
  await db
    .insertInto("board_session")
    .values({ token_hash: hashOf(token), card_id: id, opened_at: now, last_used_at: now })
    .execute();
  return ok({ token });
}

/** Whose token this is; `undefined` where there is none, it ended, or the card is not in use any more. */
export async function holderOf(
  { db, clock }: { db: Executor; clock: Clock },
  token: string,
): Promise<Holder | undefined> {
  const now = clock.now();
  const session = await db
    .selectFrom("board_session")
    .innerJoin("card", "card.id", "board_session.card_id")
    .innerJoin("board_member", (join) =>
      join
        .onRef("board_member.beneficiary_id", "=", "card.beneficiary_id")
        .onRef("board_member.is_second", "=", "card.is_second"),
    )
    .where("token_hash", "=", hashOf(token))
    .where("card.status", "=", "active")
    .where("opened_at", ">", minutesBefore(now, LONGEST_MINUTES))
    .where("last_used_at", ">", minutesBefore(now, IDLE_MINUTES))
    .select(["board_member.id as member_id", "last_used_at"])
    .executeTakeFirst();
  if (session === undefined) return undefined;
  if (session.last_used_at < minutesBefore(now, 1)) await touch(db, token, now);
  return { memberId: session.member_id };
}

async function touch(db: Executor, token: string, now: Date): Promise<void> {
  await db
    .updateTable("board_session")
    .set({ last_used_at: now })
    .where("token_hash", "=", hashOf(token))
    .execute();
}

export async function closeBoard(db: Executor, token: string): Promise<void> {
  await db.deleteFrom("board_session").where("token_hash", "=", hashOf(token)).execute();
}

/** Whoever had the old password is out. */
export async function closeBoardsOf(db: Executor, key: SealedKeyId): Promise<void> {
  await sql`
    delete from board_session where card_id in (select id from card where sealed_key_id = ${key})
  `.execute(db);
}

/** Deletes what opens nothing any more. */
export async function forgetBoardSessions({ db, clock }: { db: Executor; clock: Clock }) {
  await db
    .deleteFrom("board_session")
    .where("opened_at", "<", minutesBefore(clock.now(), LONGEST_MINUTES))
    .execute();
}

function minutesBefore(now: Date, minutes: number): Date {
  return new Date(now.getTime() - minutes * MINUTE_MS);
}
