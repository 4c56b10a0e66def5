/**
 * Runs a program for as long as the process that asked for it lives:
 *
 *   node leash.ts SIGNAL UID:GID PROGRAM ARGUMENTS…
 *
 * The other end of standard input is held by that process, and the system closes it however that process ends. Then the
 * program gets SIGNAL and, if it does not go, SIGKILL. UID:GID may be `-`. Exits as the program does.
 */
import { spawn } from "node:child_process";

const PATIENCE_MS = 20_000;
const FAILED = 1;

const [signal, owner, program, ...programArguments] = process.argv.slice(2) as [
  NodeJS.Signals,
  string,
  string,
  ...string[],
];
const [uid, gid] = owner.split(":").map(Number);

const child = spawn(program, programArguments, {
  stdio: ["ignore", "inherit", "inherit"],
  cwd: "/",
  ...(owner === "-" ? {} : { uid: uid!, gid: gid! }),
});
child.once("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(FAILED);
});
child.once("exit", (code) => process.exit(code ?? FAILED));

function end(): void {
  child.kill(signal);
  setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
}

process.stdin.on("end", end).on("error", end).resume();
// A terminal sends these to the whole group; the service decides when its parts end.
for (const ignored of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(ignored, () => undefined);
