import { join } from "node:path";

import { type Stack, THROW_AWAY_SETTINGS } from "../../scripts/stack.ts";
import { createClosing } from "../../server/app/closing.ts";
import { composeService } from "../../server/app/compose.ts";
import { readConfig } from "../../server/app/config.ts";
import { freePort } from "../../server/app/free-port.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { createLog } from "../../server/shared/log.ts";

export type Replica = { readonly url: string; stop(): Promise<void> };

/** One more service on the stack's database and chain, with a signer of its own. */
export async function startReplica(
  { replica, rpcUrl, deployment, dataFolder }: Stack,
  settings: Readonly<Record<string, string>> = {},
): Promise<Replica> {
  const port = String(await freePort());
  const config = readConfig({
    ...THROW_AWAY_SETTINGS,
    BORGO_ROLES: "api",
    PORT: port,
    ...settings,
  });
  const log = createLog(config.logLevel, "replica");
  const closing = createClosing(log);
  const parts = { ...replica, config, log, clock: systemClock, deployment, rpcUrls: [rpcUrl] };
  const markFile = join(dataFolder, `database-mark-${port}`);
  try {
    const { url } = await composeService({ ...parts, markFile }, closing);
    return { url, stop: () => closing.run() };
  } catch (error) {
    await closing.run();
    throw error;
  }
}
