import type { Address, GiftId, Hash, PaymentId, ProgrammeId, ReversalId } from "../shared/ids.ts";
import type { Cents } from "../shared/money.ts";
import type { TransferState } from "./transfer-state.ts";

type Signature = `0x${string}`;

/** What the account signed. Nothing of it ever changes. */
export type TransferTerms = {
  readonly id: string;
  readonly of:
    | { readonly kind: "payment"; readonly id: PaymentId }
    | { readonly kind: "reversal"; readonly id: ReversalId }
    | { readonly kind: "gift"; readonly id: GiftId };
  readonly programmeId: ProgrammeId;
  readonly from: Address;
  readonly to: Address;
  readonly amount: Cents;
  readonly nonce: bigint;
  readonly digest: Hash;
};

/** Where the chain moved the value: in a final block. */
export type Movement = { readonly transaction: Hash; readonly block: bigint; readonly at: Date };

export type AcceptedTransfer = TransferTerms & {
  readonly state: "accepted";
  readonly signature: Signature;
};
export type BatchedTransfer = TransferTerms & {
  readonly state: "batched";
  readonly signature: Signature;
  readonly batchId: string;
};
export type SettledTransfer = TransferTerms & {
  readonly state: "settled";
  /** Null where it had been voided: somebody else had kept it. */
  readonly signature: Signature | null;
  /** Null where somebody else submitted it before we did. */
  readonly batchId: string | null;
  readonly movement: Movement;
};
export type VoidedTransfer = TransferTerms & { readonly state: "voided" };
/** Why a signed transfer can never settle, as the contract would say it. */
export type LossReason = "deadline_passed" | "nonce_used" | "nonce_too_old";

export type FailedTransfer = TransferTerms & {
  readonly state: "failed";
  readonly signature: Signature;
  /** The batch that it was in when it failed, should that one still be mined; null where it waited. */
  readonly batchId: string | null;
  readonly reason: LossReason;
};

/** A signed transfer, with exactly the facts that its state has earned. */
export type SignedTransfer =
  AcceptedTransfer | BatchedTransfer | SettledTransfer | VoidedTransfer | FailedTransfer;

export function batchTransfer(transfer: AcceptedTransfer, batchId: string): BatchedTransfer {
  return { ...transfer, state: "batched", batchId };
}

/** Its batch can never take effect, or took effect without it: it waits for another, unless it has failed. */
export function unbatchTransfer(
  transfer: BatchedTransfer | FailedTransfer,
): AcceptedTransfer | FailedTransfer {
  if (transfer.state === "failed") return { ...transfer, batchId: null };
  const { batchId: _, ...rest } = transfer;
  return { ...rest, state: "accepted" };
}

/** Erases the signature: what was never sent can still be unsaid. */
export function voidTransfer(transfer: AcceptedTransfer): VoidedTransfer {
  const { signature: _, ...rest } = transfer;
  return { ...rest, state: "voided" };
}

/** The chain has moved the value, whatever we thought of it. */
export function settleTransfer(
  transfer: Exclude<SignedTransfer, SettledTransfer>,
  movement: Movement,
): SettledTransfer {
  const signature = transfer.state === "voided" ? null : transfer.signature;
  const batchId =
    transfer.state === "batched" || transfer.state === "failed" ? transfer.batchId : null;
  return { ...termsOf(transfer), state: "settled", signature, batchId, movement };
}

/** Final blocks show that it can never settle. */
export function failTransfer(
  transfer: AcceptedTransfer | BatchedTransfer,
  reason: LossReason,
): FailedTransfer {
  const batchId = transfer.state === "batched" ? transfer.batchId : null;
  return { ...transfer, state: "failed", batchId, reason };
}

/** The chain no longer has the block that settled it, or that showed it lost. */
export function forgetTransfer(
  transfer: SettledTransfer | FailedTransfer,
): AcceptedTransfer | BatchedTransfer | VoidedTransfer {
  const { signature, batchId } = transfer;
  const terms = termsOf(transfer);
  if (signature === null) return { ...terms, state: "voided" };
  if (batchId === null) return { ...terms, state: "accepted", signature };
  return { ...terms, state: "batched", signature, batchId };
}

/** Those in one of these states, with what that state has earned. */
export function inState<State extends TransferState>(
  transfers: readonly SignedTransfer[],
  ...states: readonly State[]
): Extract<SignedTransfer, { state: State }>[] {
  const wanted: readonly TransferState[] = states;
  return transfers.filter((transfer): transfer is Extract<SignedTransfer, { state: State }> =>
    wanted.includes(transfer.state),
  );
}

function termsOf(transfer: SignedTransfer): TransferTerms {
  const { id, of, programmeId, from, to, amount, nonce, digest } = transfer;
  return { id, of, programmeId, from, to, amount, nonce, digest };
}
