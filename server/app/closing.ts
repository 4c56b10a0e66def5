import type { Log } from "../shared/log.ts";

/** What was started and has to be ended, the last first. */
export type Closing = {
  add(name: string, end: () => Promise<unknown>): void;
  /** Ends everything, once; what fails to end is told to the log and keeps nothing else from ending. */
  run(): Promise<void>;
};

/** A list of things to end; whoever starts something adds it at once, so that a start that fails half way ends clean. */
export function createClosing(log: Log): Closing {
  const ends: { name: string; end: () => Promise<unknown> }[] = [];
  const endAll = async () => {
    for (const { name, end } of ends.splice(0).reverse())
      await end().catch((error: unknown) => log.error({ error, name }, "Could not be ended."));
  };
  let running: Promise<void> | undefined;
  return {
    add: (name, end) => void ends.push({ name, end }),
    run: () => (running ??= endAll()),
  };
}
