import { readFileSync } from "node:fs";

/**
 * Names a process for as long as it lives: its number and, where the system tells, when it began, because numbers are
 * given out again. Empty where no such process runs.
 */
export function markOfProcess(pid: number): string {
  if (!isAlive(pid)) return "";
  return `${pid} ${beginOf(pid)}`;
}

/** Whether the process that `markOfProcess` named still runs. */
export function isStillRunning(mark: string): boolean {
  const pid = pidOf(mark);
  return pid !== undefined && markOfProcess(pid) === mark.trim();
}

/** The process's number; `undefined` where the mark cannot be read. */
export function pidOf(mark: string): number | undefined {
  const pid = Number(mark.trim().split(" ")[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

/** Whether any process has this number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Resolves when the process has gone, or answers false when it has not within the time. */
export async function waitForEnd(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

const STATE_FIELD = 0;
const BEGIN_FIELD = 19;

function beginOf(pid: number): string {
  return statOf(pid)?.[BEGIN_FIELD] ?? "-";
}

function isZombie(pid: number): boolean {
  return statOf(pid)?.[STATE_FIELD] === "Z";
}

/** The fields of Linux's `/proc/<pid>/stat` after the name, which may hold spaces and brackets. See proc(5). */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
