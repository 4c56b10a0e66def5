import { type Result, ok, refuse } from "../shared/result.ts";

/** Why a person's data are erased, as the audit log says it: no words of anybody's, because that log is for ever. */
export const ERASURE_GROUNDS = ["request", "retention", "mistake"] as const;
export type ErasureGround = (typeof ERASURE_GROUNDS)[number];

/** What of a person the town still needs. Amounts in cents. */
export type ErasureFacts = {
  /** Cards that were not closed or replaced. */
  readonly livingCards: number;
  /** What is on their accounts, held there, or prepared for them. */
  readonly value: bigint;
  /** Payments and reversals that are not settled yet. */
  readonly openMovements: number;
  /** Until when payments of their programmes settle and can be reversed; none where nothing is due to them. */
  readonly neededUntil: Date | undefined;
};

export type ErasureRefusal =
  | { code: "person_has_card" }
  | { code: "person_has_open_movements"; count: number }
  | { code: "person_has_value"; valueCents: bigint }
  | { code: "person_needed"; until: Date };

/**
 * Whether a person's data may go (GDPR art. 17): not while money of theirs is under way or a programme needs to know whom
 * it is for (art. 17(3)(b)). The rows of the money stay in any case; what is erased says whose they were.
 */
export function judgeErasure(facts: ErasureFacts, now: Date): Result<undefined, ErasureRefusal> {
  const { livingCards, value, openMovements, neededUntil } = facts;
  if (livingCards > 0) return refuse({ code: "person_has_card" });
  if (openMovements > 0) return refuse({ code: "person_has_open_movements", count: openMovements });
  if (value > 0n) return refuse({ code: "person_has_value", valueCents: value });
  if (neededUntil !== undefined && neededUntil > now)
    return refuse({ code: "person_needed", until: neededUntil });
  return ok(undefined);
}
