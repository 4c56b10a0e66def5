import type { TransferState } from "../payment/transfer-state.ts";
import type { Exits } from "../shared/state-machine.ts";

/**
 * A gift is as far as its transfers are. It cannot be taken back: who receives it has been told, and counts on it. What
 * was given is given back by another gift.
 */
export type GiftState = Exclude<TransferState, "voided">;

export const GIFT_EXITS: Exits<GiftState> = {
  none: ["accepted"],
  accepted: ["batched", "settled", "failed"],
  batched: ["settled", "failed", "accepted"],
  settled: ["batched", "accepted"],
  failed: ["accepted", "batched", "settled"],
};
