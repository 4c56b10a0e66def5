import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, extname, join, resolve } from "node:path";

import { Fault } from "../shared/problem.ts";
import type { Log } from "../shared/log.ts";
import { CustodyRefusesToStart, type KeySource } from "./key-encryption-keys.ts";
import type { SignerSettings } from "./open-signer.ts";
import type { SignerState } from "./signer-main.ts";
import { removeSocket } from "./signer-socket.ts";

/** The signer as its parent sees it: started again whenever it ends, until it is stopped. */
export type SignerProcess = {
  readonly settings: SignerSettings;
  readonly log: Log;
  /** What the key's provider needs of the environment, kept for the next start: it is taken out of our own. */
  readonly secrets: NodeJS.ProcessEnv;
  child: ChildProcess | undefined;
  restart: NodeJS.Timeout | undefined;
  isStopped: boolean;
};

const PROJECT = resolve(import.meta.dirname, "../..");
const RESTART_AFTER_MS = 500;
const STOP_AFTER_MS = 5_000;
/** What the signer needs of the environment; the key's own variable is added. */
const KEPT_VARIABLES = [
  ...["PATH", "HOME", "LANG", "TZ", "SYSTEMROOT", "TMPDIR", "TEMP"],
  // Where the common PKCS#11 modules look for their own settings.
  ...["SOFTHSM2_CONF", "YUBIHSM_PKCS11_CONF", "CKNFAST_HOME", "ChrystokiConfigurationPath"],
];

/** Starts the signer and waits until it takes requests. Throws what kept it from starting. */
export async function startSigner(settings: SignerSettings, log: Log): Promise<SignerProcess> {
  if (settings.keySource.from === "file")
    // The signer may only enter folders that exist when it starts.
    mkdirSync(dirname(settings.keySource.path), { recursive: true, mode: 0o700 });
  const signer: SignerProcess = {
    ...{ settings, log, child: undefined, restart: undefined, isStopped: false },
    secrets: takeVariables(settings.keySource),
  };
  try {
    await launch(signer);
  } catch (error) {
    removeSocket(settings.socketPath);
    throw error;
  }
  return signer;
}

async function launch(signer: SignerProcess): Promise<void> {
  const child = spawnSigner(signer.settings, signer.secrets);
  signer.child = child;
  const state = await firstState(child, signer.settings);
  if (state.state !== "ready") throw startFailure(state);
  child.once("exit", (code, signal) => relaunchLater(signer, code, signal));
}

function relaunchLater(signer: SignerProcess, code: number | null, signal: string | null): void {
  if (signer.isStopped) return;
  signer.log.error({ code, signal }, "The signer ended; starting it again.");
  scheduleLaunch(signer);
}

function scheduleLaunch(signer: SignerProcess): void {
  signer.restart = setTimeout(() => {
    launch(signer).catch((error: unknown) => {
      signer.log.error({ error: String(error) }, "The signer could not be started again.");
      if (!signer.isStopped) scheduleLaunch(signer);
    });
  }, RESTART_AFTER_MS);
}

/** Ends the signer: it goes when its parent's channel closes, and by force where it does not. */
export async function stopSigner(signer: SignerProcess): Promise<void> {
  signer.isStopped = true;
  clearTimeout(signer.restart);
  await endChild(signer.child);
  removeSocket(signer.settings.socketPath);
}

async function endChild(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_AFTER_MS);
  if (child.connected) child.disconnect();
  await ended;
  clearTimeout(timer);
}

function firstState(child: ChildProcess, settings: SignerSettings): Promise<SignerState> {
  return new Promise((done) => {
    const failed = (message: string): void => done({ state: "failed", message, retryable: true });
    child.once("message", (state) => done(state as SignerState));
    child.once("error", (error) => failed(`The signer could not be started: ${error.message}`));
    child.once("exit", (code) => failed(`The signer ended while starting, with code ${code}.`));
    child.send(settings, () => undefined);
  });
}

function startFailure(state: Exclude<SignerState, { state: "ready" }>): Error {
  if (state.state === "refused") return new CustodyRefusesToStart(state.message);
  return new Fault("custody_unreachable", state.message, { retryable: state.retryable });
}

/**
 * Starts Node with what keeps others out: no debugger by signal, no code from strings, no file outside the program
 * and the key, no child process. Where there is a shell, it switches core dumps off first.
 */
function spawnSigner(settings: SignerSettings, secrets: NodeJS.ProcessEnv): ChildProcess {
  const main = join(import.meta.dirname, `signer-main${extname(import.meta.filename)}`);
  const command = [process.execPath, ...nodeOptions(settings), main];
  const isWindows = process.platform === "win32";
  const [program, ...rest] = isWindows
    ? command
    : ["/bin/sh", "-c", 'ulimit -c 0 && exec "$0" "$@"', ...command];
  return spawn(program!, rest, {
    cwd: PROJECT,
    env: { ...signerEnvironment(settings), ...secrets },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

function nodeOptions(settings: SignerSettings): string[] {
  const { keySource, socketPath } = settings;
  const written = [dirname(socketPath)];
  const read = [PROJECT, dirname(socketPath), "/proc/self/limits", ...databaseFiles(settings)];
  if (keySource.from === "file") written.push(dirname(keySource.path));
  if (process.platform === "linux") written.push("/proc/self/coredump_filter");
  return [
    "--permission",
    "--allow-addons",
    ...[...read, ...written].map((path) => `--allow-fs-read=${path}`),
    ...written.map((path) => `--allow-fs-write=${path}`),
    "--disable-sigusr1",
    "--disallow-code-generation-from-strings",
    "--disable-proto=delete",
    "--disable-warning=ExperimentalWarning",
    "--disable-warning=SecurityWarning",
  ];
}

/** Certificates that a database address names. */
function databaseFiles({ databaseUrl }: SignerSettings): string[] {
  const parameters = new URL(databaseUrl).searchParams;
  return ["sslrootcert", "sslcert", "sslkey"].flatMap((name) => parameters.getAll(name));
}

function signerEnvironment({ cores }: SignerSettings): NodeJS.ProcessEnv {
  const kept = KEPT_VARIABLES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), UV_THREADPOOL_SIZE: String(Math.max(4, cores + 2)) };
}

/** Takes the key, or the device's PIN, out of this process's environment, where other children would inherit it. */
function takeVariables(source: KeySource): NodeJS.ProcessEnv {
  const taken: NodeJS.ProcessEnv = {};
  for (const name of secretVariables(source)) {
    const value = process.env[name];
    if (value === undefined) continue;
    taken[name] = value;
    delete process.env[name];
  }
  return taken;
}

function secretVariables(source: KeySource): string[] {
  if (source.from === "file") return [];
  return source.from === "environment" ? [source.variable] : [source.pinVariable];
}

/** One check of a password fills one core. */
export function coresForSigner(): number {
  return availableParallelism();
}
