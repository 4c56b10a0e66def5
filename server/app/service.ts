import { type ServerType, serve } from "@hono/node-server";

import type { Deployment } from "#core/chain/deployment.ts";
import { cents } from "#core/shared/money.ts";

import type { Custody } from "../custody/custody.ts";
import { unsettledCents } from "../payments/payments.ts";
import type { RpcChain } from "../shared/chain-rpc.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import type { Random } from "../shared/random.ts";
import type { Config } from "./config.ts";
import type { Http } from "./http.ts";
import { repeat } from "./jobs.ts";
import type { DemoOfficer } from "./routes/officers-routes.ts";
import type { ServiceDeps } from "./service-deps.ts";
import { buildHttp } from "./service-http.ts";
import { serviceJobs } from "./service-jobs.ts";

/** What the world gives the service: every one of these may be another in a simulation. */
export type Ports = {
  readonly db: Database;
  readonly chain: RpcChain;
  readonly custody: Custody;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
};

export type ServiceOptions = {
  readonly config: Config;
  readonly deployment: Deployment;
  /** Nodes that the pages may read through the service. */
  readonly rpcUrls: readonly string[];
  readonly version: string;
  /** Folder of the built pages. */
  readonly pagesFolder: string;
  readonly demoOfficers?: readonly DemoOfficer[];
};

export type Service = {
  readonly http: Http;
  readonly url: string;
  /** Takes no more requests, ends the rounds under way, lets go of what it holds. Loses nothing. */
  stop(): Promise<void>;
};

/** Starts what this replica does: the API, the settler, the indexer. */
export async function startService(ports: Ports, options: ServiceOptions): Promise<Service> {
  const { config, deployment } = options;
  let unsettled = cents(await unsettledCents(ports.db));
  const deps: ServiceDeps = {
    ...ports,
    nodeHealth: () => ports.chain.health(),
    deployment,
    townName: config.townName,
    proxies: config.proxies,
    publicUrl: config.publicUrl,
    limits: config.limits,
    pace: config.pace,
    unsettled: () => unsettled,
  };
  const http = buildHttp(deps, options);
  const jobs = await serviceJobs(deps, config, (amount) => (unsettled = amount));
  // Nothing runs before the port is ours: a start that is refused leaves nothing behind.
  const server = await listen(http, config);
  const stopping = new AbortController();
  const running = jobs.map((job) => repeat(ports, job, stopping.signal).then(() => job.end?.()));
  return {
    http,
    url: config.publicUrl,
    stop: async () => {
      stopping.abort();
      await close(server);
      await Promise.all(running);
    },
  };
}

/** A port that is taken, in words for who starts the service. */
export class PortTaken extends Error {
  override readonly name = "PortTaken";
}

function listen(http: Http, { host, port }: Config): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: http.fetch, hostname: host, port }, () => resolve(server));
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new PortTaken(
              `La porta ${port} è già in uso: fermare l'altro programma o scegliere un'altra porta, per esempio PORT=${port + 1} npm start.`,
            )
          : error,
      ),
    );
  });
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  });
}
