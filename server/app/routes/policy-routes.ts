import { readMonetaryPolicy } from "../../campaigns/monetary-policy.ts";
import * as api from "../../campaigns/policy-api.ts";
import { simulateCampaign } from "../../campaigns/simulate-campaign.ts";
import { type Http, type Sessions, valueOf } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";

export function addPolicyRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.readMonetaryPolicy, async (context) => {
    await sessions.officer(context);
    const { days } = context.req.valid("query");
    return context.json(await readMonetaryPolicy(deps, days), 200);
  });
  http.openapi(api.tryCampaign, async (context) => {
    await sessions.officer(context);
    const { pastFrom, pastUntil, rewardsFrom, rewardsUntil, ...input } = context.req.valid("json");
    const terms = {
      ...input,
      rewardsFrom: new Date(rewardsFrom),
      rewardsUntil: new Date(rewardsUntil),
    };
    const past = { pastFrom: new Date(pastFrom), pastUntil: new Date(pastUntil) };
    return context.json(valueOf(await simulateCampaign(deps, { terms, ...past })), 200);
  });
}
