import type { Role } from "#core/chain/roles.ts";

import { createNonce } from "../../shared/wallet-sign-in.ts";
import { type Http, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import * as api from "../officers-api.ts";
import {
  type OfficerSession,
  endOtherSession,
  endSession,
  listSessions,
} from "../officer-sessions.ts";
import type { OfficerDeps } from "../officer-roles.ts";
import { signIn } from "../officers.ts";

/** An officer's wallet that anyone may use: only where the chain is the embedded one. */
export type DemoOfficer = {
  readonly name: string;
  readonly title: string;
  readonly address: string;
  readonly privateKey: string;
  readonly roles: readonly Role[];
};

export function addOfficerRoutes(
  http: Http,
  deps: OfficerDeps,
  sessions: Sessions,
  demoOfficers: readonly DemoOfficer[] | undefined,
): void {
  http.openapi(api.createNonce, async (context) =>
    context.json({ nonce: await createNonce(deps) }, 201),
  );
  http.openapi(api.startSession, async (context) => {
    const { token, session } = valueOf(
      await signIn(deps, context.req.valid("json"), context.req.header("user-agent")),
    );
    sessions.openOfficer(context, token);
    return context.json(sessionToJson(session), 201);
  });
  http.openapi(api.readSession, async (context) => {
    const session = await sessions.officer(context);
    return context.json(sessionToJson(session), 200);
  });
  http.openapi(api.endSession, async (context) => {
    const token = sessions.officerToken(context);
    if (token !== undefined) await endSession(deps, token);
    sessions.closeOfficer(context);
    return context.body(null, 204);
  });
  http.openapi(api.listSessions, async (context) => {
    const session = await sessions.officer(context);
    return context.json(await listSessions(deps, session), 200);
  });
  http.openapi(api.endOtherSession, async (context) => {
    const session = await sessions.officer(context);
    valueOf(await endOtherSession(deps, session, context.req.valid("param").sessionId));
    return context.body(null, 204);
  });
  http.openapi(api.listDemoOfficers, (context) => {
    if (demoOfficers === undefined) throw new RefusalAnswer({ code: "not_available_here" });
    const officers = demoOfficers.map((officer) => ({ ...officer, roles: [...officer.roles] }));
    return context.json(officers, 200);
  });
}

function sessionToJson({ officer, roles, expiresAt }: OfficerSession) {
  return { officer: officer as string, roles: [...roles], expiresAt: expiresAt.toISOString() };
}
