import { z } from "zod";

import type { PaymentMessage, ReversalMessage } from "#core/chain/typed-data.ts";
import type { Address, Hash, SealedKeyId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";
import type { Result } from "#core/shared/result.ts";

import type { DataKeyPurpose } from "./data-keys.ts";
import type { SignedReceipt, SignedTransaction } from "./relayer-key.ts";
import type { SignedTransfer } from "./sign-transfers.ts";
import type { OpeningRefusal } from "./unlock-key.ts";

/** Keys that one request may make: so that a long order does not hold its answer back. */
export const KEYS_PER_REQUEST = 16;
const TRANSFERS_PER_REQUEST = 64;

/** Tills or addresses that one request may ask about. */
export const GUESSERS_PER_REQUEST = 200;

const kind = z.enum(["card", "merchant"]);
const address = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/)
  .transform((text) => text as Address);
const hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform((text) => text as Hash);
const natural = z
  .string()
  .regex(/^(0|[1-9]\d{0,77})$/)
  .transform(BigInt);
const grant = z.string().regex(/^[0-9a-f]{64}$/);
const sealedKeyId = z.uuid().transform((text) => text as SealedKeyId);
/** Who tries: never an address or an id, but its keyed hash. */
const guesser = z.strictObject({
  scope: z.enum(["till", "source"]),
  key: z.string().regex(/^[0-9a-f]{64}$/),
});
/** Relayer accounts of one town; each is a key to keep and an account to keep in gas money. */
export const MOST_RELAYERS = 16;

const integer = z.number().int().min(0);

const paymentMessage = z.object({
  to: address,
  amount: natural.transform((amount) => amount as Cents),
  nonce: natural,
  deadline: natural,
}) satisfies z.ZodType<PaymentMessage>;

const reversalMessage = paymentMessage.extend({
  payment: hash.nullable(),
}) satisfies z.ZodType<ReversalMessage>;

function transfers<Message extends z.ZodType>(message: Message) {
  const transfer = z.object({
    accountIndex: integer.max(0x7fffffff),
    expectedAddress: address,
    chainId: integer.min(1),
    token: address,
    message,
  });
  return z.array(transfer).min(1).max(TRANSFERS_PER_REQUEST);
}

/**
 * What the signer can be asked. Codes and passwords are not here: they travel as the frame's parts, in the order
 * that each line names.
 */
export const requestSchema = z.discriminatedUnion("operation", [
  z.strictObject({
    operation: z.literal("create_keys"),
    kind,
    count: integer.max(KEYS_PER_REQUEST),
  }),
  /** Parts: secret. */
  z.strictObject({ operation: z.literal("find_key"), kind }),
  /** Parts: secret, password. */
  z.strictObject({ operation: z.literal("unlock"), kind, guesser }),
  /** Parts: secret, password, new password. */
  z.strictObject({ operation: z.literal("change_password"), kind, guesser }),
  z.strictObject({
    operation: z.literal("sign_payments"),
    grant,
    payments: transfers(paymentMessage),
  }),
  z.strictObject({
    operation: z.literal("sign_reversals"),
    grant,
    reversals: transfers(reversalMessage),
  }),
  z.strictObject({ operation: z.literal("release"), grant }),
  z.strictObject({ operation: z.literal("clear_tries"), sealedKeyId }),
  z.strictObject({ operation: z.literal("clear_guesses"), guesser }),
  z.strictObject({
    operation: z.literal("read_guesses"),
    guessers: z.array(guesser).max(GUESSERS_PER_REQUEST),
  }),
  z.strictObject({ operation: z.literal("count_locks") }),
  z.strictObject({ operation: z.literal("destroy_key"), sealedKeyId }),
  z.strictObject({
    operation: z.literal("ensure_relayers"),
    atLeast: integer.min(1).max(MOST_RELAYERS),
  }),
  z.strictObject({
    operation: z.literal("sign_relayer_transaction"),
    address,
    chainId: integer.min(1),
    nonce: integer,
    to: address,
    data: z
      .string()
      .regex(/^0x([0-9a-f]{2})*$/)
      .transform((text) => text as `0x${string}`),
    gasLimit: natural,
    maximumFeeWei: natural,
    tipWei: natural,
  }),
  z.strictObject({
    operation: z.literal("sign_receipt"),
    chainId: integer.min(1),
    payments: z.array(hash).min(1).max(TRANSFERS_PER_REQUEST),
    acceptedAt: natural,
  }),
  z.strictObject({ operation: z.literal("data_keys") }),
  z.strictObject({ operation: z.literal("check") }),
  z.strictObject({ operation: z.literal("rotate_key_encryption_key") }),
]);

export type SignerRequest = z.output<typeof requestSchema>;
export type Operation = SignerRequest["operation"];
export type RequestOf<Name extends Operation> = Extract<SignerRequest, { operation: Name }>;

/** What each request is answered with. */
export type Answers = {
  /** Parts: secret and password of each key, in the keys' order. */
  create_keys: { readonly keys: readonly { id: SealedKeyId; publicPart: string }[] };
  find_key: { readonly sealedKeyId: SealedKeyId | null };
  unlock: Result<{ sealedKeyId: SealedKeyId; grant: string }, OpeningRefusal>;
  change_password: Result<{ sealedKeyId: SealedKeyId }, OpeningRefusal>;
  sign_payments: readonly SignedTransfer[];
  sign_reversals: readonly SignedTransfer[];
  release: null;
  clear_tries: null;
  clear_guesses: null;
  /** In the order of the guessers. `lockedUntil` is ISO text. */
  read_guesses: readonly { readonly wrong: number; readonly lockedUntil: string | null }[];
  count_locks: LockCounts;
  destroy_key: null;
  ensure_relayers: { readonly addresses: readonly Address[] };
  sign_relayer_transaction: SignedTransaction;
  sign_receipt: SignedReceipt;
  /** Parts: the keys, in this order. */
  data_keys: { readonly keys: readonly { purpose: DataKeyPurpose; version: number }[] };
  check: null;
  rotate_key_encryption_key: KeyRotation;
};

/** What is locked now, and codes of nobody's that were tried in the last hour. */
export type LockCounts = {
  readonly lockedCards: number;
  readonly blockedCards: number;
  readonly lockedTills: number;
  readonly lockedSources: number;
  readonly unknownCodes: number;
};

/** What a rotation did: the key in use since, and how many sealed rows were moved under it. */
export type KeyRotation = { readonly keyId: string; readonly rewrapped: number };

/** The header of an answer: a value, or what went wrong. Dates travel as ISO text. */
export type AnswerHeader =
  | { readonly value: unknown }
  | { readonly fault: { code: FaultCode; message: string; retryable: boolean } }
  /** A broken assumption in the request or in the signer. */
  | { readonly bug: string };

export type FaultCode = "custody_unreachable" | "database_unreachable";
