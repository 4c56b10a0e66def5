import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { DemoIdentities } from "../../scripts/demo/demo-town.ts";
import { ApiClient } from "../../scripts/scenario/api-client.ts";
import { freePort } from "../../server/app/free-port.ts";

const START = join(import.meta.dirname, "../../scripts/start.ts");
const PATIENCE_MS = 120_000;

/** `npm start` as a process of its own, the way a town runs it. */
export type RunningTown = {
  readonly url: string;
  /** All that it has said on standard output. */
  readonly lines: readonly string[];
  kill(signal: NodeJS.Signals): Promise<void>;
};

/** Whom a town runs as, where that is not who runs the test. */
export type Person = { readonly uid: number; readonly gid: number };

/** A folder for one test's data; `remove` also removes the database's files where they lie outside. */
export async function temporaryData(): Promise<{ path: string; remove(): Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), "borgo-start-"));
  const path = join(parent, "data");
  const remove = async () => {
    const { folder } = await clusterOf(path);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    await rm(parent, { recursive: true, force: true });
  };
  return { path, remove };
}

/** Where the database's files are, as the data folder notes it. */
export async function clusterOf(dataFolder: string): Promise<{ folder?: string }> {
  const text = await readFile(join(dataFolder, "postgres.json"), "utf8").catch(() => "{}");
  try {
    return JSON.parse(text) as { folder?: string };
  } catch {
    return {};
  }
}

/** Starts a town and waits until it says where to go; throws with its complaint where it does not. */
export async function startTown(
  dataFolder: string,
  settings: Readonly<Record<string, string>> = {},
  person?: Person,
): Promise<RunningTown> {
  const port = String(await freePort());
  const child = run(dataFolder, { PORT: port, ...settings }, person);
  const output = collect(child);
  const deadline = Date.now() + PATIENCE_MS;
  while (!output.out().includes("/trasparenza")) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`The town does not start: ${output.err()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url: `http://localhost:${port}`,
    lines: output.out().trimEnd().split("\n"),
    kill: async (signal) => {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    },
  };
}

/** Tries to start where it must be refused; answers what was said and the exit code. */
export async function tryToStart(
  dataFolder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; complaint: string }> {
  const child = run(dataFolder, { PORT: String(await freePort()), ...settings });
  const output = collect(child);
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  const [code] = (await once(child, "exit")) as [number | null];
  clearTimeout(timer);
  return { code, complaint: output.err() };
}

/** A till of the running demo town, activated anew, and one of its cards. */
export async function demoTill(
  town: RunningTown,
  dataFolder: string,
): Promise<{ till: ApiClient; card: DemoIdentities["cards"][number] }> {
  const text = await readFile(join(dataFolder, "demo.json"), "utf8");
  const { cards, tills } = JSON.parse(text) as DemoIdentities;
  const { code, password } = tills[0]!;
  const till = new ApiClient(town.url);
  await till.post("/api/tills", { json: { activationCode: code, password, label: "Prova" } });
  return { till, card: cards[0]! };
}

function run(
  dataFolder: string,
  settings: Readonly<Record<string, string>>,
  person?: Person,
): ChildProcess {
  return spawn(process.execPath, [START], {
    ...person,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, BORGO_DATA: dataFolder, ...settings },
  });
}

function collect(child: ChildProcess): { out(): string; err(): string } {
  let [out, err] = ["", ""];
  child.stdout!.on("data", (bytes: Buffer) => (out += bytes.toString()));
  child.stderr!.on("data", (bytes: Buffer) => (err += bytes.toString()));
  return { out: () => out, err: () => err };
}
