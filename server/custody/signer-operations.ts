import assert from "node:assert/strict";

import { changePassword } from "./change-password.ts";
import { withCustodyLock } from "./custody-database.ts";
import { createKeys } from "./create-keys.ts";
import { openDataKeys } from "./data-keys.ts";
import { countLocks } from "./count-locks.ts";
import { releaseGrant } from "./grants.ts";
import { clearGuesses, readGuesses } from "./guess-count-table.ts";
import { ensureRelayers, signReceipt, signRelayerTransaction } from "./relayer-key.ts";
import { rotateKeyEncryptionKey } from "./rotate-keys.ts";
import type { Credentials } from "./seal-seed.ts";
import { clearTries, eraseSealedKey, findSealedKey } from "./sealed-key-table.ts";
import type { Answers, Operation, RequestOf } from "./signer-protocol.ts";
import type { Signer } from "./signer.ts";
import { signPayments, signReversals } from "./sign-transfers.ts";
import { lookupOfSecret, unlockKey } from "./unlock-key.ts";

/** A request as it came in. `parts` are cleared once it is answered. */
export type Call<Name extends Operation> = {
  readonly request: RequestOf<Name>;
  readonly parts: readonly Buffer[];
  /** The connection, as the owner of grants. */
  readonly owner: object;
};

export type Answer<Name extends Operation = Operation> = {
  readonly value: Answers[Name];
  readonly parts: readonly Buffer[];
};

type Handlers = {
  readonly [Name in Operation]: (signer: Signer, call: Call<Name>) => Promise<Answer<Name>>;
};

const HANDLERS: Handlers = {
  create_keys: async (signer, { request }) => {
    const keys = await createKeys(signer, request.kind, request.count);
    return {
      value: { keys: keys.map(({ id, publicPart }) => ({ id, publicPart })) },
      parts: keys.flatMap(({ secret, password }) => [secret, password]),
    };
  },
  find_key: async ({ db }, { request, parts }) => {
    const id = await findSealedKey(db, request.kind, lookupOfSecret(parts[0]!));
    return plain({ sealedKeyId: id ?? null });
  },
  unlock: async (signer, { request, parts, owner }) =>
    plain(await unlockKey(signer, { ...credentialsIn(parts, 2), ...request }, owner)),
  change_password: async (signer, { request, parts }) =>
    plain(await changePassword(signer, { ...credentialsIn(parts, 3), ...request }, parts[2]!)),
  sign_payments: async (signer, { request, owner }) =>
    plain(await signPayments(signer, request.grant, request.payments, owner)),
  sign_reversals: async (signer, { request, owner }) =>
    plain(await signReversals(signer, request.grant, request.reversals, owner)),
  release: async ({ grants }, { request }) => {
    releaseGrant(grants, request.grant);
    return plain(null);
  },
  clear_tries: async ({ db }, { request }) => {
    await clearTries(db, request.sealedKeyId);
    return plain(null);
  },
  clear_guesses: async ({ db }, { request }) => {
    await clearGuesses(db, request.guesser);
    return plain(null);
  },
  read_guesses: async ({ db }, { request }) => plain(await readGuesses(db, request.guessers)),
  count_locks: async ({ db }) => plain(await countLocks(db)),
  destroy_key: async ({ db }, { request }) => {
    await eraseSealedKey(db, request.sealedKeyId);
    return plain(null);
  },
  ensure_relayers: async (signer, { request }) =>
    plain({
      addresses: await withCustodyLock(signer.db, () => ensureRelayers(signer, request.atLeast)),
    }),
  sign_relayer_transaction: async (signer, { request }) =>
    plain(await signRelayerTransaction(signer, request.address, request)),
  sign_receipt: async (signer, { request }) =>
    plain(await signReceipt(signer, request.chainId, request)),
  data_keys: async ({ db, keys }) => {
    const dataKeys = await openDataKeys(db, keys);
    return {
      value: { keys: dataKeys.map(({ purpose, version }) => ({ purpose, version })) },
      parts: dataKeys.map(({ key }) => key),
    };
  },
  check: async ({ db }) => {
    await db.query("select 1");
    return plain(null);
  },
  rotate_key_encryption_key: async (signer) =>
    plain(await withCustodyLock(signer.db, () => rotateKeyEncryptionKey(signer))),
};

/** Does what a request asks. The answer's parts are the caller's to clear. */
export async function perform<Name extends Operation>(
  signer: Signer,
  call: Call<Name>,
): Promise<Answer> {
  const handler = HANDLERS[call.request.operation as Name];
  return await handler(signer, call);
}

function plain<Value>(value: Value): { value: Value; parts: readonly Buffer[] } {
  return { value, parts: [] };
}

function credentialsIn(parts: readonly Buffer[], expected: number): Credentials {
  assert.equal(parts.length, expected, "The request does not carry the parts that it needs.");
  return { secret: parts[0]!, password: parts[1]! };
}
