import type { Exits } from "../shared/state-machine.ts";

/**
 * An offer or a want on the noticeboard. That it expires is a matter of time, not a state.
 *
 * - `open`: cards see it and write to who put it up, until it expires. Exits: `closed`, by its owner; `hidden`, by the town.
 * - `closed`: over; only its owner sees it, until it is deleted. No exit.
 * - `hidden`: the town took it down, for a reason that its owner reads. Exits: `open`, by the town; `closed`, by its owner.
 */
export type OfferState = "open" | "closed" | "hidden";

export const OFFER_EXITS: Exits<OfferState> = {
  none: ["open"],
  open: ["closed", "hidden"],
  closed: [],
  hidden: ["open", "closed"],
};
