import type { Exits } from "../shared/state-machine.ts";

/**
 * A signed transfer is what one account signed of a payment, or a merchant of a reversal.
 *
 * - `accepted`: signed and stored; the shop has its answer. Exits: `batched`, `voided`; `settled` where somebody
 *   else submitted the signature; `failed`.
 * - `batched`: in a signed transaction, so it can no longer be taken back. Exits: `settled`; `failed`;
 *   `accepted` again where that transaction can never be mined, or where the contract left it out: it is tried again.
 * - `settled`: its movement is in a final block. Exits, only where the chain forgets the block: `batched`,
 *   `accepted` where somebody else had submitted it, `voided` where it had been voided before.
 * - `voided`: dropped before any batch; its signature is erased. Exit: `settled`, where somebody had kept a copy of
 *   the signature and the chain took it: what the chain says is so, and only a reversal undoes it.
 * - `failed`: it can never settle: final blocks are past its deadline, or its nonce is used up. Nothing is held for it
 *   any more; the town owes the amount, and is told so until an officer has made it good. Exits, only where the chain
 *   forgets: `accepted`, `batched`, `settled`.
 */
export type TransferState = "accepted" | "batched" | "settled" | "voided" | "failed";

export const TRANSFER_EXITS: Exits<TransferState> = {
  none: ["accepted"],
  accepted: ["batched", "voided", "settled", "failed"],
  batched: ["settled", "failed", "accepted"],
  settled: ["batched", "accepted", "voided"],
  voided: ["settled"],
  failed: ["accepted", "batched", "settled"],
};

/**
 * A payment is as far as its transfers are, and `failed` as soon as one of them failed.
 * `abandoned`: the till gave up on a request that never arrived; should it still arrive, it is refused.
 */
export type PaymentState = TransferState | "abandoned";

export const PAYMENT_EXITS: Exits<PaymentState> = {
  none: ["accepted", "abandoned"],
  accepted: ["batched", "voided", "settled", "failed"],
  batched: ["settled", "failed", "accepted"],
  settled: ["batched", "accepted", "voided"],
  voided: ["settled", "failed"],
  failed: ["accepted", "batched", "settled", "voided"],
  abandoned: [],
};

/** A reversal's transfers are the shop's; it cannot be voided, because it may be in a batch at once. */
export type ReversalState = Exclude<TransferState, "voided">;

export const REVERSAL_EXITS: Exits<ReversalState> = {
  none: ["accepted"],
  accepted: ["batched", "settled", "failed"],
  batched: ["settled", "failed", "accepted"],
  settled: ["batched", "accepted"],
  failed: ["accepted", "batched", "settled"],
};

/** A nonce so far behind the highest that settled is refused by the contract. */
export const NONCE_WINDOW = 32n;

/** How many payments an account may have open at once: below the contract's window of 32, with a margin. */
export const OPEN_NONCES_LIMIT = 24n;

/** Whether an account may sign its next nonce. `oldestOpen` is its lowest nonce that may still settle. */
export function hasFreeNonce(nextNonce: bigint, oldestOpen: bigint | null): boolean {
  return oldestOpen === null || nextNonce - oldestOpen < OPEN_NONCES_LIMIT;
}
