import type { PaymentMessage, ReceiptMessage, ReversalMessage } from "#core/chain/typed-data.ts";
import type { Address, SealedKeyId } from "#core/shared/ids.ts";
import { type Result, refuse } from "#core/shared/result.ts";

import type { Log } from "../shared/log.ts";
import { systemRandom } from "../shared/random.ts";
import type { Guesser } from "./guess-count-table.ts";
import type { KeySource } from "./key-encryption-keys.ts";
import { type GuessCount, askForGuesses } from "./ask-for-guesses.ts";
import { askForKey, askForNewPassword, askToUnlock } from "./present-code.ts";
import type { ChangeRefusal, Grant, KeyRefusal, Shower, UnlockRefusal } from "./present-code.ts";
import { type NewKey, orderKeys } from "./order-keys.ts";
import {
  type PersonalDataKeys,
  lookupOf,
  openText,
  personalDataKeys,
  sealText,
} from "./personal-data.ts";
import type { RelayerTransaction, SignedReceipt, SignedTransaction } from "./relayer-key.ts";
import type { Argon2Parameters, KeyKind } from "./seal-seed.ts";
import { type SignerClient, ask, createSignerClient, disconnect } from "./signer-client.ts";
import { coresForSigner, startSigner, stopSigner } from "./signer-process.ts";
import { placeSocket } from "./signer-socket.ts";
import type { KeyRotation, LockCounts } from "./signer-protocol.ts";
import { LEAST_ARGON2 } from "./signer.ts";
import type { SignedTransfer, TransferToSign } from "./sign-transfers.ts";
import { deriveAccount } from "./wallet-tree.ts";

/**
 * All that the service can have done with keys. It signs and never answers a key.
 *
 * Every call may throw `Fault`: `custody_unreachable` while the signer is away (retryable), or where a sealed row
 * was changed or its key is missing (not retryable); `database_unreachable`.
 */
export type Custody = {
  /**
   * Makes keys, sealed and stored, one after the other as they are taken. What it yields is nowhere else: print it
   * at once. Cards that were made and never printed open for nobody; destroy them all the same.
   */
  createKeys<Kind extends KeyKind>(kind: Kind, count: number): AsyncIterable<NewKey[Kind]>;
  /** Which key a code belongs to. Without a password, so it may lead to nothing that the code's holder may not see. */
  findKey(kind: KeyKind, code: string): Promise<Result<SealedKeyId, KeyRefusal>>;
  /**
   * Checks code and password, before the database transaction that needs a signature. The grant signs once, within
   * ten seconds, from this process; give it back with `release` where it is not used.
   */
  unlock(
    kind: KeyKind,
    code: string,
    password: string,
    shower: Shower,
  ): Promise<Result<Unlocked, UnlockRefusal>>;
  /** Uses the grant up. Signs all or nothing. Throws a retryable `Fault` where the grant has ended. */
  signPayments(
    grant: Grant,
    payments: readonly TransferToSign<PaymentMessage>[],
  ): Promise<readonly SignedTransfer[]>;
  /** As `signPayments`, with a merchant's grant; `accountIndex` is 0. */
  signReversals(
    grant: Grant,
    reversals: readonly TransferToSign<ReversalMessage>[],
  ): Promise<readonly SignedTransfer[]>;
  /** Ends a grant that is not needed. */
  release(grant: Grant): Promise<void>;
  /** Seals the key under a password of the person's choice. `printed`: what stands on the card beside the code. */
  changePassword(
    kind: KeyKind,
    code: string,
    password: string,
    newPassword: string,
    printed: readonly string[],
    shower: Shower,
  ): Promise<Result<{ sealedKeyId: SealedKeyId }, ChangeRefusal>>;
  /** The office lets a person try again. */
  clearTries(sealedKeyId: SealedKeyId): Promise<void>;
  /** The office lets a till, or an address, try again. */
  clearGuesses(shower: Shower): Promise<void>;
  /** What tills or addresses have tried wrong lately, in their order. */
  readGuesses(showers: readonly Shower[]): Promise<readonly GuessCount[]>;
  /** What is locked now, for the alarms. */
  countLocks(): Promise<LockCounts>;
  /** Erases a sealed seed for good: afterwards its code is unknown. What it signed stays valid. */
  destroyKey(sealedKeyId: SealedKeyId): Promise<void>;
  /** All of the town's relayer accounts, the oldest first; new ones are made until there are `atLeast` so many. */
  ensureRelayers(atLeast: number): Promise<readonly Address[]>;
  signRelayerTransaction(
    address: Address,
    transaction: RelayerTransaction,
  ): Promise<SignedTransaction>;
  /** The town's signature that it has accepted a payment, for the receipt. */
  signReceipt(chainId: number, message: ReceiptMessage): Promise<SignedReceipt>;
  /** Takes a new key-encryption key into use and moves every sealed row under it, while serving. */
  rotateKeyEncryptionKey(): Promise<KeyRotation>;
  /** The address of a card's account, from 0. Needs no signer. */
  deriveAccount(extendedPublicKey: string, index: number): Address;
  /** Seals a person's data for one place, e.g. `beneficiary/<id>`. Needs no signer. */
  sealText(context: string, text: string): Buffer;
  /** Opens what was sealed for the same place; throws a `Fault`, not retryable, for anything else. */
  openText(context: string, sealed: Uint8Array): string;
  /** Keyed hash, 32 bytes: finds a row by a value that is not stored. */
  lookupOf(context: string, text: string): Buffer;
  /** Resolves where the signer answers. */
  check(): Promise<void>;
  /** Ends the connection, and the signer where it was started here. */
  close(): Promise<void>;
};

export type {
  ChangeRefusal,
  Grant,
  GuessCount,
  KeyRefusal,
  LockCounts,
  NewKey,
  Shower,
  UnlockRefusal,
};

export type Unlocked = { readonly sealedKeyId: SealedKeyId; readonly grant: Grant };

export type CustodySettings = {
  /** Address of the database as role `borgo_signer`. */
  readonly signerDatabaseUrl: string;
  readonly keySource: KeySource;
  readonly log: Log;
  /** Default: OWASP's minimum. Cards sealed with less are sealed anew at their next use. */
  readonly argon2?: Argon2Parameters;
};

/**
 * Starts the signer as a process of its own and connects to it. Throws `CustodyRefusesToStart`, with an Italian
 * text for whoever runs the service, where the key-encryption key is missing or wrong.
 */
export async function startCustody(settings: CustodySettings): Promise<Custody> {
  const socketPath = await placeSocket();
  const signer = await startSigner(
    {
      databaseUrl: settings.signerDatabaseUrl,
      keySource: settings.keySource,
      argon2: settings.argon2 ?? LEAST_ARGON2,
      cores: coresForSigner(),
      socketPath,
    },
    settings.log,
  );
  return await bind(createSignerClient(socketPath), () => stopSigner(signer));
}

/** Connects to a signer that another process of this machine and user has started. */
export async function connectCustody(socketPath: string): Promise<Custody> {
  return await bind(createSignerClient(socketPath), async () => undefined);
}

async function bind(client: SignerClient, stop: () => Promise<void>): Promise<Custody> {
  const { value, parts } = await ask(client, { operation: "data_keys" });
  const keys = personalDataKeys(value.keys.map((key, index) => ({ ...key, key: parts[index]! })));
  return {
    createKeys: (kind, count) => orderKeys(client, kind, count),
    findKey: (kind, code) => askForKey(client, kind, code),
    unlock: async (kind, code, password, shower) =>
      tellSource(shower, await askToUnlock(client, kind, guesserOf(keys, shower), code, password)),
    signPayments: async (grant, payments) =>
      (await ask(client, { operation: "sign_payments", grant, payments: [...payments] })).value,
    signReversals: async (grant, reversals) =>
      (await ask(client, { operation: "sign_reversals", grant, reversals: [...reversals] })).value,
    release: async (grant) => void (await ask(client, { operation: "release", grant })),
    changePassword: async (kind, code, password, newPassword, printed, shower) => {
      const guesser = guesserOf(keys, shower);
      const asked = askForNewPassword(client, kind, guesser, code, password, newPassword, printed);
      return tellSource(shower, await asked);
    },
    clearTries: async (id) =>
      void (await ask(client, { operation: "clear_tries", sealedKeyId: id })),
    clearGuesses: async (shower) =>
      void (await ask(client, { operation: "clear_guesses", guesser: guesserOf(keys, shower) })),
    readGuesses: (showers) =>
      askForGuesses(
        client,
        showers.map((shower) => guesserOf(keys, shower)),
      ),
    countLocks: async () => (await ask(client, { operation: "count_locks" })).value,
    destroyKey: async (id) =>
      void (await ask(client, { operation: "destroy_key", sealedKeyId: id })),
    ensureRelayers: async (atLeast) =>
      (await ask(client, { operation: "ensure_relayers", atLeast })).value.addresses,
    signRelayerTransaction: async (address, transaction) =>
      (await ask(client, { operation: "sign_relayer_transaction", address, ...transaction })).value,
    signReceipt: async (chainId, { payments, acceptedAt }) =>
      (
        await ask(client, {
          operation: "sign_receipt",
          chainId,
          payments: [...payments],
          acceptedAt,
        })
      ).value,
    rotateKeyEncryptionKey: async () =>
      (await ask(client, { operation: "rotate_key_encryption_key" })).value,
    deriveAccount,
    sealText: (context, text) => sealText(keys, systemRandom, context, text),
    openText: (context, sealed) => openText(keys, context, sealed),
    lookupOf: (context, text) => lookupOf(keys, context, text),
    check: async () => void (await ask(client, { operation: "check" })),
    close: async () => {
      await disconnect(client);
      await stop();
    },
  };
}

function guesserOf(keys: PersonalDataKeys, shower: Shower): Guesser {
  const [scope, name] =
    "till" in shower ? (["till", shower.till] as const) : (["source", shower.source] as const);
  return { scope, key: lookupOf(keys, `guesser/${scope}`, name).toString("hex") };
}

/** Whoever tries from an address that is locked is told which one it is: only so can the office be asked to unlock it. */
function tellSource<Value, Refusal extends { code: string }>(
  shower: Shower,
  result: Result<Value, Refusal>,
): Result<Value, Refusal> {
  if (result.ok || result.refusal.code !== "too_many_tries" || "till" in shower) return result;
  return refuse({ ...result.refusal, from: shower.source });
}
