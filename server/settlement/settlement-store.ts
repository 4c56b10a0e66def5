import type { DeathReason } from "#core/settlement/decide-batch.ts";
import type { Fees } from "#core/settlement/fees.ts";
import type { SendOutcome } from "#core/settlement/node-errors.ts";
import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

import type { Hex } from "../shared/chain.ts";
import type { BatchKind } from "../shared/database.ts";

/** The right to settle with one relayer account, until it ends or somebody else takes it over. */
export type Lease = { readonly relayer: Address; readonly token: bigint };

/** One signed form of a batch's transaction. */
export type Attempt = {
  readonly number: number;
  readonly hash: Hash;
  readonly raw: Hex;
  readonly fees: Fees;
  readonly signedAtBlock: bigint;
  readonly sentSecondsAgo: number | null;
  readonly outcome: SendOutcome | null;
};

export type Batch = {
  readonly id: string;
  readonly kind: BatchKind;
  readonly nonce: bigint;
  readonly to: Address;
  readonly data: Hex;
  readonly gasLimit: bigint;
  /** `dead` only where the chain might ask for its nonce after all. */
  readonly state: "built" | "sent" | "mined" | "dead";
  readonly minedBlock: bigint | null;
  readonly attempts: readonly Attempt[];
};

/** Transfers of one programme that go into one kind of transaction. */
export type Queue = {
  readonly programmeId: ProgrammeId;
  readonly voucher: Address;
  readonly kind: "payments" | "reversals" | "gifts";
  /** Seconds since the last batch of this queue, by whichever relayer; null where there was none. */
  readonly batchSecondsAgo: number | null;
};

/** When something waits long enough for a batch, in seconds: see `SettlementPace`. */
export type QueuePace = { readonly settleAfterSeconds: number; readonly spreadSeconds: number };

export type WaitingTransfer = {
  readonly id: string;
  readonly from: Address;
  readonly to: Address;
  readonly amount: Cents;
  readonly nonce: bigint;
  readonly deadline: bigint;
  readonly signature: Hex;
  /** Of a reversal: the digest of the transfer that it gives back. */
  readonly reversed: Hash | null;
  /** How often it was set aside before. */
  readonly asideTimes: number;
};

export type Aside = { readonly id: string; readonly reason: string; readonly seconds: number };

/** What a batch's transaction says, once it is certain which transfers are in it. */
export type Composed = { readonly data: Hex; readonly gasLimit: bigint };

/**
 * What the settler remembers. Narrow on purpose: behind it the service uses PostgreSQL, and the simulation its memory.
 *
 * Every method is one transaction. Those that write as the holder of a lease first make sure that it is still theirs, and
 * answer `false` (or `undefined`) without a change where it is not. All times are the store's own.
 */
export type SettlementStore = {
  /**
   * Takes or prolongs the lease of a relayer account. Each taking gets a higher token; `undefined` where another holds
   * it.
   */
  takeLease(relayer: Address, owner: string): Promise<Lease | undefined>;
  /** Gives the lease up, so that another replica need not wait for it to end. */
  giveLeaseUp(lease: Lease): Promise<void>;

  /** The last final block whose events are applied; `undefined` while none is, or while reading has halted. */
  readBlock(): Promise<bigint | undefined>;
  nextNonce(relayer: Address): Promise<bigint>;
  /** The relayer's open batches, and its dead ones from nonce `deadFrom` on, in the order of their nonces. */
  batches(relayer: Address, deadFrom: bigint): Promise<Batch[]>;

  /** Adds the next form of a batch's transaction. */
  addAttempt(
    lease: Lease,
    batchId: string,
    attempt: Omit<Attempt, "sentSecondsAgo" | "outcome">,
  ): Promise<boolean>;
  /** An attempt was given to a node, which said so. A batch that was only built is sent from now on. */
  noteSent(lease: Lease, batchId: string, number: number, outcome: SendOutcome): Promise<boolean>;
  noteMined(lease: Lease, batchId: string, block: bigint, gasUsed: bigint): Promise<boolean>;
  /** The block that held it is gone. */
  noteForgotten(lease: Lease, batchId: string): Promise<boolean>;
  /** An open batch whose transaction can never take effect is dead; its transfers wait for another one. */
  dissolve(lease: Lease, batchId: string, because: DeathReason): Promise<boolean>;
  /** The chain asks for a dead batch's nonce: its transaction is offered again, its transfers stay where they are. */
  revive(lease: Lease, batchId: string): Promise<boolean>;
  /** Gives the next nonce to a transaction without transfers: `dead` where the nonce is gone already. */
  addFiller(lease: Lease, id: string, nonce: bigint, state: "built" | "dead"): Promise<boolean>;

  /**
   * In quarantine: the nonce up to which all are used up, decided once, `margin` beyond what chain and store know; the
   * chain has `used` so many. `undefined` where the lease is lost.
   */
  burnUntil(lease: Lease, used: bigint, margin: bigint): Promise<bigint | undefined>;
  /**
   * This relayer has used up its nonces, and all of them are read. Where it is the last one, each account goes on with
   * nonces beyond all that were ever given out, and the quarantine is over: `true`.
   */
  endQuarantine(lease: Lease): Promise<boolean>;

  /** Queues in which something waits and is due, the one whose last batch is oldest first. */
  queues(pace: QueuePace): Promise<Queue[]>;
  /** What this relayer may take from a queue, oldest first. */
  waiting(
    relayer: Address,
    queue: Queue,
    settleAfterSeconds: number,
    most: number,
  ): Promise<WaitingTransfer[]>;
  setAside(lease: Lease, asides: readonly Aside[]): Promise<boolean>;
  /**
   * Puts those of the transfers that still wait into a new batch with the relayer's next nonce, if that is `nonce`: batch,
   * nonce and transfers change together or not at all, so that no nonce is ever lost or used twice. Answers the ids of
   * the transfers in it.
   */
  addBatch(
    lease: Lease,
    batch: { readonly id: string; readonly queue: Queue; readonly nonce: bigint },
    transfers: readonly WaitingTransfer[],
    compose: (left: readonly WaitingTransfer[]) => Composed,
  ): Promise<readonly string[] | undefined>;
};
