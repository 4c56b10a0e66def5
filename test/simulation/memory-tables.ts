import type { BatchState } from "#core/settlement/batch-state.ts";
import type { TransferState } from "#core/payment/transfer-state.ts";
import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";

import type { Attempt, Queue } from "../../server/settlement/settlement-store.ts";
import type { Hex } from "../../server/shared/chain.ts";
import type { Recovered } from "./bank.ts";
import type { Plan } from "./plan.ts";
import { FUNDS, accountsOf, relayersOf } from "./town.ts";

export type TransferRow = {
  readonly id: string;
  readonly kind: Queue["kind"];
  /** Of the payment or of the reversal. */
  readonly parentId: string;
  readonly digest: Hash;
  readonly reversed: Hash | null;
  readonly acceptedAt: number;
  readonly position: number;
  readonly from: Address;
  readonly to: Address;
  readonly amount: bigint;
  readonly nonce: bigint;
  /** In seconds since 1970. */
  readonly deadline: bigint;
  state: TransferState;
  batchId: string | null;
  /** Was in a signed transaction once: somebody may have kept its signature. */
  isPublic: boolean;
  skipReason: string | null;
  asideUntil: number | null;
  asideTimes: number;
  settledBy: Hash | null;
};

export type BatchRow = {
  readonly id: string;
  readonly kind: Queue["kind"] | "filler";
  readonly relayer: Address;
  readonly nonce: bigint;
  readonly to: Address;
  readonly data: Hex;
  readonly gasLimit: bigint;
  readonly createdAt: number;
  state: BatchState;
  minedBlock: bigint | null;
  attempts: (Omit<Attempt, "sentSecondsAgo"> & { sentAt: number | null })[];
};

export type RelayerRow = {
  nextNonce: bigint;
  owner: string | null;
  token: bigint;
  until: number | null;
  /** In quarantine: up to which nonce all are used up, and whether they are. */
  burnUntil: bigint | null;
  isBurnt: boolean;
};

/** What somebody has of one token, and has promised away of it. */
export type Purse = {
  readonly programmeId: ProgrammeId;
  readonly address: Address;
  confirmed: bigint;
  held: bigint;
  nextNonce: bigint;
};

export type Tables = {
  readonly now: () => number;
  transfers: TransferRow[];
  batches: BatchRow[];
  relayers: Map<Address, RelayerRow>;
  accounts: Map<Address, Purse>;
  /** Of the shops, by `purseName`, as far as anything ever came to them. */
  holdings: Map<string, Purse>;
  /** What the chain has settled of our accounts and nobody here knows. */
  recovered: (Recovered & { readonly id: string })[];
  isQuarantined: boolean;
  readBlock: bigint;
  /** Movements that a later slice was told of. */
  followUps: number;
  isHalted: boolean;
};

export function openTables(plan: Plan, now: () => number): Tables {
  const lease = { owner: null, token: 0n, until: null };
  const relayer = () => ({ nextNonce: 0n, ...lease, burnUntil: null, isBurnt: false });
  return {
    now,
    transfers: [],
    batches: [],
    relayers: new Map(relayersOf(plan).map((address) => [address, relayer()])),
    accounts: new Map(
      accountsOf(plan).map(({ address, programmeId, firstNonce: nextNonce }) => [
        address,
        { programmeId, address, confirmed: FUNDS, held: 0n, nextNonce },
      ]),
    ),
    holdings: new Map(),
    ...{ recovered: [], isQuarantined: false },
    ...{ readBlock: 0n, followUps: 0 },
    isHalted: false,
  };
}
