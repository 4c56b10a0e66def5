import type { CardStatus } from "#core/card/card-status.ts";
import type { CardId, CardPhoneId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { createToken, hashOf } from "../shared/session-token.ts";
import { shownCard } from "./cards.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };
type Credentials = { readonly cardCode: string; readonly password: string };

const LONGEST_DEVICE = 200;
/** How exactly it is known when a telephone was last heard of. */
const SEEN_EVERY_MS = 60 * 60_000;

export type BindRefusal =
  | UnlockRefusal
  | { code: "unknown_code" }
  | { code: "card_not_active"; cardStatus: CardStatus }
  | { code: "phone_known" };

/**
 * Binds a browser to a card, with the card's password: from the commit on, each payment of the card is asked there first.
 * One that is bound already keeps its place: whoever has card and password cannot put another one there. `known` is the
 * token of a browser that another card is bound to, which serves for both.
 */
export async function bindPhone(
  deps: Deps,
  credentials: Credentials,
  browser: { readonly device: string; readonly known: string | undefined },
  source: string,
): Promise<Result<{ token: string }, BindRefusal>> {
  const shown = await shownCard(deps, credentials, source);
  if (!shown.ok) return shown;
  const isKnown =
    browser.known !== undefined && (await phonesOfToken(deps, browser.known)).length > 0;
  const token = isKnown ? browser.known! : createToken(deps.random);
  return deps.db.transaction().execute(async (tx) => {
    const card = await lockCardRow(tx, shown.value.id);
    if (card.status !== "active")
      return refuse({ code: "card_not_active", cardStatus: card.status });
    if (card.phone_id !== null) return refuse({ code: "phone_known" });
    const id = randomUuid(deps.random) as CardPhoneId;
    const now = deps.clock.now();
    await tx
      .insertInto("card_phone")
      .values({
        ...{ id, card_id: card.id, token_hash: hashOf(token) },
        ...{ device: browser.device.slice(0, LONGEST_DEVICE), bound_at: now, last_seen_at: now },
        removed_at: null,
      })
      .execute();
    await tx.updateTable("card").set({ phone_id: id }).where("id", "=", card.id).execute();
    return ok({ token });
  });
}

/** As a payment does, so that one under way is over before, and the next one sees what was changed. */
function lockCardRow(tx: Tx, id: CardId) {
  return tx
    .selectFrom("card")
    .select(["id", "status", "phone_id"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** A telephone in use, and its card. */
export type BoundPhone = {
  readonly id: CardPhoneId;
  readonly cardId: CardId;
  readonly cardNumber: string;
  readonly boundAt: Date;
};

/** The places that a browser's token has at cards in use; none where it is nobody's. Notes that it was heard of. */
export async function phonesOfToken(
  { db, clock }: { db: Executor; clock: Clock },
  token: string,
): Promise<BoundPhone[]> {
  const hash = hashOf(token);
  const rows = await db
    .selectFrom("card_phone")
    .innerJoin("card", "card.phone_id", "card_phone.id")
    .where("token_hash", "=", hash)
    .where("removed_at", "is", null)
    .where("card.status", "in", ["active", "blocked"])
    .select(["card_phone.id", "card.id as card_id", "card.number", "bound_at", "last_seen_at"])
    .orderBy("bound_at")
    .execute();
  const now = clock.now();
  if (rows.some((row) => now.getTime() - row.last_seen_at.getTime() >= SEEN_EVERY_MS))
    await db
      .updateTable("card_phone")
      .set({ last_seen_at: now })
      .where("token_hash", "=", hash)
      .where("removed_at", "is", null)
      .execute();
  return rows.map(({ id, card_id: cardId, number: cardNumber, bound_at: boundAt }) => ({
    ...{ id, cardId, cardNumber, boundAt },
  }));
}

export type UnbindRefusal =
  UnlockRefusal | { code: "unknown_code" } | { code: "phone_required" } | { code: "not_found" };

/** The holder takes the telephone away: with the card's password, and on that very telephone. */
export async function unbindPhone(
  deps: Deps,
  credentials: Credentials,
  token: string | undefined,
  source: string,
): Promise<Result<undefined, UnbindRefusal>> {
  const shown = await shownCard(deps, credentials, source);
  if (!shown.ok) return shown;
  const places = token === undefined ? [] : await phonesOfToken(deps, token);
  const own = places.find(({ cardId }) => cardId === shown.value.id);
  if (own === undefined) return refuse({ code: "phone_required" });
  return deps.db.transaction().execute((tx) => removePhone(deps, tx, own.cardId, { id: own.id }));
}

/** The office takes it away, where it is lost. */
export async function removePhoneAtDesk(
  deps: Pick<Deps, "db" | "clock">,
  cardId: CardId,
  reason: string,
): Promise<Result<undefined, { code: "not_found" }>> {
  return deps.db.transaction().execute((tx) => removePhone(deps, tx, cardId, { reason }));
}

async function removePhone(
  { clock }: Pick<Deps, "clock">,
  tx: Tx,
  cardId: CardId,
  { id, reason = null }: { readonly id?: CardPhoneId; readonly reason?: string | null },
): Promise<Result<undefined, { code: "not_found" }>> {
  const card = await tx
    .selectFrom("card")
    .select("phone_id")
    .where("id", "=", cardId)
    .forUpdate()
    .executeTakeFirst();
  const phone = card?.phone_id ?? undefined;
  if (phone === undefined || (id !== undefined && id !== phone))
    return refuse({ code: "not_found" });
  await tx.updateTable("card").set({ phone_id: null }).where("id", "=", cardId).execute();
  await tx
    .updateTable("card_phone")
    .set({ removed_at: clock.now(), removed_because: reason })
    .where("id", "=", phone)
    .execute();
  return ok(undefined);
}

/** The telephone of a card, as its holder sees it. `token`: of the browser that asks. */
export async function phoneOfCard(db: Executor, number: string, token: string | undefined) {
  const row = await db
    .selectFrom("card")
    .innerJoin("card_phone", "card_phone.id", "card.phone_id")
    .where("card.number", "=", number)
    .select(["device", "bound_at", "token_hash"])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const isThis = token !== undefined && row.token_hash.equals(hashOf(token));
  return { device: row.device, boundAt: row.bound_at.toISOString(), isThis };
}
