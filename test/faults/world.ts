import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { createTestClient, http, parseEther } from "viem";

import type { Deployment } from "#core/chain/deployment.ts";

import { LONG_DAY } from "../../scripts/stack.ts";
import { demoHolders, localDeployerKey } from "../../scripts/deploy/demo-officers.ts";
import { keepDeployment } from "../../scripts/deploy/keep-deployment.ts";
import { readConfig } from "../../server/app/config.ts";
import { type EmbeddedChain, startEmbeddedChain } from "../../server/app/embedded-chain.ts";
import { freePort } from "../../server/app/free-port.ts";
import { createLog } from "../../server/shared/log.ts";
import { nodeProcess } from "../support/node-process.ts";
import { type FaultProxy, startFaultProxy } from "../support/rpc-fault-proxy.ts";
import { run } from "../support/throwaway-postgres.ts";
import type { Crash } from "./crash-ports.ts";
import { ORDER_VARIABLE, type ReplicaOrder } from "./replica-order.ts";
import { type RunningDatabase, placeCluster, startDatabase } from "./world-database.ts";

const execute = promisify(execFile);
const REPLICA = join(import.meta.dirname, "replica-main.ts");
/** Also on a machine that is busy with other work. */
const READY_WITHIN_MS = 180_000;
const PROXIES = 3;

export type Replica = { readonly url: string; readonly process: ChildProcess };

export type WorldOptions = {
  readonly replicas?: number;
  readonly blocksPerEpoch?: number;
  readonly onForgotten?: "rebuild" | "halt";
  /** Clock error of each replica, once the town is set up. */
  readonly skewsMs?: readonly number[];
  /** Where the database's files are to be, e.g. on a disk that can be filled. */
  readonly clusterFolder?: string;
  /** Called as soon as there is a chain, before anything waits for it. */
  readonly onWorld?: (chain: EmbeddedChain) => void;
};

/** A whole town out of real processes, each of which can be killed: PostgreSQL, a chain's node, replicas. */
export class World {
  readonly folder: string;
  readonly proxies: readonly FaultProxy[];
  readonly chain: EmbeddedChain;
  readonly deployment: Deployment;
  readonly replicas: Replica[] = [];
  readonly #options: WorldOptions;
  readonly #ports: readonly number[];
  #running: RunningDatabase;
  #isSkewed = false;

  private constructor(parts: {
    folder: string;
    proxies: readonly FaultProxy[];
    chain: EmbeddedChain;
    deployment: Deployment;
    running: RunningDatabase;
    ports: readonly number[];
    options: WorldOptions;
  }) {
    this.folder = parts.folder;
    this.proxies = parts.proxies;
    this.chain = parts.chain;
    this.deployment = parts.deployment;
    this.#running = parts.running;
    this.#ports = parts.ports;
    this.#options = parts.options;
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), "borgo-faults-"));
    const log = createLog("silent", "faults");
    if (options.clusterFolder !== undefined) await placeCluster(folder, options.clusterFolder);
    const running = await startDatabase(folder);
    const { blocksPerEpoch = 0 } = options;
    const chain = await startEmbeddedChain({ dataFolder: folder, log, blocksPerEpoch });
    options.onWorld?.(chain);
    const deployments = join(folder, "deployments");
    await mkdir(deployments);
    const deployment = await keepDeployment({
      chain: readConfig({}).chain,
      rpcUrl: chain.rpcUrl,
      privateKey: localDeployerKey(),
      ...{ town: "embedded", holders: demoHolders(), folder: deployments },
    });
    const proxies = await Promise.all(
      Array.from({ length: PROXIES }, () => startFaultProxy(chain.rpcUrl)),
    );
    const ports = await Promise.all(
      Array.from({ length: options.replicas ?? 2 }, () => freePort()),
    );
    const world = new World({ folder, proxies, chain, deployment, running, ports, options });
    for (let index = 0; index < ports.length; index += 1) await world.startReplica(index);
    await world.fundRelayer();
    return world;
  }

  get ownerUrl(): string {
    return this.#running.postgres.ownerUrl;
  }

  /** Where requests may go: replicas that may be up or not. */
  get urls(): readonly string[] {
    return this.#ports.map((port) => `http://localhost:${port}`);
  }

  /** Resolves when it answers; where it is to crash, at once. */
  async startReplica(index: number, crash?: Crash): Promise<void> {
    this.#spawn(index, crash);
    if (crash === undefined) await this.#waitUntilUp(index);
  }

  /** kill -9 and a new start, which nobody waits for. */
  async restartReplica(index: number): Promise<void> {
    await this.killReplica(index);
    this.#spawn(index);
  }

  /** Replicas that answer now. */
  async replicasUp(): Promise<number[]> {
    const answers = await Promise.all(this.replicas.map(({ url }) => isUp(url)));
    return answers.flatMap((isHere, index) => (isHere ? [index] : []));
  }

  #spawn(index: number, crash?: Crash): void {
    const port = this.#ports[index]!;
    const order: ReplicaOrder = {
      port,
      apiUrl: this.#running.apiUrl,
      signerUrl: this.#running.signerUrl,
      rpcUrls: this.proxies.map(({ url }) => url),
      nodeUrl: this.chain.rpcUrl,
      deploymentFile: join(this.folder, "deployments/embedded.json"),
      keyFile: join(this.folder, "keys/key-encryption-key"),
      markFile: join(this.folder, `marks/replica-${index}`),
      skewMs: this.#isSkewed ? (this.#options.skewsMs?.[index] ?? 0) : 0,
      onForgotten: this.#options.onForgotten ?? "rebuild",
      settings: SETTINGS,
      crash,
    };
    const child = spawn(process.execPath, [REPLICA], {
      stdio: ["pipe", "inherit", "inherit"],
      env: { ...process.env, [ORDER_VARIABLE]: JSON.stringify(order) },
    });
    child.stdin?.on("error", () => undefined);
    this.replicas[index] = { url: `http://localhost:${port}`, process: child };
  }

  /** Resolves when it answers, or when it has died on the way. */
  async #waitUntilUp(index: number): Promise<void> {
    const { url, process: child } = this.replicas[index]!;
    const deadline = Date.now() + READY_WITHIN_MS;
    while (child.exitCode === null && child.signalCode === null) {
      if (await isUp(url)) return;
      if (Date.now() > deadline)
        throw new Error("A replica does not come up within three minutes.");
      await pause(50);
    }
  }

  /** From now on the replicas' clocks are wrong. */
  async skewClocks(): Promise<void> {
    this.#isSkewed = true;
    for (let index = 0; index < this.#ports.length; index += 1) {
      await this.killReplica(index);
      await this.startReplica(index);
    }
  }

  async killReplica(index: number): Promise<void> {
    const { process: child } = this.replicas[index]!;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  get clusterFolder(): string {
    return this.#running.postgres.clusterFolder;
  }

  /** kill -9 of the whole database server. Nothing starts it again. */
  async crashPostgres(): Promise<void> {
    const text = await readFile(join(this.clusterFolder, "postmaster.pid"), "utf8");
    process.kill(Number(text.split("\n")[0]), "SIGKILL");
  }

  /** The same, and a new start on its files. Replicas are pointed at the new one. */
  async killPostgres(): Promise<void> {
    await this.crashPostgres();
    await this.#stopDatabase();
    await this.#startDatabase();
  }

  /** Copies the database's files, as a backup does that stops the server. The replicas end. */
  async copyDatabase(): Promise<string> {
    await this.#stopDatabase();
    const { clusterFolder } = this.#running.postgres;
    const copy = `${clusterFolder}.copy-${Date.now()}`;
    await cp(clusterFolder, copy, { recursive: true, preserveTimestamps: true });
    await execute("chown", ["-R", `--reference=${clusterFolder}`, copy]);
    await this.#startDatabase();
    return copy;
  }

  /** Puts a copy in the place of the database, and starts everything on it. */
  async restoreDatabase(copy: string): Promise<void> {
    await this.#stopDatabase();
    const { clusterFolder } = this.#running.postgres;
    await rm(clusterFolder, { recursive: true, force: true });
    await rename(copy, clusterFolder);
    await this.#startDatabase();
  }

  async #stopDatabase(): Promise<void> {
    for (let index = 0; index < this.#ports.length; index += 1) await this.killReplica(index);
    await this.#running.postgres.stop();
  }

  async #startDatabase(): Promise<void> {
    this.#running = await startDatabase(this.folder);
    await Promise.all(this.#ports.map((_, index) => this.startReplica(index)));
  }

  /** kill -9 of the chain's node; it comes back by itself, on the state that it last wrote. */
  async killNode(): Promise<void> {
    process.kill(await nodeProcess(this.chain.rpcUrl), "SIGKILL");
  }

  /** kill -9 of a replica's signer; the replica starts another. Answers whether there was one. */
  async killSigner(index: number): Promise<boolean> {
    const { pid } = this.replicas[index]!.process;
    const { stdout } = await execute("ps", ["-o", "pid=", "--ppid", String(pid)]).catch(() => ({
      stdout: "",
    }));
    const signer = Number(stdout.trim().split("\n")[0]);
    if (!(signer > 0)) return false;
    process.kill(signer, "SIGKILL");
    return true;
  }

  /** Gas comes from nowhere here, also after the node has forgotten it. */
  async fundRelayer(): Promise<void> {
    const client = createTestClient({ mode: "anvil", transport: http(this.chain.rpcUrl) });
    const relayers = await run<{ address: `0x${string}` }>(
      this.ownerUrl,
      "select address from relayer",
    );
    for (const { address } of relayers)
      await client.setBalance({ address, value: parseEther("1000") }).catch(() => undefined);
  }

  async stop(): Promise<void> {
    for (let index = 0; index < this.#ports.length; index += 1) await this.killReplica(index);
    await this.chain.stop();
    await Promise.all(this.proxies.map((proxy) => proxy.stop()));
    await this.#running.postgres.stop();
    await rm(this.#running.postgres.clusterFolder, { recursive: true, force: true });
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) }).then(
    () => true,
    () => false,
  );
}

const SETTINGS = {
  BORGO_SETTLE_AFTER_SECONDS: "0",
  BORGO_BATCH_EVERY_SECONDS: "1",
  BORGO_RECONCILE_EVERY_SECONDS: "2",
  BORGO_UNSETTLED_LIMIT_EUROS: "10000000",
  BORGO_LARGEST_PAYMENT_EUROS: "10000",
  ...LONG_DAY,
  // Everything comes from one address here, and what is to be tried lies behind the limits.
  BORGO_SOURCE_REQUESTS_PER_SECOND: "100000",
  BORGO_TILL_REQUESTS_PER_SECOND: "100000",
  // To see what a replica says: BORGO_FAULTS_LOG=warn.
  BORGO_LOG_LEVEL: process.env["BORGO_FAULTS_LOG"] ?? "silent",
};

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
