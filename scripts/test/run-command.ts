import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as setTimeoutPromise } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";

const PROJECT = join(import.meta.dirname, "../..");
const GRACE_MS = 5_000;
const LAST_WORDS_MS = 1_000;

/** Of a long output the end is kept: that is where programs say what went wrong. */
const OUTPUT_MAX = 1_000_000;

export type CommandResult = {
  /** Undefined where a signal ended the command. */
  readonly code: number | undefined;
  readonly isTimedOut: boolean;
  /** Standard output and standard error, in the order in which they came, without colours. */
  readonly output: string;
};

/**
 * Runs one of the project's programs with this Node, in the project's root or a copy of it, and waits for its end. After
 * `timeoutMs` it and what it started are ended.
 */
export async function runCommand(
  command: readonly string[],
  timeoutMs: number,
  env: Readonly<Record<string, string>> = {},
  cwd: string = PROJECT,
): Promise<CommandResult> {
  const child = spawn(process.execPath, command, {
    cwd,
    env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: "true", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that the children's children end with it.
    detached: true,
  });
  let output = "";
  const take = (chunk: string) => (output = (output + chunk).slice(-OUTPUT_MAX));
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", take);
  const stopWatching = endTogether(child);
  const { code, isTimedOut } = await ended(child, timeoutMs).finally(stopWatching);
  return { code, isTimedOut, output: stripVTControlCharacters(output) };
}

async function ended(child: ChildProcess, timeoutMs: number) {
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    endGroup(child, "SIGTERM");
    setTimeout(() => endGroup(child, "SIGKILL"), GRACE_MS).unref();
  }, timeoutMs);
  const closed = once(child, "close");
  const [code] = (await once(child, "exit").finally(() => clearTimeout(timer))) as [number | null];
  endGroup(child, "SIGKILL");
  // What left the group may hold the output open: its last words are awaited, but not for ever.
  await Promise.race([closed, setTimeoutPromise(LAST_WORDS_MS)]);
  return { code: code ?? undefined, isTimedOut };
}

/** Ends the group when the run itself is interrupted. Returns how to stop watching for that. */
function endTogether(child: ChildProcess): () => void {
  const end = () => {
    endGroup(child, "SIGTERM");
    // Not at once: commands that run beside this one end theirs first.
    setImmediate(() => process.exit(1));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
  return () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, end);
  };
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
