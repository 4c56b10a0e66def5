import { type Result, ok, refuse } from "#core/shared/result.ts";

/**
 * Who may use the processor next. argon2id fills a core, so as many run as there are cores and a bounded number
 * wait; whoever comes after that is told at once to come back. New cards are sealed only while no till waits.
 */
export type TryQueue = {
  readonly slots: number;
  readonly waitingLimit: number;
  running: number;
  /** Tills' requests taken in and not answered yet. */
  admitted: number;
  readonly urgent: (() => void)[];
  readonly patient: (() => void)[];
  /** The last request of each card: requests of one card follow each other. */
  readonly lines: Map<string, Promise<unknown>>;
  /** How long the last stretches took on average, in milliseconds. */
  averageMs: number;
};

export type BusyRefusal = { code: "busy"; retryAfterSeconds: number };

const WAITING_LIMIT = 32;
const FIRST_GUESS_MS = 25;
const NEW_SHARE = 0.1;

export function createTryQueue(slots: number, waitingLimit = WAITING_LIMIT): TryQueue {
  return {
    slots,
    waitingLimit,
    running: 0,
    admitted: 0,
    urgent: [],
    patient: [],
    lines: new Map(),
    averageMs: FIRST_GUESS_MS,
  };
}

/** Takes a request in unless too many wait, and runs it after those of the same card. */
export async function admit<Value>(
  queue: TryQueue,
  card: string,
  task: () => Promise<Value>,
): Promise<Result<Value, BusyRefusal>> {
  if (queue.admitted >= queue.slots + queue.waitingLimit) return refuse(busy(queue));
  queue.admitted += 1;
  try {
    return ok(await inLine(queue, card, task));
  } finally {
    queue.admitted -= 1;
  }
}

export function busy({ admitted, slots, averageMs }: TryQueue): BusyRefusal {
  const waitMs = (admitted / slots) * averageMs;
  return { code: "busy", retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
}

/**
 * Two tills that scan one card in the same second both hold the right password. Since a try is counted before it
 * is checked, they would count towards a lock together; one after the other, each clears its own count.
 */
async function inLine<Value>(
  { lines }: TryQueue,
  card: string,
  task: () => Promise<Value>,
): Promise<Value> {
  const before = lines.get(card);
  const turn = before === undefined ? task() : before.then(task, task);
  lines.set(card, turn);
  try {
    return await turn;
  } finally {
    if (lines.get(card) === turn) lines.delete(card);
  }
}

/** Runs what needs a core when one is free; `isUrgent` goes before what is not. */
export async function onFreeCore<Value>(
  queue: TryQueue,
  isUrgent: boolean,
  task: () => Promise<Value>,
): Promise<Value> {
  await freeCore(queue, isUrgent);
  const startedMs = performance.now();
  try {
    return await task();
  } finally {
    queue.averageMs += NEW_SHARE * (performance.now() - startedMs - queue.averageMs);
    const next = queue.urgent.shift() ?? queue.patient.shift();
    if (next === undefined) queue.running -= 1;
    else next();
  }
}

async function freeCore(queue: TryQueue, isUrgent: boolean): Promise<void> {
  if (queue.running < queue.slots) {
    queue.running += 1;
    return;
  }
  // Whoever ends hands its core over, so `running` stays as it is.
  const line = isUrgent ? queue.urgent : queue.patient;
  await new Promise<void>((resolve) => line.push(resolve));
}
