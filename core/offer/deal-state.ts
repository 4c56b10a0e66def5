import type { Exits } from "../shared/state-machine.ts";

/**
 * What two at the board agreed on, and its payment.
 *
 * - `proposed`: who gives the thing has said the price. Exits: `paid`, by the other's card and password; `withdrawn`, by
 *   either.
 * - `paid`: a gift with the same id is stored; how far that is on chain is the gift's own state. No exit: what was paid is
 *   given back by a gift.
 * - `withdrawn`: nothing was paid, and nothing will be. No exit.
 */
export type DealState = "proposed" | "paid" | "withdrawn";

export const DEAL_EXITS: Exits<DealState> = {
  none: ["proposed"],
  proposed: ["paid", "withdrawn"],
  paid: [],
  withdrawn: [],
};
