import type { Exits } from "../shared/state-machine.ts";

/**
 * A payment by a card whose holder wants to be asked on a telephone first. It is no payment yet: nothing is reserved, and
 * nothing signed.
 *
 * - `waiting`: shown on the telephone. Exits: `confirmed`, `refused`, both there; or its time passes.
 * - `confirmed`: the till may have the payment, once, while its time lasts. No exit.
 * - `refused`: there will never be a payment of this id. No exit.
 */
export type ConfirmationState = "waiting" | "confirmed" | "refused";

export const CONFIRMATION_EXITS: Exits<ConfirmationState> = {
  none: ["waiting"],
  waiting: ["confirmed", "refused"],
  confirmed: [],
  refused: [],
};

/** Minutes to find the telephone and answer, and from the answer on to take the payment. */
export const CONFIRMATION_MINUTES = 5;

/** Whoever was refused so often within an hour asks no more for a while: nobody is to be worn out into a yes. */
const MOST_REFUSALS_PER_HOUR = 3;

export type ConfirmationRefusal =
  | { code: "confirmation_waiting"; until: Date }
  | { code: "confirmation_refused" }
  | { code: "confirmation_expired" }
  | { code: "confirmation_elsewhere" }
  | { code: "confirmation_refused_often" };

export type Confirmation = { readonly state: ConfirmationState; readonly expiresAt: Date };

/** How a confirmation stands at an instant: its time passes without anybody writing it down. */
export function standingOf(
  { state, expiresAt }: Confirmation,
  now: Date,
): ConfirmationState | "expired" {
  return state !== "refused" && now >= expiresAt ? "expired" : state;
}

/** Why there can be no payment now; `undefined` where it was confirmed in time. */
export function refuseUnconfirmed(
  confirmation: Confirmation,
  now: Date,
): ConfirmationRefusal | undefined {
  switch (standingOf(confirmation, now)) {
    case "waiting":
      return { code: "confirmation_waiting", until: confirmation.expiresAt };
    case "refused":
      return { code: "confirmation_refused" };
    case "expired":
      return { code: "confirmation_expired" };
    case "confirmed":
      return undefined;
  }
}

/** What else of a card keeps another payment from being asked. */
export type AskedLately = {
  /** Payments of the card that wait for an answer. */
  readonly waiting: number;
  /** Refused on the telephone within the last hour. */
  readonly refused: number;
};

/** Why a telephone is not asked now: one question at a time, and no insisting. */
export function refuseAsking({ waiting, refused }: AskedLately): ConfirmationRefusal | undefined {
  if (refused >= MOST_REFUSALS_PER_HOUR) return { code: "confirmation_refused_often" };
  return waiting > 0 ? { code: "confirmation_elsewhere" } : undefined;
}
