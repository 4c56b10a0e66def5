import { type CardStatus, canBecome } from "#core/card/card-status.ts";
import { maskName } from "#core/programme/person-search.ts";
import type { CardId, ProgrammeId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import { isBehind, placeText } from "../shared/list-place.ts";
import { holderOf } from "./card-holder.ts";

type Deps = { db: Database; custody: Custody; clock: Clock };

/** Ends the wait for the printer: the programme's issued cards become active, or are closed. Answers how many. */
export async function endIssue(
  { db, clock }: Pick<Deps, "db" | "clock">,
  programmeId: ProgrammeId,
  outcome: { status: "active" } | { status: "closed"; reason: string },
): Promise<Result<number, { code: "nothing_to_do" }>> {
  const changed = await db
    .updateTable("card")
    .set({
      status: outcome.status,
      status_reason: outcome.status === "closed" ? outcome.reason : null,
      status_changed_at: clock.now(),
    })
    .where("status", "=", "issued")
    .where("beneficiary_id", "in", (select) =>
      select
        .selectFrom("entitlement")
        .where("programme_id", "=", programmeId)
        .select("beneficiary_id"),
    )
    .executeTakeFirstOrThrow();
  const count = Number(changed.numUpdatedRows);
  return count > 0 ? ok(count) : refuse({ code: "nothing_to_do" });
}

type StatusRefusal = { code: "not_found" } | { code: "wrong_state"; state: string };

/**
 * Blocks a card, or lets it pay again. It holds at every till from the next payment on: a payment reads the status
 * under a lock. Unblocking also clears the count of wrong passwords. `record` writes the act down in the same transaction.
 */
export async function changeStatus(
  { db, custody, clock }: Deps,
  id: CardId,
  wanted: { status: "blocked"; reason: string } | { status: "active" },
  record: (tx: Tx) => Promise<void>,
): Promise<Result<undefined, StatusRefusal>> {
  const changed = await db.transaction().execute(async (tx) => {
    const card = await tx
      .selectFrom("card")
      .select(["status", "sealed_key_id"])
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (card === undefined) return refuse({ code: "not_found" });
    const isSame = card.status === wanted.status && wanted.status === "active";
    if (!isSame && !isAllowed(card.status, wanted.status))
      return refuse({ code: "wrong_state", state: card.status });
    await tx
      .updateTable("card")
      .set({
        status: wanted.status,
        status_reason: wanted.status === "blocked" ? wanted.reason : null,
        status_changed_at: clock.now(),
      })
      .where("id", "=", id)
      .execute();
    await record(tx);
    return ok(card.sealed_key_id);
  });
  if (!changed.ok) return changed;
  if (wanted.status === "active") await custody.clearTries(changed.value);
  return ok(undefined);
}

/** A card still at the printer is confirmed, not unblocked. */
function isAllowed(from: CardStatus, to: CardStatus): boolean {
  return from !== "issued" && canBecome(from, to);
}

export type CardFilter = {
  /** The beginning of a card number. */
  readonly search?: string | undefined;
  readonly id?: CardId;
  /** Where the page before ended, as it said. */
  readonly after?: string | undefined;
  readonly limit: number;
};

/** A page of cards, newest first, and from where to go on; their holders masked unless they are to be shown. */
export async function listCards(
  { db, custody }: { db: Executor; custody: Custody },
  filter: CardFilter,
  isShown: boolean,
) {
  const rows = await readCards(db, filter);
  const items = rows.slice(0, filter.limit).map((row) => {
    const { surname, name } = holderOf(custody, row);
    return {
      id: row.id as string,
      number: row.number,
      status: row.status,
      ...(row.status_reason === null ? {} : { statusReason: row.status_reason }),
      isShown,
      ...(row.share_percent === null ? {} : { sharePercent: row.share_percent }),
      holder: isShown ? { surname, name } : { surname: maskName(surname), name: maskName(name) },
      balanceCents: row.balance ?? "0",
      ...(row.bound_at === null ? {} : { phoneBoundAt: row.bound_at.toISOString() }),
    };
  });
  const last = rows.length > filter.limit ? rows[filter.limit - 1] : undefined;
  return { items, ...(last === undefined ? {} : { next: last.place }) };
}

/** One more than asked for, where there are more. */
function readCards(db: Executor, { search, id, after, limit }: CardFilter) {
  const digits = search?.replace(/\D/g, "") ?? "";
  return db
    .selectFrom("card")
    .innerJoin("beneficiary", "beneficiary.id", "card.beneficiary_id")
    .$if(digits !== "", (query) =>
      query
        .where("card.number", ">=", digits.padEnd(8, "0"))
        .where("card.number", "<=", digits.padEnd(8, "9")),
    )
    .$if(id !== undefined, (query) => query.where("card.id", "=", id!))
    .$if(after !== undefined, (query) =>
      query.where(isBehind(after!, "card.created_at", "card.id")),
    )
    .leftJoin("card_phone", "card_phone.id", "card.phone_id")
    .select(["card.id", "card.number", "card.status", "card.status_reason", "card.share_percent"])
    .select("card_phone.bound_at")
    .select(["card.beneficiary_id", "card.sealed_key_id", "card.sealed_member"])
    .select(["beneficiary.sealed_person", "beneficiary.fiscal_code_lookup"])
    .select(placeText("card.created_at", "card.id").as("place"))
    .select((select) =>
      select
        .selectFrom("account")
        .whereRef("account.card_id", "=", "card.id")
        .select((account) => account.fn.sum<string | null>("confirmed_cents").as("sum"))
        .as("balance"),
    )
    .orderBy("card.created_at", "desc")
    .orderBy("card.id", "desc")
    .limit(limit + 1)
    .execute();
}
