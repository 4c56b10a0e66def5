import type { Exits } from "../shared/state-machine.ts";

/**
 * A batch is one transaction of a relayer account, under one nonce.
 *
 * - `built`: nonce and transfers are its own; nothing was sent. Exits: `sent`; `mined`, where an answer was lost.
 * - `sent`: it may be anywhere. Exits: `mined`, `final`; `dead`, where its nonce was used by another, finally.
 * - `mined`: in a block that may still be taken back; nothing is booked. Exits: `final`; `sent`, on a reorg; `dead`.
 * - `final`: its events are in a final block and read. Exit: `sent`, only where the chain forgets.
 * - `dead`: it can never take effect; its transfers wait for another. Exits, where a chain that forgot waits for its
 *   nonce after all: `built` or `sent`, as it was; `final`, where it was taught again.
 */
export type BatchState = "built" | "sent" | "mined" | "final" | "dead";

export const BATCH_EXITS: Exits<BatchState> = {
  none: ["built", "dead"],
  built: ["sent", "mined", "final", "dead"],
  sent: ["mined", "final", "dead"],
  mined: ["final", "sent", "dead"],
  final: ["sent"],
  dead: ["built", "sent", "final"],
};
