import { sql } from "kysely";

import { TRY_ALLOWANCES, type TryScope, takeTry } from "#core/campaign/try-allowance.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";

type Deps = { readonly db: Database; readonly custody: Custody; readonly clock: Clock };

/** Who tries: a card or a sheet by its id, an address. */
export type Trier = { readonly scope: TryScope; readonly name: string };

export type TriesRefusal = { code: "too_many_codes"; until: Date };

/**
 * Takes one try from each of these allowances before anything is checked, so that a thousand tries at once count like any
 * others. The first that is used up refuses. At the counter this is part of the officer's own transaction: it stays where
 * the try is refused, and where all is undone nothing was learned either.
 */
export async function countTries(
  deps: Deps,
  triers: readonly Trier[],
): Promise<Result<undefined, TriesRefusal>> {
  for (const trier of triers) {
    const counted = await countOne(deps, trier);
    if (!counted.ok) return counted;
  }
  return ok(undefined);
}

function countOne(
  { db, custody, clock }: Deps,
  { scope, name }: Trier,
): Promise<Result<undefined, TriesRefusal>> {
  const key = keyOf(custody, { scope, name });
  const now = clock.now();
  return db.transaction().execute(async (tx) => {
    await tx
      .insertInto("try_count")
      .values({ scope, key, tried: 0, window_until: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await tx
      .selectFrom("try_count")
      .select(["tried", "window_until"])
      .where("scope", "=", scope)
      .where("key", "=", key)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const count = { tried: row.tried, windowUntil: row.window_until };
    const next = takeTry(TRY_ALLOWANCES[scope], count, now);
    if (next === undefined) return refuse({ code: "too_many_codes", until: row.window_until });
    await tx
      .updateTable("try_count")
      .set({ tried: next.tried, window_until: next.windowUntil })
      .where("scope", "=", scope)
      .where("key", "=", key)
      .execute();
    return ok(undefined);
  });
}

/** The try was right: it is given back. */
export async function giveTriesBack(
  { db, custody }: Pick<Deps, "db" | "custody">,
  triers: readonly Trier[],
): Promise<void> {
  for (const trier of triers)
    await db
      .updateTable("try_count")
      .set({ tried: sql<number>`greatest(tried - 1, 0)` })
      .where("scope", "=", trier.scope)
      .where("key", "=", keyOf(custody, trier))
      .execute();
}

const KEPT_MS = 24 * 3_600_000;

/** Deletes counts whose window is long over. */
export async function forgetTries({ db, clock }: Pick<Deps, "db" | "clock">): Promise<void> {
  const limit = new Date(clock.now().getTime() - KEPT_MS);
  await db.deleteFrom("try_count").where("window_until", "<", limit).execute();
}

function keyOf(custody: Custody, { scope, name }: Trier): Buffer {
  return custody.lookupOf(`actions/tries/${scope}`, name);
}
