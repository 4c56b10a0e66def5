import type pg from "pg";

import { GUESS_LIMITS, type GuessScope, lockMinutesAfter } from "#core/card/guess-limit.ts";

/** Who tries a password: a till, or an address where there is no till. `key` is a keyed hash in hexadecimal. */
export type Guesser = { readonly scope: GuessScope; readonly key: string };

/** Lock steps that the database is told: after that many they stay the same. */
const STEPS = 8;

/**
 * Takes one try from a guesser's allowance, unless it is used up or locked, or `from` has no row. Parameters: those of
 * `allowanceOf`.
 */
export const TAKE_GUESS = (from = "") => `
  insert into custody.guess_count as g (scope, key, tried, window_until)
  select $1, decode($2, 'hex'), 1, now() + $4 * interval '1 minute' ${from}
  on conflict (scope, key) do update set
    tried = case when g.window_until <= now() then 1 else g.tried + 1 end,
    wrong = case when g.window_until <= now() then 0 else g.wrong end,
    locks = case when g.window_until <= now() - $5 * interval '1 day' then 0 else g.locks end,
    window_until = case when g.window_until <= now()
      then now() + $4 * interval '1 minute' else g.window_until end
  where (g.locked_until is null or g.locked_until <= now())
    and (g.window_until <= now() or g.tried < $3)
  returning g.scope`;

export function allowanceOf({ scope, key }: Guesser) {
  const { wrongBeforeLock, windowMinutes, forgottenAfterDays } = GUESS_LIMITS[scope];
  return [scope, key, wrongBeforeLock, windowMinutes, forgottenAfterDays] as const;
}

/** Takes one try from a guesser's allowance; false where it is used up or locked. */
export async function takeGuess(db: pg.PoolClient, guesser: Guesser): Promise<boolean> {
  const { rowCount } = await db.query(TAKE_GUESS(), [...allowanceOf(guesser)]);
  return rowCount === 1;
}

/** What keeps a guesser from a try, if anything does: a lock that ends, or an allowance that is merely under way. */
export async function whatKeepsFromGuessing(
  db: pg.Pool,
  { scope, key }: Guesser,
): Promise<{ until: Date | null } | undefined> {
  const { rows } = await db.query<{ until: Date | null }>(
    `select case when locked_until > now() then locked_until end as until from custody.guess_count
     where scope = $1 and key = decode($2, 'hex')
       and (locked_until > now() or (window_until > now() and tried >= $3))`,
    [scope, key, GUESS_LIMITS[scope].wrongBeforeLock],
  );
  return rows[0];
}

/** The try was right: it is given back. */
export async function giveGuessBack(db: pg.Pool, { scope, key }: Guesser): Promise<void> {
  await db.query(
    `update custody.guess_count set tried = greatest(tried - 1, wrong)
     where scope = $1 and key = decode($2, 'hex')`,
    [scope, key],
  );
}

/** The try was wrong: with the last of the allowance the lock begins. */
export async function noteWrongGuess(db: pg.Pool, { scope, key }: Guesser): Promise<void> {
  const limit = GUESS_LIMITS[scope];
  const minutes = Array.from({ length: STEPS }, (_, earlier) => lockMinutesAfter(limit, earlier));
  await db.query(
    `update custody.guess_count set
       wrong = wrong + 1,
       tried = greatest(tried, wrong + 1),
       locks = locks + (wrong + 1 >= $3)::int,
       locked_until = case when wrong + 1 >= $3
         then now() + ($4::int[])[least(locks, $5 - 1) + 1] * interval '1 minute'
         else locked_until end,
       window_until = case when wrong + 1 >= $3
         then now() + ($4::int[])[least(locks, $5 - 1) + 1] * interval '1 minute'
         else window_until end
     where scope = $1 and key = decode($2, 'hex')`,
    [scope, key, limit.wrongBeforeLock, minutes, STEPS],
  );
}

/** The office lets a till, or an address, try again. */
export async function clearGuesses(db: pg.Pool, { scope, key }: Guesser): Promise<void> {
  await db.query("delete from custody.guess_count where scope = $1 and key = decode($2, 'hex')", [
    scope,
    key,
  ]);
}

/** What guessers have tried wrong in the present window, and until when they are locked, in their order. */
export async function readGuesses(
  db: pg.Pool,
  guessers: readonly Guesser[],
): Promise<readonly { wrong: number; lockedUntil: string | null }[]> {
  const { rows } = await db.query<{ place: string; wrong: number; locked_until: Date | null }>(
    `select asked.place, g.wrong,
       case when g.locked_until > now() then g.locked_until end as locked_until
     from unnest($1::text[], $2::text[]) with ordinality as asked (scope, key, place)
     join custody.guess_count as g on g.scope = asked.scope and g.key = decode(asked.key, 'hex')
     where g.window_until > now()`,
    [guessers.map(({ scope }) => scope), guessers.map(({ key }) => key)],
  );
  const known = new Map(rows.map((row) => [Number(row.place), row]));
  return guessers.map((_, index) => {
    const row = known.get(index + 1);
    return { wrong: row?.wrong ?? 0, lockedUntil: row?.locked_until?.toISOString() ?? null };
  });
}
