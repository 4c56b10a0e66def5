import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Deployment } from "#core/chain/deployment.ts";
import type { Address } from "#core/shared/ids.ts";

import { type Custody, startCustody } from "../custody/custody.ts";
import type { KeySource } from "../custody/key-encryption-keys.ts";
import { connectChain } from "../shared/chain-rpc.ts";
import type { Clock } from "../shared/clock.ts";
import { openDatabase } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import { systemRandom } from "../shared/random.ts";
import type { Closing } from "./closing.ts";
import type { Config } from "./config.ts";
import type { DemoOfficer } from "./routes/officers-routes.ts";
import { startService } from "./service.ts";

const PROJECT = join(import.meta.dirname, "../..");

/** What a service is made of, once database, node and deployment are there. */
export type Composition = {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly deployment: Deployment;
  readonly rpcUrls: readonly string[];
  /** Address of the database as role `borgo_api`. */
  readonly databaseUrl: string;
  /** Address of the database as role `borgo_signer`: given to the signer's process, used nowhere else. */
  readonly signerDatabaseUrl: string;
  readonly keySource: KeySource;
  readonly demoOfficers?: readonly DemoOfficer[];
  /** Where the database's mark is noted, outside the database. */
  readonly markFile: string;
  /** On a chain of our own: deploys the contracts again where it has lost them. */
  readonly restoreContracts?: () => Promise<void>;
  /** Called with the relayer's address before anything is settled, e.g. to give it funds on a local chain. */
  readonly onRelayer?: (relayer: Address) => Promise<void>;
};

/** Starts custody and the service, each with what it may see; what has to be ended is added to `closing`. */
export async function composeService(
  parts: Composition,
  closing: Closing,
): Promise<{ url: string; custody: Custody }> {
  const { config, log } = parts;
  const db = openDatabase(parts.databaseUrl);
  closing.add("database", () => db.destroy());
  const custody = await startCustody({
    signerDatabaseUrl: parts.signerDatabaseUrl,
    keySource: parts.keySource,
    argon2: config.argon2,
    log,
  });
  closing.add("custody", () => custody.close());
  const { demoOfficers, restoreContracts } = parts;
  const relayers = await custody.ensureRelayers(config.relayers);
  const fund = async () => {
    for (const relayer of relayers) await parts.onRelayer?.(relayer);
  };
  await fund();
  const chain = connectChain(parts, config.chain, parts.rpcUrls);
  const service = await startService(
    { db, chain, custody, clock: parts.clock, random: systemRandom, log },
    {
      config,
      deployment: parts.deployment,
      rpcUrls: parts.rpcUrls,
      markFile: parts.markFile,
      version: versionOfProject(),
      pagesFolder: join(PROJECT, "web/dist"),
      ...(demoOfficers === undefined ? {} : { demoOfficers }),
      ...(restoreContracts === undefined
        ? {}
        : {
            restoreContracts: async () => {
              await restoreContracts();
              await fund();
            },
          }),
    },
  );
  closing.add("service", () => service.stop());
  return { url: service.url, custody };
}

function versionOfProject(): string {
  const text = readFileSync(join(PROJECT, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
