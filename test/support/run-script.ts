import { execFile } from "node:child_process";
import { join } from "node:path";

const SCRIPTS = join(import.meta.dirname, "../../scripts");
const PATIENCE_MS = 300_000;

/** How a command of the project ended, and what it said. */
export type ScriptOutcome = { code: number; out: string; err: string };

/** Runs one of the project's scripts in a process of its own. `settings` are added to the environment. */
export function runScript(
  name: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<ScriptOutcome> {
  return new Promise((resolve) => {
    const options = { timeout: PATIENCE_MS, env: { ...process.env, ...settings } };
    const command = [join(SCRIPTS, name), ...args];
    execFile(process.execPath, command, options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
  });
}
