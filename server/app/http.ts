import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";

import type { Role } from "#core/chain/roles.ts";
import type { Result } from "#core/shared/result.ts";

import { type Organiser, organiserOfToken } from "../actions/organiser-access.ts";
import type { Custody } from "../custody/custody.ts";
import type { Till } from "../merchants/merchants.ts";
import { tillOfToken } from "../merchants/tills.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import { isPassing, isQuarantined } from "../shared/database-fault.ts";
import type { Log } from "../shared/log.ts";
import { Fault, type Refusal, problemOf } from "../shared/problem.ts";
import { type OfficerSession, readSession } from "./officer-sessions.ts";
import type { OfficerDeps } from "./officer-roles.ts";

export type Http = OpenAPIHono;

z.config(z.locales.it());

/** How a handler ends with a refusal: the one place that knows problem documents turns it into the answer. */
export class RefusalAnswer extends Error {
  override readonly name = "RefusalAnswer";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** The value of a result; a refusal becomes the answer. */
export function valueOf<Value>(result: Result<Value, Refusal>): Value {
  if (result.ok) return result.value;
  throw new RefusalAnswer(result.refusal);
}

/** An application that answers every refusal, fault and bug with a problem document (RFC 9457). */
export function createHttp(log: Log): Http {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw new RefusalAnswer(malformed(result.error.issues));
    },
  });
  app.notFound((context) => answerProblem(context, { code: "not_found" }));
  app.onError((error, context) => {
    if (error instanceof RefusalAnswer) return answerProblem(context, error.refusal);
    if (error instanceof HTTPException && error.status < 500)
      return answerProblem(context, { code: "malformed_request", details: [] });
    if (error instanceof Fault && error.code === "chain_unreachable") {
      log.warn({ error: error.message, path: context.req.path }, "the chain did not answer");
      return answerProblem(context, { code: "chain_unreachable" });
    }
    // The database refuses before this replica has noticed: see `addQuarantineGuard`.
    if (isQuarantined(error)) return answerProblem(context, RECOVERING);
    const retryable = error instanceof Fault ? error.retryable : isPassing(error);
    log[retryable ? "warn" : "error"]({ err: error, path: context.req.path }, "request failed");
    return answerProblem(context, retryable ? { code: "busy", retryAfterSeconds: 2 } : BUG);
  });
  return app;
}

const BUG = { code: "internal_error" } as const;
export const RECOVERING = { code: "recovering", retryAfterSeconds: 30 } as const;

function malformed(issues: readonly z.core.$ZodIssue[]): Refusal {
  const details = issues.map((issue) => ({
    field: issue.path.map(String).join("."),
    message: issue.message,
  }));
  const isAmount = details.every((detail) => detail.field === "amountCents");
  return isAmount ? { code: "invalid_amount" } : { code: "malformed_request", details };
}

export function answerProblem(context: Context, refusal: Refusal): Response {
  const problem = problemOf(refusal);
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if ("retryAfterSeconds" in refusal) headers["retry-after"] = String(refusal.retryAfterSeconds);
  // The rest of it is not read, so the connection cannot be used for another request.
  if (refusal.code === "too_large") headers["connection"] = "close";
  const text = JSON.stringify(problem, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return context.body(text, problem.status as 400, headers);
}

const OFFICER_COOKIE = "borgo_officer";
export const TILL_COOKIE = "borgo_till";
const TILL_COOKIE_SECONDS = 400 * 86_400;
/** Of a telephone that is asked before a card's payments: as long-lived as a browser allows, renewed at each use. */
const PHONE_COOKIE = "borgo_phone";
const PHONE_COOKIE_SECONDS = 400 * 86_400;
const ORGANISER_COOKIE = "borgo_organiser";

export type Sessions = {
  officer(context: Context, ...roles: readonly Role[]): Promise<OfficerSession>;
  till(context: Context): Promise<Till>;
  /** A till whose device need not have proven itself lately: for that very proof. */
  lockedTill(context: Context): Promise<{ till: Till; token: string }>;
  /** A till at which somebody stands who may take money, where the shop tells its operators apart. */
  seller(context: Context): Promise<Till>;
  officerToken(context: Context): string | undefined;
  openOfficer(context: Context, token: string): void;
  closeOfficer(context: Context): void;
  openTill(context: Context, token: string): void;
  closeTill(context: Context): void;
  /** The token of a telephone that a card may be bound to. */
  phoneToken(context: Context): string | undefined;
  openPhone(context: Context, token: string): void;
  closePhone(context: Context): void;
  /** Who organises one action. */
  organiser(context: Context): Promise<Organiser>;
  openOrganiser(context: Context, token: string): void;
};

/** Sessions by cookie: never readable by scripts, never sent by other sites, only over TLS where the site has it. */
export function createSessions(deps: OfficerDeps & { db: Database; custody: Custody }): Sessions {
  const secure = deps.publicUrl.startsWith("https:");
  const attributes = { httpOnly: true, sameSite: "Strict", path: "/", secure } as const;
  return {
    officer: async (context, ...roles) => {
      const session = await sessionOf(deps, context);
      // Before anything is refused: a token that is exchanged and not handed over is lost.
      if (session.newToken !== undefined)
        setCookie(context, OFFICER_COOKIE, session.newToken, attributes);
      return requireRole(session, roles);
    },
    till: (context) => requireTill(deps, context),
    lockedTill: (context) => requireLockedTill(deps, context),
    seller: (context) => requireSeller(deps, context),
    officerToken: (context) => getCookie(context, OFFICER_COOKIE),
    openOfficer: (context, token) => setCookie(context, OFFICER_COOKIE, token, attributes),
    closeOfficer: (context) => void deleteCookie(context, OFFICER_COOKIE, attributes),
    openTill: (context, token) =>
      setCookie(context, TILL_COOKIE, token, { ...attributes, maxAge: TILL_COOKIE_SECONDS }),
    closeTill: (context) => void deleteCookie(context, TILL_COOKIE, attributes),
    phoneToken: (context) => getCookie(context, PHONE_COOKIE),
    openPhone: (context, token) =>
      setCookie(context, PHONE_COOKIE, token, { ...attributes, maxAge: PHONE_COOKIE_SECONDS }),
    closePhone: (context) => void deleteCookie(context, PHONE_COOKIE, attributes),
    organiser: (context) => requireOrganiser(deps, context),
    openOrganiser: (context, token) => setCookie(context, ORGANISER_COOKIE, token, attributes),
  };
}

/** Who may see and change people's data: those who issue to them and those who protect their cards. */
export const PEOPLE_DESK: readonly Role[] = ["issuer", "guardian"];

async function sessionOf(deps: OfficerDeps, context: Context): Promise<OfficerSession> {
  const token = getCookie(context, OFFICER_COOKIE);
  const session = token === undefined ? undefined : await readSession(deps, token);
  if (session === undefined) throw new RefusalAnswer({ code: "session_required" });
  return session;
}

/** Who has any role may read figures and prepare acts; what needs a certain role names it. */
function requireRole(session: OfficerSession, roles: readonly Role[]): OfficerSession {
  const has =
    roles.length === 0
      ? session.roles.length > 0
      : roles.some((role) => session.roles.includes(role));
  if (!has) throw new RefusalAnswer({ code: "role_required", roles });
  return session;
}

type TillDeps = { readonly db: Database; readonly custody: Custody; readonly clock: Clock };

async function requireSeller(deps: TillDeps, context: Context): Promise<Till> {
  const till = await requireTill(deps, context);
  if (till.hasOperators && till.operatorId === undefined)
    throw new RefusalAnswer({ code: "operator_required" });
  return till;
}

async function requireTill(deps: TillDeps, context: Context): Promise<Till> {
  const { till } = await requireLockedTill(deps, context);
  if (till.passkey === "locked") throw new RefusalAnswer({ code: "passkey_required" });
  return till;
}

async function requireLockedTill(deps: TillDeps, context: Context) {
  const token = getCookie(context, TILL_COOKIE);
  const till = token === undefined ? undefined : await tillOfToken(deps, token);
  if (token === undefined || till === undefined) throw new RefusalAnswer({ code: "till_required" });
  return { till, token };
}

async function requireOrganiser(deps: TillDeps, context: Context): Promise<Organiser> {
  const token = getCookie(context, ORGANISER_COOKIE);
  const organiser = token === undefined ? undefined : await organiserOfToken(deps, token);
  if (organiser === undefined) throw new RefusalAnswer({ code: "organiser_required" });
  return organiser;
}
