import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";

/** A program that ends when this process does, however that comes about. */
export type LeashedProcess = {
  /** Set once it has ended by itself or by `stop`. */
  readonly ended: Promise<number | null>;
  isRunning(): boolean;
  /** Lets go of it, and resolves when it has ended. */
  stop(): Promise<void>;
};

export type LeashOptions = {
  readonly program: string;
  readonly arguments: readonly string[];
  /** What the program is told when it has to end in order. */
  readonly signal: NodeJS.Signals;
  /** Whom it runs as, where that is not who runs this process. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  /** File that its output is added to. */
  readonly logFile: string;
};

/** Starts a program on a leash (see `leash.ts`). */
export function startLeashed(options: LeashOptions): LeashedProcess {
  const { owner, signal, program, logFile } = options;
  const log = openSync(logFile, "a", 0o600);
  const who = owner === undefined ? "-" : `${owner.uid}:${owner.gid}`;
  const child: ChildProcess = spawn(
    process.execPath,
    [join(import.meta.dirname, "leash.ts"), signal, who, program, ...options.arguments],
    { stdio: ["pipe", log, log], detached: true },
  );
  closeSync(log);
  child.stdin?.on("error", () => undefined);
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", resolve);
    child.once("error", () => resolve(null));
  });
  return {
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}
