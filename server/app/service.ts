import { type ServerType, serve } from "@hono/node-server";

import type { Deployment } from "#core/chain/deployment.ts";
import { cents } from "#core/shared/money.ts";

import type { Custody } from "../custody/custody.ts";
import { unsettledCents } from "../payments/payments.ts";
import type { RpcChain } from "../shared/chain-rpc.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import { readQuarantine } from "../shared/quarantine.ts";
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
  /** Where the database's mark is noted, outside the database. */
  readonly markFile: string;
  /** On a chain of our own: deploys the contracts again where it has lost them. */
  readonly restoreContracts?: () => Promise<void>;
};

export type Service = {
  readonly http: Http;
  readonly url: string;
  /** Takes no more requests, ends the rounds under way, lets go of what it holds. Loses nothing. */
  stop(): Promise<void>;
};

const LONGEST_HEADERS_MS = 10_000;
const CHECK_CONNECTIONS_MS = 1_000;
const LONGEST_DRAIN_MS = 20_000;

/** Starts what this replica does: the API, the settler, the indexer. */
export async function startService(ports: Ports, options: ServiceOptions): Promise<Service> {
  const { config, deployment } = options;
  let unsettled = cents(await unsettledCents(ports.db));
  const deps: ServiceDeps = {
    ...ports,
    nodeHealth: () => ports.chain.health(),
    restoreContracts: options.restoreContracts,
    markFile: options.markFile,
    quarantine: { because: await readQuarantine(ports.db) },
    deployment,
    townName: config.townName,
    contacts: config.contacts,
    proxies: config.proxies,
    publicUrl: config.publicUrl,
    limits: config.limits,
    pace: config.pace,
    unsettled: () => unsettled,
  };
  const stopping = new AbortController();
  const http = buildHttp(deps, options, () => stopping.signal.aborted);
  const jobs = await serviceJobs(deps, config, (amount) => (unsettled = amount));
  // Nothing runs before the port is ours: a start that is refused leaves nothing behind.
  const server = await listen(http, config);
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

/** Who sends a header or a body drop by drop holds a connection, not for longer than this. */
function timeLimits(requestSeconds: number) {
  return {
    headersTimeout: Math.min(LONGEST_HEADERS_MS, requestSeconds * 1000),
    requestTimeout: requestSeconds * 1000,
    connectionsCheckingInterval: CHECK_CONNECTIONS_MS,
  };
}

function listen(http: Http, { host, port, requestSeconds }: Config): Promise<ServerType> {
  const serverOptions = timeLimits(requestSeconds);
  return new Promise((resolve, reject) => {
    const where = { fetch: http.fetch, hostname: host, port, serverOptions };
    const server = serve(where, () => resolve(server));
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

/** Answers what is under way, and ends what still does not end. */
async function close(server: ServerType): Promise<void> {
  if (!("closeIdleConnections" in server)) throw new Error("Served by HTTP/1.1 only.");
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), LONGEST_DRAIN_MS);
  await closed;
  clearTimeout(late);
}
