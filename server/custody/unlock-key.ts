import { createHash } from "node:crypto";

import { type Tries, type TryRefusal, refuseTry, triesLeft } from "#core/card/try-limit.ts";
import type { SealedKeyId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { hasRoom, keepGrant } from "./grants.ts";
import {
  type Argon2Parameters,
  type Credentials,
  type KeyKind,
  type SealedSeed,
  openSeed,
  sealSeed,
} from "./seal-seed.ts";
import {
  clearTries,
  countOneTry,
  readTries,
  replaceSealing,
  type CountedTry,
} from "./sealed-key-table.ts";
import { type Signer, sealingOf } from "./signer.ts";
import { type BusyRefusal, admit, busy } from "./try-queue.ts";

export type OpeningRefusal =
  | { code: "unknown_code" }
  | { code: "wrong_password"; triesLeft: number }
  | TryRefusal
  | BusyRefusal;

type Opened = { readonly row: SealedSeed; readonly seed: Buffer };

/** What finds a key's row: reveals nothing of the 128-bit secret. */
export function lookupOfSecret(secret: Uint8Array): Buffer {
  return createHash("sha256").update("borgo/lookup/v1").update(secret).digest();
}

/**
 * Checks a password and keeps the opened seed for one signature. Answers a token for it.
 *
 * A wrong password and a secret that opens nothing differ in time: only the right secret leads to argon2id. That
 * tells a guesser whether 128 bits are right, which needs the card itself.
 */
export async function unlockKey(
  signer: Signer,
  kind: KeyKind,
  credentials: Credentials,
  owner: object,
): Promise<Result<{ sealedKeyId: SealedKeyId; grant: string }, OpeningRefusal>> {
  if (!hasRoom(signer.grants)) return refuse(busy(signer.queue));
  const opened = await openInTurn(signer, kind, credentials, raiseParameters);
  if (!opened.ok) return opened;
  const { row, seed } = opened.value;
  return ok({ sealedKeyId: row.id, grant: keepGrant(signer.grants, kind, seed, owner) });
}

/**
 * Opens a seed in its turn and lets `then` work on it before the next request of the same card comes. The caller
 * clears the seed.
 */
export async function openInTurn(
  signer: Signer,
  kind: KeyKind,
  credentials: Credentials,
  then: (signer: Signer, opened: Opened, credentials: Credentials) => Promise<void>,
): Promise<Result<Opened, OpeningRefusal>> {
  const lookup = lookupOfSecret(credentials.secret);
  const answer = await admit(signer.queue, lookup.toString("hex"), async () => {
    const opened = await openCounted(signer, kind, lookup, credentials);
    if (opened.ok) await orClear(opened.value.seed, then(signer, opened.value, credentials));
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
  kind: KeyKind,
  lookup: Buffer,
  credentials: Credentials,
): Promise<Result<Opened, OpeningRefusal>> {
  const counted = await countOneTry(signer.db, kind, lookup);
  if (counted === undefined) return refuse(await whyNoTry(signer, kind, lookup));
  const seed = await openSeed(sealingOf(signer, true), counted.row, credentials);
  if (seed === undefined) return refuse(afterWrongTry(counted));
  await orClear(seed, clearTries(signer.db, counted.row.id));
  return ok({ row: counted.row, seed });
}

async function whyNoTry(signer: Signer, kind: KeyKind, lookup: Buffer): Promise<OpeningRefusal> {
  const tries = await readTries(signer.db, kind, lookup);
  if (tries === undefined) return { code: "unknown_code" };
  // The lock may end between the two statements: then the next request is let in.
  return whyLocked(tries) ?? { code: "busy", retryAfterSeconds: 1 };
}

/** The refusal that the database's lock stands for. `lockedUntil` is on its clock, so it is not compared with ours. */
function whyLocked(tries: Tries): TryRefusal | undefined {
  return refuseTry(tries, new Date(0));
}

/** A wrong try that led to a lock says so at once: a number of tries left would invite the next one. */
function afterWrongTry({ tries }: CountedTry): OpeningRefusal {
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
