import type { Hash } from "../shared/ids.ts";
import type { Exits } from "../shared/state-machine.ts";

/**
 * One transaction of an issuance. Only what is final on chain moves it.
 *
 * - `prepared`: waits for ISSUER's signature. Exits: `issued`; `cancelled`, where its reference was used for nothing.
 * - `issued`, `cancelled`: its reference is used, for ever. Exit: `prepared`, only where the chain forgets.
 */
export type ChunkState = "prepared" | "issued" | "cancelled";

export const CHUNK_EXITS: Exits<ChunkState> = {
  none: ["prepared"],
  prepared: ["issued", "cancelled"],
  issued: ["prepared"],
  cancelled: ["prepared"],
};

export type Chunk =
  | { readonly ref: Hash; readonly state: "prepared" }
  | {
      readonly ref: Hash;
      readonly state: "issued" | "cancelled";
      readonly transaction: Hash;
      readonly doneAt: Date;
    };

export type DoneChunk = Extract<Chunk, { transaction: Hash }>;

/** The chain used the chunk's reference: to credit accounts, or for an empty issuance, which cancels it. */
export function finishChunk(
  chunk: Extract<Chunk, { state: "prepared" }>,
  done: { readonly transaction: Hash; readonly at: Date; readonly accounts: bigint },
): DoneChunk {
  const state = done.accounts === 0n ? "cancelled" : "issued";
  return { ref: chunk.ref, state, transaction: done.transaction, doneAt: done.at };
}
