import type { BatchState } from "#core/settlement/batch-state.ts";
import type { TransferState } from "#core/payment/transfer-state.ts";
import type { Fees } from "#core/settlement/fees.ts";
import type { LocalPart } from "#core/payment/judge-payment.ts";
import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";

import type { SettlementStore } from "../../server/settlement/settlement-store.ts";
import { Fault } from "../../server/shared/problem.ts";

/** What a till asks for. The same order again is the same payment. */
export type Order = {
  readonly paymentId: string;
  readonly card: number;
  readonly merchant: number;
  /** All that the card pays. */
  readonly amount: bigint;
  /** What of it is local value; absent where it is vouchers alone. */
  readonly local?: LocalPart;
  /** By the clock of the replica that takes it, in milliseconds: it may be wrong, and must not matter. */
  readonly at: number;
};

/** A shop gives a payment back, wholly or in part. The same again is the same reversal. */
export type Reversal = {
  readonly reversalId: string;
  readonly order: Order;
  readonly amount: bigint;
};

export type Unfinished = {
  readonly state: TransferState;
  readonly from: Address;
  readonly to: Address;
  readonly amount: bigint;
  readonly nonce: bigint;
  readonly deadline: bigint;
  /** Of a reversal: what it gives back. */
  readonly reversed: Hash | null;
};

/** What a database in quarantine answers to a batch: it passes. */
export function quarantined(): Fault {
  return new Fault("database_unreachable", "In quarantine.", { retryable: true });
}

/** What the chain has settled of our accounts, and the rows have forgotten. */
export type Recovered = {
  readonly from: Address;
  readonly to: Address;
  readonly nonce: bigint;
  readonly amount: bigint;
  /** The transfer that it gives back, where it is a reversal; of local value the chain does not tell. */
  readonly reversed: Hash | null;
};

/** The rows of the money path, to be checked. */
export type Snapshot = {
  readonly transfers: readonly {
    readonly id: string;
    /** Of the payment or of the reversal. */
    readonly parentId: string;
    /** Names what was signed; of a reversal `reversed` is that of the transfer that it gives back. */
    readonly digest: Hash;
    readonly reversed: Hash | null;
    readonly from: Address;
    readonly to: Address;
    readonly amount: bigint;
    readonly nonce: bigint;
    /** In seconds since 1970. */
    readonly deadline: bigint;
    readonly acceptedAt: number;
    readonly state: TransferState;
    readonly batchId: string | null;
    readonly settledBy: Hash | null;
  }[];
  readonly batches: readonly {
    readonly id: string;
    readonly relayer: Address;
    readonly nonce: bigint;
    readonly state: BatchState;
    readonly attempts: readonly { readonly hash: Hash; readonly fees: Fees }[];
  }[];
  readonly relayers: readonly { readonly address: Address; readonly nextNonce: bigint }[];
  readonly accounts: readonly {
    readonly address: Address;
    readonly programmeId: ProgrammeId;
    readonly confirmed: bigint;
    readonly held: bigint;
  }[];
  /** Of the shops, as far as any voucher ever came to them. */
  readonly holdings: readonly {
    readonly address: Address;
    readonly programmeId: ProgrammeId;
    readonly confirmed: bigint;
    readonly held: bigint;
  }[];
  /** What the chain has settled of our accounts and nobody here knows, by account and nonce. */
  readonly recovered: readonly Recovered[];
  readonly isQuarantined: boolean;
  readonly readBlock: bigint;
  /** How many movements a later slice was told of and has written down. */
  readonly followUps: number;
};

/**
 * The service's memory and what the rest of the service does with it: tills' payments and voids, and the indexer. Once in
 * memory, for many seeds, and once in PostgreSQL with the real modules; both must decide the same.
 */
export type Bank = {
  readonly store: SettlementStore;
  accept(order: Order): Promise<"accepted" | "refused">;
  void(order: Order): Promise<"voided" | "refused">;
  reverse(reversal: Reversal): Promise<"accepted" | "refused">;
  /**
   * Applies the final blocks that were not read yet, and writes down what follows from them; or dies while it does, if
   * there is anything to write. Answers whether it died.
   */
  index(diesInFollowUp: boolean): Promise<boolean>;
  halt(isHalted: boolean): Promise<void>;
  /** A copy of all rows, to be put back later: then the database has forgotten what came after, and is in quarantine. */
  copy(): Promise<unknown>;
  restore(copy: unknown): Promise<void>;
  isQuarantined(): Promise<boolean>;
  /** Whether this form of a transaction is stored. */
  hasAttempt(hash: Hash): Promise<boolean>;
  snapshot(): Promise<Snapshot>;
  /** What has not come to its end: transfers that wait or are batched, and batches that are on their way. */
  unfinished(): Promise<{
    readonly transfers: readonly Unfinished[];
    readonly batches: number;
  }>;
};
