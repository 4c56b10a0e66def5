import { access, copyFile, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { constants } from "node:fs";
import { delimiter, join } from "node:path";

import { EMBEDDED_CHAIN } from "#core/chain/chains.ts";

import type { Log } from "../shared/log.ts";
import { CannotStart } from "./cannot-start.ts";
import { freePort } from "./free-port.ts";
import { type LeashedProcess, startLeashed } from "./leashed-process.ts";

const PROJECT = join(import.meta.dirname, "../..");
const READY_WITHIN_MS = 30_000;
const COPY_EVERY_MS = 60_000;

export type EmbeddedChain = { readonly rpcUrl: string; stop(): Promise<void> };

type Options = {
  readonly dataFolder: string;
  readonly log: Log;
  /** Another chain's number, where that chain is to be stood in for. */
  readonly chainId?: number;
  /** Two epochs of so many blocks pass until a block is final. With none, as usual here, it is final at once. */
  readonly blocksPerEpoch?: number;
};

const STATES_TO_GO_BACK_TO = 100_000;

/**
 * Starts a private chain on this machine: anvil, which keeps its state in the data folder, or Hardhat's node where there
 * is no anvil for this machine. That one forgets everything when it ends; the service teaches it again from the signed
 * transactions that it kept.
 */
export async function startEmbeddedChain(options: Options): Promise<EmbeddedChain> {
  const { dataFolder, log, chainId = EMBEDDED_CHAIN.chainId, blocksPerEpoch = 0 } = options;
  const folder = join(dataFolder, "chain");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const anvil = await findAnvil();
  const port = await freePort();
  const rpcUrl = `http://127.0.0.1:${port}`;
  const where = ["--port", String(port), "--chain-id", String(chainId)];
  if (anvil === undefined) log.warn("No anvil for this machine: the chain is kept in memory.");
  const keeper = await keepRunning(log, async () => {
    const node =
      anvil === undefined
        ? startHardhatNode(folder, where)
        : startAnvil(anvil, folder, [
            ...[...where, "--slots-in-an-epoch", String(blocksPerEpoch)],
            ...["--state", await usableState(folder, log), "--state-interval", "1"],
            // Of blocks that may be taken back it keeps the states in memory: going back to one that it has put on the
            // disk, it loses all of them.
            ...(blocksPerEpoch > 0 ? ["--prune-history", String(STATES_TO_GO_BACK_TO)] : []),
          ]);
    await waitUntilReady(node, rpcUrl, folder);
    return node;
  });
  const copying = setInterval(() => void keepCopy(folder).catch(() => undefined), COPY_EVERY_MS);
  copying.unref();
  return {
    rpcUrl,
    stop: async () => {
      clearInterval(copying);
      await keeper.stop();
    },
  };
}

const RESTART_PAUSE_MS = 500;

/** Starts the node again where it ends by itself, on the state that it last wrote. */
async function keepRunning(log: Log, start: () => Promise<LeashedProcess>) {
  let node = await start();
  let isStopping = false;
  const watch = async () => {
    for (;;) {
      await node.ended;
      if (isStopping) return;
      log.error("The local chain's node has ended; starting it again.");
      await new Promise((resolve) => setTimeout(resolve, RESTART_PAUSE_MS));
      if (isStopping) return;
      node = await start().catch((error: unknown) => {
        log.error({ err: error }, "The local chain's node could not be started again.");
        return node;
      });
      if (isStopping) await node.stop();
    }
  };
  const watching = watch();
  return {
    stop: async () => {
      isStopping = true;
      await node.stop();
      await watching;
    },
  };
}

function startAnvil(program: string, folder: string, more: readonly string[]): LeashedProcess {
  return startLeashed({
    program,
    arguments: ["--host", "127.0.0.1", "--silent", ...more],
    signal: "SIGTERM",
    logFile: join(folder, "node.log"),
  });
}

function startHardhatNode(folder: string, more: readonly string[]): LeashedProcess {
  const cli = createRequire(import.meta.url).resolve("hardhat/package.json");
  return startLeashed({
    program: process.execPath,
    arguments: [
      join(cli, "../dist/src/cli.js"),
      ...["--config", join(PROJECT, "hardhat.config.ts")],
      ...["node", "--hostname", "127.0.0.1", ...more],
    ],
    signal: "SIGTERM",
    logFile: join(folder, "node.log"),
  });
}

/** anvil's program: of this platform's npm package, or on the PATH. BORGO_CHAIN=hardhat does without. */
async function findAnvil(): Promise<string | undefined> {
  if (process.env.BORGO_CHAIN === "hardhat") return undefined;
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const packaged = join(
    PROJECT,
    `node_modules/@foundry-rs/anvil-${process.platform}-${architecture}/bin/anvil`,
  );
  const places = [
    packaged,
    ...(process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "anvil")),
  ];
  for (const place of places)
    if (
      await access(place, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return place;
  return undefined;
}

/**
 * The state file to start from. A kill while anvil writes leaves a torn one: that is put aside and the last whole copy
 * takes its place. What is newer than the copy is taught to the chain again by the service.
 */
async function usableState(folder: string, log: Log): Promise<string> {
  const state = join(folder, "state.json");
  const copy = join(folder, "state.copy.json");
  const stateIs = await wholeness(state);
  if (stateIs === "whole") await copyFile(state, copy);
  if (stateIs !== "torn") return state;
  const aside = join(folder, `state.torn-${Date.now()}.json`);
  await rename(state, aside);
  log.warn({ aside }, "The chain's state file was torn; going on from the last whole copy.");
  if ((await wholeness(copy)) === "whole") await copyFile(copy, state);
  return state;
}

async function wholeness(path: string): Promise<"whole" | "torn" | "missing"> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return "missing";
  try {
    JSON.parse(text);
    return "whole";
  } catch {
    return "torn";
  }
}

/** Copies the state while the node runs, unless it is being written. */
async function keepCopy(folder: string): Promise<void> {
  const state = join(folder, "state.json");
  const before = await stat(state);
  const bytes = await readFile(state);
  const after = await stat(state);
  const isQuiet = before.mtimeMs === after.mtimeMs && bytes.length === after.size;
  if (!isQuiet || bytes.at(-1) !== "}".charCodeAt(0)) return;
  const draft = join(folder, "state.copy.json.new");
  await writeFile(draft, bytes, { mode: 0o600 });
  await rename(draft, join(folder, "state.copy.json"));
}

async function waitUntilReady(node: LeashedProcess, rpcUrl: string, folder: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(rpcUrl))) {
    if (node.isRunning() && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    await node.stop();
    throw new CannotStart(
      `La blockchain locale non parte: il motivo è in fondo a ${join(folder, "node.log")}.`,
    );
  }
}

async function answers(rpcUrl: string): Promise<boolean> {
  try {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(rpcUrl, { method: "POST", headers, body });
    return answer.ok;
  } catch {
    return false;
  }
}
