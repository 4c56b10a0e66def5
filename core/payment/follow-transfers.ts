import type { TransferState } from "./transfer-state.ts";

type Step = { readonly state: TransferState; readonly settledAt: Date | null };

/** How far something is that transfers carry out: a payment, or a reversal. */
export type Progress =
  | { readonly state: Exclude<TransferState, "settled"> }
  | { readonly state: "settled"; readonly settledAt: Date };

/**
 * A payment's state follows from its transfers: it is as far as the one that lags behind, and `failed` as soon as
 * one failed, because then somebody has to act. It settled when its last transfer did.
 */
export function followTransfers(transfers: readonly Step[]): Progress {
  const state = stateOfAll(transfers.map((transfer) => transfer.state));
  if (state !== "settled") return { state };
  const times = transfers.map(({ settledAt }) => settledAt!.getTime());
  return { state, settledAt: new Date(Math.max(...times)) };
}

function stateOfAll(transfers: readonly TransferState[]): TransferState {
  if (transfers.length === 0) throw new RangeError("A payment has at least one transfer.");
  if (transfers.includes("failed")) return "failed";
  if (transfers.includes("batched")) return "batched";
  if (transfers.includes("accepted")) return transfers.includes("settled") ? "batched" : "accepted";
  if (!transfers.includes("voided")) return "settled";
  // Somebody had kept a copy of one signature, after all were erased: half a payment, which a person has to look at.
  return transfers.includes("settled") ? "failed" : "voided";
}
