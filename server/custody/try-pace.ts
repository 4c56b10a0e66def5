import { setTimeout as wait } from "node:timers/promises";

import type { Random } from "../shared/random.ts";

/**
 * How long checked passwords took lately. Who is refused without a check (an unknown code, a locked card) waits as long
 * as one of them, so that the time of an answer does not tell which it was. Waiting costs no processor: unknown codes
 * must not keep tills from their turn.
 */
export type TryPace = { readonly recent: number[]; next: number };

const KEPT = 64;

export function createTryPace(firstMs: number): TryPace {
  return { recent: [firstMs], next: 0 };
}

export function notePace(pace: TryPace, milliseconds: number): void {
  pace.recent[pace.next] = milliseconds;
  pace.next = (pace.next + 1) % KEPT;
}

/** Waits until as much time has passed since `startedMs` as a check of these days takes, one picked at random. */
export async function waitAsLongAsATry(
  { recent }: TryPace,
  random: Random,
  startedMs: number,
): Promise<void> {
  const picked = recent[random.bytes(4).readUInt32BE() % recent.length]!;
  const leftMs = picked - (performance.now() - startedMs);
  if (leftMs > 0) await wait(leftMs);
}
