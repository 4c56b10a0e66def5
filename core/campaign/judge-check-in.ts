import type { CardStatus } from "../card/card-status.ts";
import { type Result, ok, refuse } from "../shared/result.ts";

/** So many fit at one action. */
export const MOST_PLACES = 2000;

/** All that the decision needs, read under the action's lock. */
export type CheckInFacts = {
  readonly action: { readonly startsAt: Date; readonly endsAt: Date; readonly places: number };
  /** Presences that were not rejected. */
  readonly taken: number;
  readonly cardStatus: CardStatus;
  /** Whether this household is among those who were checked in, whatever became of it. */
  readonly isKnown: boolean;
};

export type CheckInRefusal =
  | { code: "action_not_running"; from: Date; until: Date }
  | { code: "card_not_active"; cardStatus: CardStatus }
  | { code: "already_checked_in" }
  | { code: "no_places_left"; places: number };

/**
 * Whether a card may be checked in at a civic action: at its time, once for each household, while there are places. A
 * rejected presence keeps its household out, so that it cannot be tried again until somebody approves it by mistake.
 */
export function judgeCheckIn(
  { action, taken, cardStatus, isKnown }: CheckInFacts,
  now: Date,
): Result<undefined, CheckInRefusal> {
  const { startsAt, endsAt, places } = action;
  if (now < startsAt || now >= endsAt)
    return refuse({ code: "action_not_running", from: startsAt, until: endsAt });
  if (cardStatus !== "active") return refuse({ code: "card_not_active", cardStatus });
  if (isKnown) return refuse({ code: "already_checked_in" });
  return taken < places ? ok(undefined) : refuse({ code: "no_places_left", places });
}
