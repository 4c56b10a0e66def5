import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { createClosing } from "../../server/app/closing.ts";
import { composeService } from "../../server/app/compose.ts";
import { readConfig } from "../../server/app/config.ts";
import { databaseUrls } from "../../server/app/database-urls.ts";
import { freePort } from "../../server/app/free-port.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { createLog } from "../../server/shared/log.ts";
import type { Stack } from "../../scripts/stack.ts";
import { type PlayedTownOptions, startPlayedTown } from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";
import type { Target } from "./attack.ts";

/** Starts a town with cards and tills, and a second replica beside it. */
export async function startTarget(
  options: PlayedTownOptions = {},
): Promise<Target & { stop(): Promise<void> }> {
  const town = await startPlayedTown({ keyIn: "file", ...options });
  // Inside the town's own data, so that it goes with them.
  const folder = join(town.stack.dataFolder, "attack");
  await mkdir(folder);
  const replica = await startReplica(town.stack, options.settings);
  return {
    ...town,
    urls: [town.stack.url, replica.url],
    folder,
    stop: async () => {
      await replica.stop();
      await town.stack.stop();
    },
  };
}

/** Another process's worth of service on the same database: it answers requests and nothing else. */
export async function startReplica(
  { ownerUrl, rpcUrl, deployment, dataFolder, url }: Stack,
  settings: Readonly<Record<string, string>> = {},
): Promise<{ url: string; stop(): Promise<void> }> {
  const log = createLog("silent", "replica");
  const closing = createClosing(log);
  const port = String(await freePort());
  const config = readConfig({
    ...{ BORGO_LARGEST_PAYMENT_EUROS: "10000", BORGO_UNSETTLED_LIMIT_EUROS: "10000000" },
    // What is attacked is what lies behind the limit of plain traffic.
    BORGO_TILL_REQUESTS_PER_SECOND: "100000",
    BORGO_SOURCE_REQUESTS_PER_SECOND: "100000",
    ...settings,
    ...{ PORT: port, BORGO_ROLES: "api", BORGO_PUBLIC_URL: url },
  });
  const urls = databaseUrls({ DATABASE_URL: ownerUrl })!;
  await composeService(
    {
      ...{ config, log, deployment, clock: systemClock, rpcUrls: [rpcUrl] },
      ...{ databaseUrl: urls.apiUrl, signerDatabaseUrl: urls.signerUrl },
      keySource: { from: "file", path: join(dataFolder, "keys/key-encryption-key") },
      markFile: join(dataFolder, `database-mark-${port}`),
    },
    closing,
  );
  return { url: `http://127.0.0.1:${port}`, stop: () => closing.run() };
}

/** Ends all locks and counts, as a day's wait and an officer would: one attack's traces are not the next one's help. */
export async function forgetGuesses({ stack }: Pick<Target, "stack">): Promise<void> {
  await run(
    stack.ownerUrl,
    `update custody.sealed_key set failed_tries = 0, locked_until = null, is_blocked = false;
     update card set status = 'active', status_reason = null where status = 'blocked';
     delete from custody.guess_count; delete from custody.unknown_code`,
  );
}
