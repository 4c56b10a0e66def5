import { randomUUID } from "node:crypto";

import { type ServerType, serve } from "@hono/node-server";
import { bodyLimit } from "hono/body-limit";

import type { Deployment } from "#core/chain/deployment.ts";
import { cents } from "#core/shared/money.ts";

import type { Custody } from "../custody/custody.ts";
import { type IndexerDeps, halt, indexOnce, placeCursor, readCursor } from "../indexer/indexer.ts";
import { teachAgain } from "../indexer/relearn.ts";
import { unsettledCents } from "../payments/payments.ts";
import { applyRedemptions } from "../reimbursements/reimbursements.ts";
import { settleOnce, stopSettling } from "../settlement/settler.ts";
import { registerRelayer } from "../settlement/settlement.ts";
import type { ChainPort } from "../shared/chain.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import type { Log } from "../shared/log.ts";
import type { Random } from "../shared/random.ts";
import type { Config } from "./config.ts";
import { type Http, RefusalAnswer, createHttp, createSessions } from "./http.ts";
import { type Job, repeat } from "./jobs.ts";
import {
  failedTransfersGauge,
  haltedGauge,
  indexedBlockGauge,
  observeRequest,
  relayerBalanceGauge,
  unsettledGauge,
} from "./metrics.ts";
import { addPages, addSecurityHeaders } from "./pages.ts";
import { addCardRoutes, addIssuanceRoutes } from "./routes/cards-routes.ts";
import { addMerchantRoutes, addTillRoutes } from "./routes/merchants-routes.ts";
import { type DemoOfficer, addOfficerRoutes } from "./routes/officers-routes.ts";
import { addPaymentRoutes } from "./routes/payments-routes.ts";
import { addProgrammeRoutes } from "./routes/programmes-routes.ts";
import { addReimbursementRoutes } from "./routes/reimbursements-routes.ts";
import { addTownRoutes } from "./routes/town-routes.ts";
import { addRpcProxy } from "./rpc-proxy.ts";
import type { ServiceDeps } from "./service-deps.ts";

/** What the world gives the service: every one of these may be another in a simulation. */
export type Ports = {
  readonly db: Database;
  readonly chain: ChainPort;
  readonly custody: Custody;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
};

export type ServiceOptions = {
  readonly config: Config;
  readonly deployment: Deployment;
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

const MOST_JSON_BYTES = 64 * 1024;
const MOST_FILE_BYTES = 10 * 1024 * 1024;
const WATCH_EVERY_MS = 2_000;

/** Starts what this replica does: the API, the settler, the indexer. */
export async function startService(ports: Ports, options: ServiceOptions): Promise<Service> {
  const { config, deployment } = options;
  let unsettled = cents(await unsettledCents(ports.db));
  const deps: ServiceDeps = {
    ...ports,
    deployment,
    townName: config.townName,
    publicUrl: config.publicUrl,
    limits: config.limits,
    pace: config.pace,
    unsettled: () => unsettled,
  };
  const stopping = new AbortController();
  const jobs = [
    watchJob(deps, (amount) => (unsettled = amount)),
    ...(config.processRoles.includes("indexer") ? [await indexerJob(deps, config)] : []),
    ...(config.processRoles.includes("settler") ? [await settlerJob(deps, config)] : []),
  ];
  const running = jobs.map((job) => repeat(ports, job, stopping.signal).then(() => job.end?.()));
  const http = buildHttp(deps, options);
  const server = await listen(http, config);
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

type EndingJob = Job & { end?(): Promise<void> };

function indexerDeps(deps: ServiceDeps): IndexerDeps {
  return { ...deps, projections: [applyRedemptions] };
}

async function indexerJob(deps: ServiceDeps, config: Config): Promise<EndingJob> {
  const own = indexerDeps(deps);
  await placeCursor(own);
  return { name: "indexer", everyMilliseconds: config.pollMilliseconds, run: () => readAll(own) };
}

/** Reads until all final blocks are known. A chain that forgot is taught again where it is ours, and a person called where not. */
async function readAll(deps: IndexerDeps): Promise<void> {
  let outcome = await indexOnce(deps);
  while (outcome === "behind") outcome = await indexOnce(deps);
  if (outcome !== "forgotten") return;
  if (deps.chain.chain.onForgotten === "rebuild") return teachAgain(deps);
  await halt(deps, "the chain no longer has the last final block that was read");
}

async function settlerJob(deps: ServiceDeps, config: Config): Promise<EndingJob> {
  const owner = randomUUID();
  const relayer = await deps.custody.createRelayerIfMissing();
  await registerRelayer(deps, relayer);
  return {
    name: "settler",
    everyMilliseconds: config.pollMilliseconds,
    run: async () => {
      const cursor = await readCursor(deps.db);
      if (cursor?.haltedBecause != null) return;
      await settleOnce(deps, relayer, owner);
      relayerBalanceGauge.set({ relayer }, Number(await deps.chain.balance(relayer)));
    },
    end: () => stopSettling(deps, relayer, owner),
  };
}

/** Keeps the figures that are asked for often. */
function watchJob(
  deps: ServiceDeps,
  setUnsettled: (amount: ReturnType<typeof cents>) => void,
): EndingJob {
  return {
    name: "watch",
    everyMilliseconds: WATCH_EVERY_MS,
    run: async () => {
      const amount = cents(await unsettledCents(deps.db));
      setUnsettled(amount);
      unsettledGauge.set(Number(amount));
      const { failed } = await deps.db
        .selectFrom("signed_transfer")
        .where("state", "=", "failed")
        .select((select) => select.fn.countAll<bigint>().as("failed"))
        .executeTakeFirstOrThrow();
      failedTransfersGauge.set(Number(failed));
      const cursor = await readCursor(deps.db);
      if (cursor === undefined) return;
      indexedBlockGauge.set(Number(cursor.number));
      haltedGauge.set(cursor.haltedBecause === null ? 0 : 1);
    },
  };
}

function buildHttp(deps: ServiceDeps, options: ServiceOptions): Http {
  const { config, version, pagesFolder, demoOfficers } = options;
  const http = createHttp(deps.log);
  addSecurityHeaders(http);
  addGuards(http);
  const sessions = createSessions(deps);
  addTownRoutes(http, deps, version);
  if (config.processRoles.includes("api")) {
    addOfficerRoutes(http, deps, sessions, demoOfficers);
    addMerchantRoutes(http, deps, sessions);
    addTillRoutes(http, deps, sessions);
    addProgrammeRoutes(http, deps, sessions);
    addCardRoutes(http, deps, sessions);
    addIssuanceRoutes(http, deps, sessions);
    addPaymentRoutes(http, deps, sessions);
    addReimbursementRoutes(http, deps, sessions);
    addRpcProxy(http, {
      ...deps,
      rpcUrl: config.chain.rpcUrls[0]!,
      passesTransactions: config.chain.network === "embedded",
    });
    addPages(http, pagesFolder);
  }
  return http;
}

/** Times every request, bounds its size, and refuses what another site makes a browser send. */
function addGuards(http: Http): void {
  const tooLarge = () => {
    throw new RefusalAnswer({ code: "too_large" });
  };
  const files = bodyLimit({ maxSize: MOST_FILE_BYTES, onError: tooLarge });
  const others = bodyLimit({ maxSize: MOST_JSON_BYTES, onError: tooLarge });
  http.use("/api/*", async (context, next) => {
    const started = performance.now();
    const origin = context.req.header("origin");
    const isForeign =
      origin !== undefined && URL.parse(origin)?.host !== context.req.header("host");
    if (isForeign && context.req.method !== "GET")
      throw new RefusalAnswer({ code: "wrong_origin" });
    await (context.req.path.endsWith("/import") ? files : others)(context, next);
    const seconds = (performance.now() - started) / 1000;
    observeRequest(context.req.routePath, context.req.method, context.res.status, seconds);
  });
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
