/** A relayer account's nonces as our rows have them, and as the chain does. */
export type NonceFacts = {
  /** Open batches, and dead ones whose nonce the chain might ask for after all. */
  readonly batches: readonly {
    readonly nonce: bigint;
    readonly state: "built" | "sent" | "mined" | "dead";
  }[];
  readonly nextNonce: bigint;
  readonly usedRead: bigint;
  readonly usedLatest: bigint;
  /** Signed transactions that may wait in the nodes' pools at once. */
  readonly inFlightLimit: number;
};

export type NonceAction =
  /** A final transaction that is none of ours has used our next nonce: note it as gone. */
  | { readonly do: "give_up"; readonly nonce: bigint }
  /** The chain waits for a nonce that we had given up: offer its batch again. */
  | { readonly do: "revive"; readonly nonce: bigint }
  | { readonly do: "wait"; readonly because: "in_flight" | "nonce_in_doubt" }
  | { readonly do: "build" };

/** Batches that are not final, mined ones included: a reorg may put all of them back into the pools. */
const MOST_OPEN = 16;

/**
 * Whether the next nonce may be given to a new batch. Every nonce below the next one has a row of its own, so that none
 * can be lost: neither a count kept apart from the rows, nor a jump that a wrong answer talked us into.
 */
export function decideNonce(facts: NonceFacts): NonceAction {
  const { batches, nextNonce, usedRead, usedLatest } = facts;
  const dead = batches.find(({ nonce, state }) => state === "dead" && nonce === usedLatest);
  if (dead !== undefined && usedRead <= dead.nonce) return { do: "revive", nonce: dead.nonce };
  if (usedRead > nextNonce) return { do: "give_up", nonce: nextNonce };
  if (usedLatest > nextNonce) return { do: "wait", because: "nonce_in_doubt" };
  const open = batches.filter(({ state }) => state !== "dead");
  const inFlight = open.filter(({ state }) => state !== "mined");
  const isFull = inFlight.length >= facts.inFlightLimit || open.length >= MOST_OPEN;
  return isFull ? { do: "wait", because: "in_flight" } : { do: "build" };
}
