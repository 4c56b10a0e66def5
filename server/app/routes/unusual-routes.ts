import type { TillId } from "#core/shared/ids.ts";

import * as api from "../../payments/unusual-api.ts";
import { closeUnusualUse, listUnusualUse } from "../../payments/unusual-use.ts";
import type { Http, Sessions } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";

/** What tills did that no shop does every day. */
export function addUnusualRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.listUnusualUse, async (context) => {
    await sessions.officer(context);
    return context.json(await listUnusualUse(deps), 200);
  });
  http.openapi(api.closeUnusualUse, async (context) => {
    const { officer } = await sessions.officer(context, "merchants");
    const { tillId, rule, day } = context.req.valid("param");
    const { outcome } = context.req.valid("json");
    const key = { tillId: tillId as TillId, rule, day };
    await doAct(deps, officer, (own) => closeUnusualUse(own, officer, key, outcome), {
      ...{ act: "unusual_use_closed", subject: tillId, details: { rule, day } },
    });
    return context.body(null, 204);
  });
}
