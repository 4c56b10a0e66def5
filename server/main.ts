/**
 * One replica of a municipality's service, on a chain and a database that others run:
 *
 *   BORGO_NETWORK=gnosis DATABASE_URL=postgres://… node server/main.ts
 *
 * Expects the contracts to be deployed (`deployments/<network>.json`) and the pages built. Settings come from the
 * environment; docs/runbook.md lists them. Ends in order on SIGINT and SIGTERM.
 */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import type { Deployment } from "#core/chain/deployment.ts";

import { CannotStart } from "./app/cannot-start.ts";
import { createClosing } from "./app/closing.ts";
import { composeService } from "./app/compose.ts";
import { type Config, readConfig } from "./app/config.ts";
import { databaseUrls } from "./app/database-urls.ts";
import { keySource } from "./app/key-source.ts";
import { endOnSignal, tellWhyNot } from "./app/process-end.ts";
import { migrate } from "./migrations/migrations.ts";
import { systemClock } from "./shared/clock.ts";
import { openDatabase } from "./shared/database.ts";
import { createLog } from "./shared/log.ts";

async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (config.chain.network === "embedded")
    throw new CannotStart(
      "La rete «embedded» è quella di prova: si avvia con «npm start». Qui indicare con BORGO_NETWORK una rete pubblica.",
    );
  const urls = databaseUrls(process.env);
  if (urls === undefined)
    throw new CannotStart("Manca DATABASE_URL, l'indirizzo del database PostgreSQL.");
  const log = createLog(config.logLevel, "borgo");
  const deployment = await readDeployment(config);
  const closing = createClosing(log);
  endOnSignal(() => closing.run());
  try {
    const owner = openDatabase(urls.ownerUrl, 1);
    await migrate(owner).finally(() => owner.destroy());
    const { url } = await composeService(
      {
        config,
        log,
        clock: systemClock,
        deployment,
        rpcUrls: config.chain.rpcUrls,
        markFile: join(resolve(process.env["BORGO_DATA"] ?? "data"), "database-mark"),
        databaseUrl: urls.apiUrl,
        signerDatabaseUrl: urls.signerUrl,
        keySource: keySource(process.env, resolve(process.env["BORGO_DATA"] ?? "data")),
      },
      closing,
    );
    log.info({ url, network: config.chain.network }, "Borgo is up");
  } catch (error) {
    await closing.run();
    throw error;
  }
}

async function readDeployment({ chain }: Config): Promise<Deployment> {
  const path = join(import.meta.dirname, "../deployments", `${chain.network}.json`);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text !== undefined) return JSON.parse(text) as Deployment;
  throw new CannotStart(
    `Manca ${path}: prima vanno messi i contratti sulla rete con «npm run deploy -- --network ${chain.network}».`,
  );
}

await main().catch(tellWhyNot);
