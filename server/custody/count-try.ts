import type pg from "pg";

import type { GuessRefusal } from "#core/card/guess-limit.ts";
import { type Tries, type TryRefusal, refuseTry } from "#core/card/try-limit.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { type Guesser, takeGuess, whatKeepsFromGuessing } from "./guess-count-table.ts";
import type { KeyKind, SealedSeed } from "./seal-seed.ts";
import { countOneTry, countUnknownTry, readTries, readUnknownTries } from "./sealed-key-table.ts";
import type { BusyRefusal } from "./try-queue.ts";

/** A try that was let in. Without `row` the code is nobody's: the password is wrong whatever it is. */
export type CountedTry = { readonly row: SealedSeed | undefined; readonly tries: Tries };

export type CountRefusal = TryRefusal | GuessRefusal | BusyRefusal;

/**
 * Counts a try against who makes it and against the card, and commits both before anything is checked, or counts
 * neither. The guesser comes first: what is refused there says nothing of the card.
 */
export async function countTryOf(
  db: pg.Pool,
  guesser: Guesser,
  kind: KeyKind,
  lookup: Buffer,
): Promise<Result<CountedTry, CountRefusal>> {
  const counted = await countOneTry(db, guesser, kind, lookup);
  if (counted !== undefined) return ok(counted);
  const kept = await whatKeepsFromGuessing(db, guesser);
  if (kept !== undefined) return refuse(whyNoGuess(kept));
  const known = await readTries(db, kind, lookup);
  if (known !== undefined) return refuse(whyLocked(known) ?? COME_BACK);
  return countUnknown(db, guesser, lookup);
}

/** A code that is nobody's. Locks the guesser's row before the code's; a key's is locked before either. */
async function countUnknown(
  db: pg.Pool,
  guesser: Guesser,
  lookup: Buffer,
): Promise<Result<CountedTry, CountRefusal>> {
  const connection = await db.connect();
  let isBroken = true;
  try {
    await connection.query("begin");
    const counted = await countBoth(connection, guesser, lookup);
    await connection.query(counted.ok ? "commit" : "rollback");
    isBroken = false;
    return counted;
  } finally {
    // A connection in the middle of a transaction is closed, which rolls it back.
    connection.release(isBroken);
  }
}

async function countBoth(
  db: pg.PoolClient,
  guesser: Guesser,
  lookup: Buffer,
): Promise<Result<CountedTry, CountRefusal>> {
  if (!(await takeGuess(db, guesser))) return refuse(COME_BACK);
  const tries = await countUnknownTry(db, lookup);
  if (tries !== undefined) return ok({ row: undefined, tries });
  return refuse(whyLocked(await readUnknownTries(db, lookup)) ?? COME_BACK);
}

/** A lock may end between two statements: then the next request is let in. */
const COME_BACK: BusyRefusal = { code: "busy", retryAfterSeconds: 1 };

function whyNoGuess({ until }: { until: Date | null }): CountRefusal {
  return until === null ? COME_BACK : { code: "too_many_tries", until };
}

/** The refusal that the database's lock stands for. `lockedUntil` is on its clock, so it is not compared with ours. */
export function whyLocked(tries: Tries): TryRefusal | undefined {
  return refuseTry(tries, new Date(0));
}
