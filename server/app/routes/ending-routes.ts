import type { ProgrammeId } from "#core/shared/ids.ts";

import { listAmendments, prepareAmendment } from "../../programmes/amend-programme.ts";
import * as api from "../../programmes/ending-api.ts";
import { readReclaim } from "../../programmes/reclaim-programme.ts";
import { type Http, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";

/** How a programme ends: its last days moved by an act, and what is unspent returned to its fund. */
export function addEndingRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.prepareAmendment, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const programmeId = context.req.valid("param").programmeId as ProgrammeId;
    const { act, spendableUntil, settleableUntil } = context.req.valid("json");
    const input = {
      act,
      spendableUntil: new Date(spendableUntil),
      settleableUntil: new Date(settleableUntil),
    };
    const id = await doAct(
      deps,
      officer,
      (own) => prepareAmendment(own, officer, programmeId, input),
      (amendment) => ({ act: "programme_amended", subject: programmeId, details: { amendment } }),
    );
    const amendments = await listAmendments(deps, programmeId);
    const prepared = amendments.find((amendment) => amendment.id === id);
    if (prepared === undefined) throw new RefusalAnswer({ code: "not_found" });
    return context.json(prepared, 201);
  });
  http.openapi(api.listAmendments, async (context) => {
    await sessions.officer(context);
    const programmeId = context.req.valid("param").programmeId as ProgrammeId;
    return context.json(await listAmendments(deps, programmeId), 200);
  });
  http.openapi(api.readReclaim, async (context) => {
    const { officer } = await sessions.officer(context);
    const programmeId = context.req.valid("param").programmeId as ProgrammeId;
    return context.json(valueOf(await readReclaim(deps, officer, programmeId)), 200);
  });
}
