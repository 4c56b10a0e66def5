import type { BeneficiaryId, CardId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";
import { type CardSheet, type SecondCard, newCard } from "./issue-cards.ts";
import { sheetOf } from "./replace-card.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

export type SecondCardRefusal =
  | { code: "not_found" }
  | { code: "household_of_one" }
  | { code: "first_card_missing" }
  | { code: "second_card_known" };

/**
 * Makes a household's second card, for another of its members. Nothing of the first one is in it: it has a key, a
 * password, accounts and a history of its own, and nothing on chain ties the two. It begins empty: from now on it gets its
 * share of each recharge. Active at once, like a replacement: a print that failed is mended by replacing it. `record`
 * writes the act down in the transaction that does it.
 */
export async function issueSecondCard(
  deps: Deps,
  id: BeneficiaryId,
  second: SecondCard,
  record: (tx: Tx) => Promise<void>,
): Promise<Result<CardSheet, SecondCardRefusal>> {
  // Asked before as well, so that what is refused leaves no key behind.
  const early = await deps.db.transaction().execute((tx) => refuseSecondCard(tx, id));
  if (early !== undefined) return refuse(early);
  const [key] = await Array.fromAsync(deps.custody.createKeys("card", 1));
  const issued = await deps.db.transaction().execute(async (tx) => {
    const refused = await refuseSecondCard(tx, id);
    if (refused !== undefined) return refuse(refused);
    const card = await newCard(deps, tx, id, key!, "active", second);
    await tx.insertInto("card").values(card).execute();
    await record(tx);
    return ok(await sheetOf(deps, tx, card, key!));
  });
  if (!issued.ok) await deps.custody.destroyKey(key!.sealedKeyId);
  return issued;
}

type Household = { size: number; firsts: number; seconds: number };

/** Locks the household's row: two officers follow one another, and an erasure waits. */
async function refuseSecondCard(tx: Tx, id: BeneficiaryId): Promise<SecondCardRefusal | undefined> {
  const person = await tx
    .selectFrom("beneficiary")
    .select("household_size as size")
    .where("id", "=", id)
    .where("erased_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (person === undefined) return { code: "not_found" };
  const cards = await tx
    .selectFrom("card")
    .select(["is_second"])
    .where("beneficiary_id", "=", id)
    .where("status", "in", ["issued", "active", "blocked"])
    .execute();
  const seconds = cards.filter(({ is_second }) => is_second).length;
  return refusalOf({ size: person.size, firsts: cards.length - seconds, seconds });
}

function refusalOf({ size, firsts, seconds }: Household): SecondCardRefusal | undefined {
  if (size < 2) return { code: "household_of_one" };
  if (seconds > 0) return { code: "second_card_known" };
  return firsts === 0 ? { code: "first_card_missing" } : undefined;
}

export type ShareRefusal =
  { code: "not_found" } | { code: "not_a_second_card" } | { code: "wrong_state"; state: string };

/** Changes what a second card gets of each recharge that is prepared from now on. */
export async function changeShare(
  { db }: Pick<Deps, "db">,
  id: CardId,
  sharePercent: number,
): Promise<Result<undefined, ShareRefusal>> {
  return db.transaction().execute(async (tx) => {
    const card = await tx
      .selectFrom("card")
      .select(["is_second", "status"])
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (card === undefined) return refuse({ code: "not_found" });
    if (!card.is_second) return refuse({ code: "not_a_second_card" });
    if (card.status === "replaced" || card.status === "closed")
      return refuse({ code: "wrong_state", state: card.status });
    await tx
      .updateTable("card")
      .set({ share_percent: sharePercent })
      .where("id", "=", id)
      .execute();
    return ok(undefined);
  });
}
