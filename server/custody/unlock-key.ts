import { createHash } from "node:crypto";

import type { GuessRefusal } from "#core/card/guess-limit.ts";
import { type TryRefusal, type Tries, triesLeft } from "#core/card/try-limit.ts";
import type { SealedKeyId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { type CountedTry, countTryOf, whyLocked } from "./count-try.ts";
import { hasRoom, keepGrant } from "./grants.ts";
import { type Guesser, giveGuessBack, noteWrongGuess } from "./guess-count-table.ts";
import {
  type Argon2Parameters,
  type Credentials,
  type KeyKind,
  type SealedSeed,
  openSeed,
  sealSeed,
} from "./seal-seed.ts";
import { forgiveTry, replaceSealing, takeTryBack } from "./sealed-key-table.ts";
import { type Signer, sealingOf } from "./signer.ts";
import { notePace, waitAsLongAsATry } from "./try-pace.ts";
import { type BusyRefusal, admit, busy } from "./try-queue.ts";

/** A code that is nobody's is answered as a wrong password, in the same time, and counts tries alike. */
export type OpeningRefusal =
  { code: "wrong_password"; triesLeft: number } | TryRefusal | GuessRefusal | BusyRefusal;

/** What is shown to be opened, and who shows it. */
export type Presented = Credentials & { readonly kind: KeyKind; readonly guesser: Guesser };

type Opened = { readonly row: SealedSeed; readonly seed: Buffer };

/** What finds a key's row: reveals nothing of the 128-bit secret. */
export function lookupOfSecret(secret: Uint8Array): Buffer {
  return createHash("sha256").update("borgo/lookup/v1").update(secret).digest();
}

/** Checks a password and keeps the opened seed for one signature. Answers a token for it. */
export async function unlockKey(
  signer: Signer,
  presented: Presented,
  owner: object,
): Promise<Result<{ sealedKeyId: SealedKeyId; grant: string }, OpeningRefusal>> {
  if (!hasRoom(signer.grants)) return refuse(busy(signer.queue));
  const opened = await openInTurn(signer, presented, raiseParameters);
  if (!opened.ok) return opened;
  const { row, seed } = opened.value;
  return ok({ sealedKeyId: row.id, grant: keepGrant(signer.grants, presented.kind, seed, owner) });
}

/**
 * Opens a seed in its turn and lets `then` work on it before the next request of the same card comes. The caller
 * clears the seed.
 */
export async function openInTurn(
  signer: Signer,
  presented: Presented,
  then: (signer: Signer, opened: Opened, credentials: Credentials) => Promise<void>,
): Promise<Result<Opened, OpeningRefusal>> {
  const lookup = lookupOfSecret(presented.secret);
  const answer = await admit(signer.queue, lookup.toString("hex"), async () => {
    const opened = await openCounted(signer, presented, lookup);
    if (opened.ok) await orClear(opened.value.seed, then(signer, opened.value, presented));
    return opened;
  });
  return answer.ok ? answer.value : answer;
}

async function orClear(seed: Buffer, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    seed.fill(0);
    throw error;
  }
}

async function openCounted(
  signer: Signer,
  presented: Presented,
  lookup: Buffer,
): Promise<Result<Opened, OpeningRefusal>> {
  const { kind, guesser } = presented;
  const startedMs = performance.now();
  const counted = await countTryOf(signer.db, guesser, kind, lookup);
  if (!counted.ok) {
    await waitAsLongAsATry(signer.pace, signer.random, startedMs);
    return counted;
  }
  const opened = await check(signer, counted.value, presented, startedMs);
  if (opened === undefined) {
    await noteWrongGuess(signer.db, guesser);
    return refuse(afterWrongTry(counted.value.tries));
  }
  await orClear(opened.seed, forgiveTry(signer.db, opened.row.id, guesser));
  return ok(opened);
}

async function check(
  signer: Signer,
  { row, tries }: CountedTry,
  { guesser, ...credentials }: Presented,
  startedMs: number,
): Promise<Opened | undefined> {
  if (row === undefined) {
    await waitAsLongAsATry(signer.pace, signer.random, startedMs);
    return undefined;
  }
  const opening = openSeed(sealingOf(signer, true), row, credentials);
  const seed = await opening.catch((error: unknown) =>
    uncount(signer, row.id, tries, guesser, error),
  );
  notePace(signer.pace, performance.now() - startedMs);
  return seed === undefined ? undefined : { row, seed };
}

/** A damaged row or a key that is away is nobody's wrong guess: where it went on, every card would end up locked. */
async function uncount(
  { db }: Signer,
  id: SealedKeyId,
  tries: Tries,
  guesser: Guesser,
  error: unknown,
): Promise<never> {
  await takeTryBack(db, id, tries);
  await giveGuessBack(db, guesser);
  throw error;
}

/** A wrong try that led to a lock says so at once: a number of tries left would invite the next one. */
function afterWrongTry(tries: Tries): OpeningRefusal {
  return whyLocked(tries) ?? { code: "wrong_password", triesLeft: triesLeft(tries) };
}

/** Seals anew, with what is in use today, a seed that was sealed with less. Another password try costs more then. */
async function raiseParameters(
  signer: Signer,
  { row, seed }: Opened,
  credentials: Credentials,
): Promise<void> {
  if (!isWeaker(row.argon2, signer.argon2)) return;
  await sealAnew(signer, { row, seed }, credentials);
}

function isWeaker(one: Argon2Parameters, other: Argon2Parameters): boolean {
  return one.memoryKib < other.memoryKib || one.passes < other.passes;
}

/** Puts a new sealing, of the next epoch, in the row's place. False where another one came first. */
export async function sealAnew(
  signer: Signer,
  { row, seed }: Opened,
  credentials: Credentials,
): Promise<boolean> {
  const { id, kind, epoch } = row;
  const label = { id, kind, epoch: epoch + 1 };
  const sealed = await sealSeed(sealingOf(signer, true), label, seed, credentials, signer.argon2);
  return await replaceSealing(signer.db, row, sealed);
}
