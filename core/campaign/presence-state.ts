import type { Exits } from "../shared/state-machine.ts";

/**
 * A card that somebody who organises a civic action has checked in.
 *
 * - `waiting`: seen by the organiser alone; nothing is earned. Exits: `approved`, `rejected`, both by an officer.
 * - `approved`: its reward is entered. No exit.
 * - `rejected`: earns nothing, and its place is free again. No exit.
 */
export type PresenceState = "waiting" | "approved" | "rejected";

/** So many are decided in one act. */
export const MOST_DECIDED = 500;

export const PRESENCE_EXITS: Exits<PresenceState> = {
  none: ["waiting"],
  waiting: ["approved", "rejected"],
  approved: [],
  rejected: [],
};
