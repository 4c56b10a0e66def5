import type { CardStatus } from "../card/card-status.ts";
import { type Result, ok, refuse } from "../shared/result.ts";

/** So many are printed at once. */
export const MOST_CODES = 400;

/** What a code to claim is, and for whom it is claimed; read under the code's lock. */
export type ClaimFacts = {
  readonly expiresAt: Date;
  /** The office took its sheet back. */
  readonly isWithdrawn: boolean;
  /** Whose it became: this very card, or another. */
  readonly claimedBy: "nobody" | "this_card" | "another";
  readonly cardStatus: CardStatus;
};

export type ClaimRefusal =
  | { code: "code_expired"; on: Date }
  | { code: "code_withdrawn" }
  | { code: "code_used"; byThisCard: boolean }
  | { code: "card_not_active"; cardStatus: CardStatus };

/**
 * Whether a code may be claimed: once, before it expires. Who asks again because the answer never came is told that the
 * code is theirs already.
 */
export function judgeClaim(
  { expiresAt, isWithdrawn, claimedBy, cardStatus }: ClaimFacts,
  now: Date,
): Result<undefined, ClaimRefusal> {
  if (cardStatus !== "active") return refuse({ code: "card_not_active", cardStatus });
  if (claimedBy !== "nobody")
    return refuse({ code: "code_used", byThisCard: claimedBy === "this_card" });
  if (isWithdrawn) return refuse({ code: "code_withdrawn" });
  return now < expiresAt ? ok(undefined) : refuse({ code: "code_expired", on: expiresAt });
}
