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
  /** Local value on their accounts, or prepared for them. It never expires, and returns to nobody. */
  readonly localValue: bigint;
  /** Payments and reversals that are not settled yet. */
  readonly openMovements: number;
  /** Until when payments of their programmes settle and can be reversed; none where nothing is due to them. */
  readonly neededUntil: Date | undefined;
};

export type ErasureRefusal =
  | { code: "person_has_card" }
  | { code: "person_has_open_movements"; count: number }
  | { code: "person_has_value"; valueCents: bigint }
  | { code: "person_has_local_value"; localCents: bigint }
  | { code: "person_needed"; until: Date };

/**
 * Whether a person's data may go (GDPR art. 17): not while money of theirs is under way or a programme needs to know whom
 * it is for (art. 17(3)(b)). The rows of the money stay in any case; what is erased says whose they were.
 *
 * Local value holds nothing up for ever: nobody but its holder can move it, so a right that waited for it could wait
 * without end. But it is lost with the key, and that has to be known: `givesUpLocalValue` says that it is.
 */
export function judgeErasure(
  facts: ErasureFacts,
  now: Date,
  givesUpLocalValue: boolean,
): Result<undefined, ErasureRefusal> {
  const { livingCards, value, localValue, openMovements, neededUntil } = facts;
  if (livingCards > 0) return refuse({ code: "person_has_card" });
  if (openMovements > 0) return refuse({ code: "person_has_open_movements", count: openMovements });
  if (value > 0n) return refuse({ code: "person_has_value", valueCents: value });
  if (neededUntil !== undefined && neededUntil > now)
    return refuse({ code: "person_needed", until: neededUntil });
  if (localValue > 0n && !givesUpLocalValue)
    return refuse({ code: "person_has_local_value", localCents: localValue });
  return ok(undefined);
}
