import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

import { type Http, RECOVERING, RefusalAnswer, createHttp, createSessions } from "./http.ts";
import { observeRequest } from "./metrics.ts";
import { addPages, addSecurityHeaders } from "./pages.ts";
import { addActionRoutes, addCodeRoutes, addOrganiserRoutes } from "./routes/actions-routes.ts";
import { addAuditRoutes } from "./routes/audit-routes.ts";
import {
  addCampaignRoutes,
  addMintRoutes,
  addYearlyLimitRoutes,
} from "./routes/campaigns-routes.ts";
import { addBoardDeskRoutes } from "./routes/board-desk-routes.ts";
import { addBoardRoutes } from "./routes/board-routes.ts";
import {
  addCardRoutes,
  addIssuanceRoutes,
  addReplacementRoutes,
  addSecondCardRoutes,
} from "./routes/cards-routes.ts";
import { addEndingRoutes } from "./routes/ending-routes.ts";
import { addFeedbackRoutes } from "./routes/feedback-routes.ts";
import { addGiftRoutes } from "./routes/gifts-routes.ts";
import { addHolderRoutes } from "./routes/holder-routes.ts";
import {
  addInitiativePages,
  addInitiativeRoutes,
  addVisitRoutes,
} from "./routes/initiatives-routes.ts";
import { addMerchantRoutes } from "./routes/merchants-routes.ts";
import { addOfficerRoutes } from "./routes/officers-routes.ts";
import { addPhoneRoutes } from "./routes/phones-routes.ts";
import { addPasskeyRoutes } from "./routes/passkeys-routes.ts";
import { addOpenDataRoutes } from "./routes/open-data-routes.ts";
import { addOrderRoutes } from "./routes/orders-routes.ts";
import { addPaymentRoutes } from "./routes/payments-routes.ts";
import { addPeopleRoutes } from "./routes/people-routes.ts";
import { addPrivacyRoutes } from "./routes/privacy-routes.ts";
import { addPolicyRoutes } from "./routes/policy-routes.ts";
import { addLimitRoutes, addProgrammeRoutes } from "./routes/programmes-routes.ts";
import { addReimbursementRoutes } from "./routes/reimbursements-routes.ts";
import { addClosingRoutes, addShopRoutes, addTillRoutes } from "./routes/tills-routes.ts";
import { addSourceRoutes } from "./routes/sources-routes.ts";
import { addShopPaymentRoutes } from "./routes/shop-payments-routes.ts";
import { addTownRoutes } from "./routes/town-routes.ts";
import { addReportRoutes } from "./routes/report-routes.ts";
import { addScheduleRoutes } from "./routes/schedule-routes.ts";
import { addSecurityText } from "./security-text.ts";
import { addUnusualRoutes } from "./routes/unusual-routes.ts";
import { limitRequests } from "./request-limits.ts";
import { addRpcProxy } from "./rpc-proxy.ts";
import type { ServiceDeps } from "./service-deps.ts";
import type { ServiceOptions } from "./service.ts";

const MOST_JSON_BYTES = 64 * 1024;
const MOST_PHOTO_BYTES = 512 * 1024;
const MOST_FILE_BYTES = 10 * 1024 * 1024;

/** All routes of this replica, with their guards in front. */
export function buildHttp(
  deps: ServiceDeps,
  options: ServiceOptions,
  isStopping: () => boolean = () => false,
): Http {
  const { config, version, pagesFolder, demoOfficers } = options;
  const http = createHttp(deps.log);
  addSecurityHeaders(http);
  const { proxies, requests } = config;
  http.use("/api/*", limitRequests({ ...deps, proxies, isStopping }, requests));
  addGuards(http);
  addQuarantineGuard(http, deps);
  const sessions = createSessions(deps);
  addTownRoutes(http, deps, version);
  addSecurityText(http, deps.clock, { ...config.contacts, publicUrl: config.publicUrl });
  addOpenDataRoutes(http, deps);
  if (config.processRoles.includes("api")) {
    addOfficerRoutes(http, deps, sessions, demoOfficers);
    addAuditRoutes(http, deps, sessions);
    addMerchantRoutes(http, deps, sessions);
    addTillRoutes(http, deps, sessions);
    addShopRoutes(http, deps, sessions);
    addPasskeyRoutes(http, deps, sessions);
    addClosingRoutes(http, deps, sessions);
    addProgrammeRoutes(http, deps, sessions);
    addLimitRoutes(http, deps, sessions);
    addEndingRoutes(http, deps, sessions);
    addPeopleRoutes(http, deps, sessions);
    addPrivacyRoutes(http, deps, sessions);
    addCardRoutes(http, deps, sessions);
    addReplacementRoutes(http, deps, sessions);
    addSecondCardRoutes(http, deps, sessions);
    addIssuanceRoutes(http, deps, sessions);
    addScheduleRoutes(http, deps, sessions);
    // Before the payments by id: its paths have a word in the id's place.
    addShopPaymentRoutes(http, deps, sessions);
    addPaymentRoutes(http, deps, sessions);
    addGiftRoutes(http, deps, sessions);
    addHolderRoutes(http, deps);
    addPhoneRoutes(http, deps, sessions);
    addSourceRoutes(http, deps, sessions);
    addUnusualRoutes(http, deps, sessions);
    addReimbursementRoutes(http, deps, sessions);
    addOrderRoutes(http, deps, sessions);
    addReportRoutes(http, deps, sessions);
    addCampaignRoutes(http, deps, sessions);
    addMintRoutes(http, deps, sessions);
    addYearlyLimitRoutes(http, deps, sessions);
    addPolicyRoutes(http, deps, sessions);
    addBoardRoutes(http, deps, sessions);
    addBoardDeskRoutes(http, deps, sessions);
    addFeedbackRoutes(http, deps, sessions);
    addActionRoutes(http, deps, sessions);
    addOrganiserRoutes(http, deps, sessions);
    addCodeRoutes(http, deps, sessions);
    addInitiativeRoutes(http, deps, sessions);
    addVisitRoutes(http, deps);
    addInitiativePages(http, deps);
    addRpcProxy(http, {
      ...deps,
      rpcUrls: options.rpcUrls,
      passesTransactions: config.chain.network === "embedded",
    });
    addPages(http, pagesFolder);
  }
  return http;
}

/** Times every request, bounds its size, and refuses what another site makes a browser send. */
function addGuards(http: Http): void {
  const files = boundBody(MOST_FILE_BYTES);
  const photos = boundBody(MOST_PHOTO_BYTES);
  const others = boundBody(MOST_JSON_BYTES);
  http.use("/api/*", async (context, next) => {
    const started = performance.now();
    if (context.req.method !== "GET" && isFromAnotherSite((name) => context.req.header(name)))
      throw new RefusalAnswer({ code: "wrong_origin" });
    const { path } = context.req;
    const limit = path.endsWith("/import") ? files : path.endsWith("/photos") ? photos : others;
    await limit(context, async () => {
      await refuseNul(context);
      await next();
    });
    const seconds = (performance.now() - started) / 1000;
    observeRequest(context.req.routePath, context.req.method, context.res.status, seconds);
  });
}

/**
 * Refuses a body of more than so many bytes. What tells its length is judged by that, and Node reads no more of it; only
 * what does not is counted as it comes, which costs as much as all the rest of a request.
 */
function boundBody(maxSize: number): MiddlewareHandler {
  const counted = bodyLimit({ maxSize, onError: refuseTooLarge });
  return async (context, next) => {
    if (context.req.header("transfer-encoding") !== undefined) return counted(context, next);
    if (Number(context.req.header("content-length") ?? 0) > maxSize) refuseTooLarge();
    await next();
  };
}

function refuseTooLarge(): never {
  throw new RefusalAnswer({ code: "too_large" });
}

/** What promises money, or takes a promise back. */
const PROMISES =
  /^\/api\/(payments(\/|$)|gifts$|board\/deals\/[^/]+\/payment$|tills\/current\/statements$|programmes\/[^/]+\/issuances$)/;

/** While the database is told again what it has forgotten, it promises nothing; looking is free. */
function addQuarantineGuard(http: Http, { quarantine }: ServiceDeps): void {
  http.use("/api/*", async (context, next) => {
    const isPromise = context.req.method === "POST" && PROMISES.test(context.req.path);
    if (isPromise && quarantine.because !== undefined) throw new RefusalAnswer(RECOVERING);
    await next();
  });
}

/** PostgreSQL stores every character but this one, which no person types: refused before anything trips over it. */
async function refuseNul({ req }: Context): Promise<void> {
  const isJson = req.header("content-type")?.startsWith("application/json") ?? false;
  const body = isJson ? await req.text() : "";
  if (!req.url.includes("%00") && !/\\u0000|\0/.test(body)) return;
  const message = "Un carattere non ammesso (NUL)";
  throw new RefusalAnswer({ code: "malformed_request", details: [{ field: "", message }] });
}

/**
 * What a browser says of where a request comes from: `Sec-Fetch-Site` cannot be left out by a page, `Origin` is on every
 * form and script that writes, and an old browser that sends neither still names the page it was on. A program that is
 * no browser sends none of them, and carries no cookies that another site could make use of.
 */
function isFromAnotherSite(header: (name: string) => string | undefined): boolean {
  const site = header("sec-fetch-site") ?? "same-origin";
  if (site !== "same-origin" && site !== "none") return true;
  const page = header("origin") ?? header("referer");
  return page !== undefined && URL.parse(page)?.host !== header("host");
}
