import { Fault } from "../shared/problem.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/log.ts";

const LONGEST_BACKOFF_MS = 15_000;

export type Job = {
  readonly name: string;
  readonly everyMilliseconds: number;
  /** One round; interrupted only between rounds. */
  run(): Promise<void>;
};

/**
 * Runs a job again and again until the signal aborts; resolves when the round under way has ended. A round that fails is
 * tried again, later and later: work that must be done is never given up, and a database or a chain that is down is not
 * hammered.
 */
export async function repeat(
  { clock, log }: { clock: Clock; log: Log },
  job: Job,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await job.run();
      failures = 0;
    } catch (error) {
      failures += 1;
      const isExpected = error instanceof Fault && error.retryable;
      const fields = isExpected
        ? { job: job.name, error: error.message }
        : { job: job.name, err: error };
      log[isExpected ? "warn" : "error"](fields, "round failed");
    }
    const pause = job.everyMilliseconds * 2 ** Math.min(failures, 6);
    await clock.sleep(Math.min(pause, Math.max(LONGEST_BACKOFF_MS, job.everyMilliseconds)), signal);
  }
}
