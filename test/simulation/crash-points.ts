import type { Fate } from "./gate.ts";

/** How often each thing happened. */
export type Counts = Record<string, number>;

/** Where a process can die while it settles, by the call that it dies around. */
const POINTS: Readonly<Record<string, { dies_before?: string; dies_after?: string }>> = {
  addBatch: { dies_after: "C3 after the batch, before its signature" },
  sign: { dies_after: "C4 signed, before it is stored" },
  addAttempt: {
    dies_before: "C4 signed, before it is stored",
    dies_after: "C5/C8 stored, before it is sent",
  },
  send: {
    dies_before: "C5/C8 stored, before it is sent",
    dies_after: "C6 sent, before the answer",
  },
  noteSent: { dies_before: "C6 sent, before the answer" },
  receipt: { dies_after: "C7 mined, before it is noted" },
  noteMined: { dies_before: "C7 mined, before it is noted", dies_after: "C10 noted as mined" },
};

export function countCall(counts: Counts, name: string, fate: Fate): void {
  const add = (what: string) => (counts[what] = (counts[what] ?? 0) + 1);
  add("calls");
  if (fate === "fine" && !isReading(name)) add(`did ${name}`);
  if (fate !== "dies_before" && fate !== "dies_after") return;
  const point = POINTS[name]?.[fate];
  if (point !== undefined) add(point);
}

/** Whether the call changes something, here or on the chain. */
export function isDelicate(name: string): boolean {
  return name in POINTS && name !== "receipt";
}

const READING = new Set([
  ...["readBlock", "nextNonce", "batches", "queues", "waiting", "preview", "sign"],
  ...["finalHead", "latestHead", "transactionCount", "receipt", "fees", "estimateGas", "takeLease"],
]);

export function isReading(name: string): boolean {
  return READING.has(name);
}

export function addCounts(total: Counts, more: Counts): void {
  for (const [what, times] of Object.entries(more)) total[what] = (total[what] ?? 0) + times;
}
