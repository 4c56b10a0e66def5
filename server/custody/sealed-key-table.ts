import type pg from "pg";

import { NO_TRIES, TRIES_BEFORE_BLOCK, type Tries, countTry } from "#core/card/try-limit.ts";
import type { SealedKeyId } from "#core/shared/ids.ts";

import type { Queries } from "./custody-database.ts";
import { type Guesser, TAKE_GUESS, allowanceOf } from "./guess-count-table.ts";
import type { KeyKind, SealedSeed } from "./seal-seed.ts";

export type CountedTry = { readonly row: SealedSeed; readonly tries: Tries };

type TriesRow = { failed_tries: number; locked_until: Date | null; is_blocked: boolean };

type SealedKeyRow = TriesRow & {
  id: SealedKeyId;
  kind: KeyKind;
  format: number;
  epoch: number;
  argon2_memory_kib: number;
  argon2_passes: number;
  salt: Buffer;
  sealed: Buffer;
  key_encryption_key: string;
};

const COLUMNS = `id, kind, format, epoch, argon2_memory_kib, argon2_passes, salt, sealed,
  key_encryption_key, failed_tries, locked_until, is_blocked`;

/** Both counts or neither: a key that may not be tried keeps the guesser's from being counted, and the other way round. */
const COUNT_ONE_TRY = `
  with tried as (
    select id as tried_id from custody.sealed_key
    where lookup = $6 and kind = $7 and destroyed_at is null
      and not is_blocked and (locked_until is null or locked_until <= now())
    for update
  ), guess as (${TAKE_GUESS("from tried")})
  update custody.sealed_key set
    failed_tries = failed_tries + 1,
    is_blocked = ($8::boolean[])[failed_tries + 1],
    locked_until = now() + ($9::float8[])[failed_tries + 1] * interval '1 second'
  from tried, guess where id = tried_id
  returning ${COLUMNS}`;

/**
 * Counts one try against key and guesser and answers the row, in one statement that is committed when it returns;
 * `undefined` where there is no such key, or no try may be made now. The rule is `countTry`: its outcome for every count
 * is handed to the database, which picks under the row's lock. Locks run on the database's clock, the same for all
 * replicas.
 */
export async function countOneTry(
  db: pg.Pool,
  guesser: Guesser,
  kind: KeyKind,
  lookup: Buffer,
): Promise<CountedTry | undefined> {
  const { rows } = await db.query<SealedKeyRow>({
    name: "count one try",
    text: COUNT_ONE_TRY,
    values: [
      ...allowanceOf(guesser),
      ...[lookup, kind, OUTCOMES.map(({ isBlocked }) => isBlocked), OUTCOMES.map(lockSeconds)],
    ],
  });
  const row = rows[0];
  return row === undefined ? undefined : { row: sealedSeedOf(row), tries: triesOf(row) };
}

/**
 * Counts one try of a code that is nobody's, by the same rule; `undefined` where no try may be made now. Whoever has
 * such a code is told the same as whoever has a card's.
 */
export async function countUnknownTry(
  db: pg.PoolClient,
  lookup: Buffer,
): Promise<Tries | undefined> {
  const { rows } = await db.query<TriesRow>(
    `insert into custody.unknown_code as u (lookup, failed_tries, tried_at) values ($1, 1, now())
     on conflict (lookup) do update set
       failed_tries = u.failed_tries + 1,
       is_blocked = ($2::boolean[])[u.failed_tries + 1],
       locked_until = now() + ($3::float8[])[u.failed_tries + 1] * interval '1 second',
       tried_at = now()
     where not u.is_blocked and (u.locked_until is null or u.locked_until <= now())
     returning failed_tries, locked_until, is_blocked`,
    [lookup, OUTCOMES.map(({ isBlocked }) => isBlocked), OUTCOMES.map(lockSeconds)],
  );
  return rows[0] && triesOf(rows[0]);
}

/** What each try leads to: the first in front. */
const OUTCOMES: readonly Tries[] = Array.from({ length: TRIES_BEFORE_BLOCK }, (_, failed) =>
  countTry({ ...NO_TRIES, failed }, new Date(0)),
);

function lockSeconds({ lockedUntil }: Tries): number | null {
  return lockedUntil === null ? null : lockedUntil.getTime() / 1000;
}

/** The key that a secret leads to. Opens nothing and counts no try: 128 bits are not guessed. */
export async function findSealedKey(
  db: pg.Pool,
  kind: KeyKind,
  lookup: Buffer,
): Promise<SealedKeyId | undefined> {
  const { rows } = await db.query<{ id: SealedKeyId }>(
    `select id from custody.sealed_key where lookup = $1 and kind = $2 and destroyed_at is null`,
    [lookup, kind],
  );
  return rows[0]?.id;
}

/** The tries of a key that can be used; `undefined` where there is none. */
export async function readTries(
  db: pg.Pool,
  kind: KeyKind,
  lookup: Buffer,
): Promise<Tries | undefined> {
  const { rows } = await db.query<SealedKeyRow>(
    `select ${COLUMNS} from custody.sealed_key
     where lookup = $1 and kind = $2 and destroyed_at is null`,
    [lookup, kind],
  );
  return rows[0] && triesOf(rows[0]);
}

/** The tries of a code that is nobody's and was tried before. */
export async function readUnknownTries(db: pg.PoolClient, lookup: Buffer): Promise<Tries> {
  const { rows } = await db.query<TriesRow>(
    "select failed_tries, locked_until, is_blocked from custody.unknown_code where lookup = $1",
    [lookup],
  );
  return rows[0] === undefined ? NO_TRIES : triesOf(rows[0]);
}

/** The try was right: the key's count begins anew, and the guesser's is given back. */
export async function forgiveTry(db: pg.Pool, id: SealedKeyId, guesser: Guesser): Promise<void> {
  await db.query({
    name: "forgive a try",
    text: `
      with cleared as (
        update custody.sealed_key set failed_tries = 0, locked_until = null, is_blocked = false
        where id = $3 returning id
      )
      update custody.guess_count set tried = greatest(tried - 1, wrong)
      from cleared where scope = $1 and key = decode($2, 'hex')`,
    values: [guesser.scope, guesser.key, id],
  });
}

export async function clearTries(db: pg.Pool, id: SealedKeyId): Promise<void> {
  await db.query(
    `update custody.sealed_key set failed_tries = 0, locked_until = null, is_blocked = false
     where id = $1`,
    [id],
  );
}

/**
 * Takes one try back that could not be checked, through no fault of whoever made it. Before it there was no lock, or it
 * would not have been let in. Nothing happens where somebody else has tried since.
 */
export async function takeTryBack(db: pg.Pool, id: SealedKeyId, { failed }: Tries): Promise<void> {
  await db.query(
    `update custody.sealed_key set failed_tries = $2 - 1, locked_until = null, is_blocked = false
     where id = $1 and failed_tries = $2`,
    [id, failed],
  );
}

export async function insertSealedKey(
  db: pg.Pool,
  lookup: Buffer,
  { id, kind, format, epoch, argon2, salt, sealed, keyId }: SealedSeed,
): Promise<void> {
  await db.query(
    `insert into custody.sealed_key
       (id, kind, lookup, format, epoch, argon2_memory_kib, argon2_passes, salt, sealed, key_encryption_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, kind, lookup, format, epoch, argon2.memoryKib, argon2.passes, salt, sealed, keyId],
  );
}

/**
 * Puts a new sealing of the same seed in the place of `before`. Answers false where the row is not as it was read:
 * somebody else sealed it meanwhile, and theirs stands.
 */
export async function replaceSealing(
  db: Queries,
  before: SealedSeed,
  after: SealedSeed,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update custody.sealed_key set format = $3, epoch = $4, argon2_memory_kib = $5,
       argon2_passes = $6, salt = $7, sealed = $8, key_encryption_key = $9
     where id = $1 and sealed = $2`,
    [
      after.id,
      before.sealed,
      after.format,
      after.epoch,
      after.argon2.memoryKib,
      after.argon2.passes,
      after.salt,
      after.sealed,
      after.keyId,
    ],
  );
  return rowCount === 1;
}

/** Erases the sealed seed for good. What it signed before stays valid. */
export async function eraseSealedKey(db: pg.Pool, id: SealedKeyId): Promise<void> {
  await db.query(
    `update custody.sealed_key set sealed = null, salt = null, destroyed_at = now()
     where id = $1 and destroyed_at is null`,
    [id],
  );
}

/** Up to `limit` keys that lie under another key-encryption key than `keyId`. */
export async function readSealedUnderOther(
  db: Queries,
  keyId: string,
  limit: number,
): Promise<SealedSeed[]> {
  const { rows } = await db.query<SealedKeyRow>(
    `select ${COLUMNS} from custody.sealed_key
     where destroyed_at is null and key_encryption_key <> $1 order by id limit $2`,
    [keyId, limit],
  );
  return rows.map(sealedSeedOf);
}

function sealedSeedOf(row: SealedKeyRow): SealedSeed {
  return {
    id: row.id,
    kind: row.kind,
    epoch: row.epoch,
    format: row.format,
    argon2: { memoryKib: row.argon2_memory_kib, passes: row.argon2_passes },
    salt: row.salt,
    sealed: row.sealed,
    keyId: row.key_encryption_key,
  };
}

function triesOf(row: TriesRow): Tries {
  return {
    failed: row.failed_tries,
    lockedUntil: row.locked_until,
    isBlocked: row.is_blocked,
  };
}
