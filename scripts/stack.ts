import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { http, createTestClient, parseEther } from "viem";

import type { Deployment } from "#core/chain/deployment.ts";
import type { Address } from "#core/shared/ids.ts";

import { type Closing, createClosing } from "../server/app/closing.ts";
import { composeService } from "../server/app/compose.ts";
import { type Config, readConfig } from "../server/app/config.ts";
import { openDataFolder } from "../server/app/data-folder.ts";
import type { DatabaseUrls } from "../server/app/database-urls.ts";
import { startEmbeddedChain } from "../server/app/embedded-chain.ts";
import { startEmbeddedPostgres } from "../server/app/embedded-postgres.ts";
import { freePort } from "../server/app/free-port.ts";
import { keySource } from "../server/app/key-source.ts";
import type { KeySource } from "../server/custody/key-encryption-keys.ts";
import { migrate } from "../server/migrations/migrations.ts";
import { type Clock, systemClock } from "../server/shared/clock.ts";
import { openDatabase } from "../server/shared/database.ts";
import { type Log, createLog } from "../server/shared/log.ts";
import { demoHolders, demoOfficers, localDeployerKey } from "./deploy/demo-officers.ts";
import { keepDeployment } from "./deploy/keep-deployment.ts";

/** Everything on one machine: database, chain, contracts, signer, service. */
export type Stack = {
  readonly url: string;
  readonly rpcUrl: string;
  /** Address of the database with every right, for tests and repairs. */
  readonly ownerUrl: string;
  /** What another replica of the service would be started with. */
  readonly replica: {
    readonly databaseUrl: string;
    readonly signerDatabaseUrl: string;
    readonly keySource: KeySource;
  };
  readonly deployment: Deployment;
  readonly dataFolder: string;
  /** Where the database's files are, if it was started here. */
  readonly clusterFolder: string | undefined;
  stop(): Promise<void>;
};

export type StackOptions = {
  readonly dataFolder: string;
  readonly config: Config;
  readonly log: Log;
  readonly clock?: Clock;
  /** A database that somebody else runs, instead of one in the data folder. */
  readonly databaseUrls?: DatabaseUrls;
  /** Where the key-encryption key is kept; default: a file in the data folder. */
  readonly keySource?: KeySource;
};

const RELAYER_FUNDS = parseEther("1000");

/**
 * Starts it all, on what the data folder holds from before. Throws errors whose message is meant for who starts it;
 * what was started until then is ended.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closing = createClosing(options.log);
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.run();
    throw error;
  }
}

async function start(options: StackOptions, closing: Closing): Promise<Stack> {
  const { config, log } = options;
  const folder = await openDataFolder(options.dataFolder);
  closing.add("data folder", () => folder.close());
  const dataFolder = folder.path;
  const [database, { rpcUrl, deployment, restoreContracts }] = await bothOrNone(
    startDatabase(dataFolder, options, closing),
    startChain(dataFolder, config, log, closing),
  );
  const replica = {
    databaseUrl: database.apiUrl,
    signerDatabaseUrl: database.signerUrl,
    keySource: options.keySource ?? keySource(process.env, dataFolder),
  };
  const { url } = await composeService(
    {
      ...replica,
      config,
      log,
      deployment,
      rpcUrls: [rpcUrl],
      clock: options.clock ?? systemClock,
      demoOfficers: demoOfficers(),
      restoreContracts,
      markFile: join(dataFolder, "database-mark"),
      onRelayer: (relayer) => fund(rpcUrl, relayer),
    },
    closing,
  );
  const stop = () => closing.run();
  const { ownerUrl, clusterFolder } = database;
  return { url, rpcUrl, ownerUrl, replica, deployment, dataFolder, clusterFolder, stop };
}

/** Waits for both even where one fails, so that what the other started is known to `closing`. */
async function bothOrNone<One, Other>(one: Promise<One>, other: Promise<Other>) {
  await Promise.allSettled([one, other]);
  return await Promise.all([one, other]);
}

type StackDatabase = DatabaseUrls & { readonly clusterFolder: string | undefined };

async function startDatabase(
  dataFolder: string,
  { databaseUrls, log }: StackOptions,
  closing: Closing,
): Promise<StackDatabase> {
  if (databaseUrls !== undefined) {
    await migrateAs(databaseUrls.ownerUrl);
    return { ...databaseUrls, clusterFolder: undefined };
  }
  const postgres = await startEmbeddedPostgres({ dataFolder, log });
  closing.add("PostgreSQL", () => postgres.stop());
  const { ownerUrl, clusterFolder } = postgres;
  await migrateAs(ownerUrl);
  return {
    ownerUrl,
    clusterFolder,
    apiUrl: await postgres.urlFor("borgo_api"),
    signerUrl: await postgres.urlFor("borgo_signer"),
  };
}

async function migrateAs(ownerUrl: string): Promise<void> {
  const owner = openDatabase(ownerUrl, 1);
  await migrate(owner).finally(() => owner.destroy());
}

async function startChain(dataFolder: string, config: Config, log: Log, closing: Closing) {
  const node = await startEmbeddedChain({ dataFolder, log });
  closing.add("chain", () => node.stop());
  const folder = join(dataFolder, "deployments");
  await mkdir(folder, { recursive: true });
  const order = {
    chain: config.chain,
    rpcUrl: node.rpcUrl,
    privateKey: localDeployerKey(),
    town: "embedded",
    holders: demoHolders(),
    folder,
  };
  const deployment = await keepDeployment(order);
  const restoreContracts = async () => void (await keepDeployment(order));
  return { rpcUrl: node.rpcUrl, deployment, restoreContracts };
}

/** On the embedded chain money for gas comes from nowhere. */
async function fund(rpcUrl: string, relayer: Address): Promise<void> {
  const client = createTestClient({ mode: "hardhat", transport: http(rpcUrl) });
  await client.setBalance({ address: relayer, value: RELAYER_FUNDS });
}

export type ThrowAwayOptions = {
  /** Settings as in the environment, e.g. `BORGO_BATCH_EVERY_SECONDS`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** Default: errors, on standard error. */
  readonly log?: Log;
  /** Where the key-encryption key is; default: this process's environment. A file can be shared by replicas. */
  readonly keyIn?: "environment" | "file";
};

/** What is played in minutes is not one day of anybody's life. */
export const LONG_DAY = {
  BORGO_CARD_DAY_EUROS: "10000",
  BORGO_CARD_DAY_PAYMENTS: "100000",
  BORGO_CARD_SHOP_DAY_EUROS: "10000",
  BORGO_TILL_DAY_EUROS: "10000000",
  BORGO_TILL_DAY_PAYMENTS: "1000000",
};

export const THROW_AWAY_SETTINGS = {
  BORGO_SETTLE_AFTER_SECONDS: "0",
  BORGO_BATCH_EVERY_SECONDS: "2",
  BORGO_RECONCILE_EVERY_SECONDS: "1",
  BORGO_UNSETTLED_LIMIT_EUROS: "10000000",
  BORGO_TILL_REQUESTS_PER_SECOND: "100000",
  BORGO_SOURCE_REQUESTS_PER_SECOND: "100000",
  BORGO_LARGEST_PAYMENT_EUROS: "10000",
  ...LONG_DAY,
  BORGO_LOG_LEVEL: "error",
};

const KEY_VARIABLE = "BORGO_THROW_AWAY_KEY";

/** A stack in a temporary folder and on a free port, gone when it stops. For the scenario, benchmarks and tests. */
export async function startThrowAwayStack(options: ThrowAwayOptions = {}): Promise<Stack> {
  const dataFolder = await mkdtemp(join(tmpdir(), "borgo-"));
  const port = String(await freePort());
  const config = readConfig({ ...THROW_AWAY_SETTINGS, PORT: port, ...options.settings });
  const log = options.log ?? createLog(config.logLevel, "borgo");
  const ownKey: KeySource =
    options.keyIn === "file" ? keySource({}, dataFolder) : newKeyInEnvironment();
  const stack = await startStack({ ...options, dataFolder, config, log, keySource: ownKey });
  const stop = async () => {
    await stack.stop();
    await rm(dataFolder, { recursive: true, force: true });
    if (stack.clusterFolder !== undefined)
      await rm(stack.clusterFolder, { recursive: true, force: true });
  };
  return { ...stack, stop };
}

function newKeyInEnvironment(): KeySource {
  process.env[KEY_VARIABLE] = randomBytes(32).toString("base64");
  return { from: "environment", variable: KEY_VARIABLE };
}
