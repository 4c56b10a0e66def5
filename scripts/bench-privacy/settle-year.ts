import { groupByRecipient } from "#core/settlement/batch-size.ts";

import type { Transfer } from "./play-year.ts";

/** One settlement as the chain shows it: when, and the transfers in the order of its call. */
export type Batch = {
  readonly at: number;
  readonly groups: readonly { readonly transfers: readonly Transfer[] }[];
};

/**
 * Puts transfers into batches as the settler does: a batch is made when a transfer asks for one, never sooner than
 * `everySeconds` after the last, and takes whatever is ready by then.
 */
export function settleYear(transfers: readonly Transfer[], everySeconds: number): Batch[] {
  const urgent = [...transfers].sort((one, other) => one.urgentAt - other.urgentAt);
  const ready = [...transfers].sort((one, other) => one.readyAt - other.readyAt);
  const batches: Batch[] = [];
  const settled = new Set<Transfer>();
  let next = 0;
  for (const transfer of urgent) {
    if (settled.has(transfer)) continue;
    const at = Math.max(transfer.urgentAt, (batches.at(-1)?.at ?? -Infinity) + everySeconds);
    const start = next;
    while (next < ready.length && ready[next]!.readyAt <= at) next += 1;
    const batch = ready.slice(start, next);
    for (const one of batch) settled.add(one);
    batches.push({ at, groups: groupByRecipient(batch) });
  }
  return batches;
}
