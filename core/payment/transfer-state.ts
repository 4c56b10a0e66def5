/**
 * A signed transfer is what one account signed of a payment, or a merchant of a reversal.
 *
 * - `accepted`: signed and stored; the shop has its answer. Exits: `batched`, `voided`; `settled` where somebody
 *   else submitted the signature.
 * - `batched`: in a signed transaction, so it can no longer be taken back. Exits: `settled`; `failed`;
 *   `accepted` again where that transaction can never be mined.
 * - `settled`: its movement is in a final block. Exits, only where the chain forgets the block: `batched`, or
 *   `accepted` where somebody else had submitted it.
 * - `voided`: dropped before any batch; its signature is erased. No exit.
 * - `failed`: the contract left it out for a reason that will not pass. Alarmed; the office makes the merchant
 *   whole. Exit: `settled`, where it settles after all.
 */
export type TransferState = "accepted" | "batched" | "settled" | "voided" | "failed";

const EXITS: Readonly<Record<TransferState, readonly TransferState[]>> = {
  accepted: ["batched", "voided", "settled"],
  batched: ["settled", "failed", "accepted"],
  settled: ["batched", "accepted"],
  voided: [],
  failed: ["settled"],
};

export function canBecome(from: TransferState, to: TransferState): boolean {
  return EXITS[from].includes(to);
}

/**
 * A payment's state follows from its transfers: it is as far as the one that lags behind, and `failed` as soon as
 * one failed, because then somebody has to act.
 */
export function stateOfAll(transfers: readonly TransferState[]): TransferState {
  if (transfers.length === 0) throw new RangeError("A payment has at least one transfer.");
  if (transfers.includes("failed")) return "failed";
  if (transfers.includes("batched")) return "batched";
  if (transfers.includes("accepted")) return transfers.includes("settled") ? "batched" : "accepted";
  return transfers[0]!;
}

/** How many payments an account may have open at once: below the contract's window of 32, with a margin. */
export const OPEN_NONCES_LIMIT = 24n;

/** Whether an account may sign its next nonce. `oldestOpen` is its lowest nonce not yet settled or voided. */
export function hasFreeNonce(nextNonce: bigint, oldestOpen: bigint | null): boolean {
  return oldestOpen === null || nextNonce - oldestOpen < OPEN_NONCES_LIMIT;
}
