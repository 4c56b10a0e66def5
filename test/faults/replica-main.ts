/** One replica of the service as a process of its own, with ports that can crash. Told what to be by its environment. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Deployment } from "#core/chain/deployment.ts";

import { demoHolders, demoOfficers, localDeployerKey } from "../../scripts/deploy/demo-officers.ts";
import { keepDeployment } from "../../scripts/deploy/keep-deployment.ts";
import { readConfig } from "../../server/app/config.ts";
import { startService } from "../../server/app/service.ts";
import { startCustody } from "../../server/custody/custody.ts";
import { connectChain } from "../../server/shared/chain-rpc.ts";
import type { Clock } from "../../server/shared/clock.ts";
import { systemClock } from "../../server/shared/clock.ts";
import { createLog } from "../../server/shared/log.ts";
import { systemRandom } from "../../server/shared/random.ts";
import { crashingChain, crashingDatabase } from "./crash-ports.ts";
import { ORDER_VARIABLE, type ReplicaOrder } from "./replica-order.ts";

const JUMP_EVERY_MS = 3_000;

/** A clock that is wrong, and differently wrong every few seconds. */
function jumpingClock(skewMs: number): Clock {
  const offset = () => skewMs * (Math.floor(Date.now() / JUMP_EVERY_MS) % 2 === 0 ? 1 : 0.5);
  return {
    now: () => new Date(systemClock.now().getTime() + offset()),
    sleep: systemClock.sleep,
  };
}

async function main(order: ReplicaOrder): Promise<void> {
  const config = readConfig({ PORT: String(order.port), ...order.settings });
  const log = createLog(config.logLevel, `replica-${order.port}`);
  const clock = jumpingClock(order.skewMs);
  const deployment = JSON.parse(await readFile(order.deploymentFile, "utf8")) as Deployment;
  const custody = await startCustody({
    signerDatabaseUrl: order.signerUrl,
    keySource: { from: "file", path: order.keyFile },
    log,
  });
  const chain = { ...config.chain, onForgotten: order.onForgotten };
  const ports = {
    db: crashingDatabase(order.apiUrl, order.crash),
    chain: crashingChain(connectChain({ clock, log }, chain, order.rpcUrls), order.crash),
    ...{ custody, clock, random: systemRandom, log },
  };
  await startService(ports, {
    ...{ config, deployment, rpcUrls: [order.nodeUrl], version: "faults" },
    pagesFolder: join(import.meta.dirname, "../../web/dist"),
    demoOfficers: demoOfficers(),
    markFile: order.markFile,
    restoreContracts: async () =>
      void (await keepDeployment({
        ...{ chain: config.chain, rpcUrl: order.nodeUrl, privateKey: localDeployerKey() },
        ...{ town: "embedded", holders: demoHolders() },
        folder: join(order.deploymentFile, ".."),
      })),
  });
}

// Whoever started this process holds the other end.
process.stdin.on("end", () => process.exit(1)).resume();
await main(JSON.parse(process.env[ORDER_VARIABLE]!) as ReplicaOrder);
