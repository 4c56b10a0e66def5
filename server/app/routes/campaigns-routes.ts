import type { CampaignId } from "#core/shared/ids.ts";

import * as api from "../../campaigns/api.ts";
import {
  closingTransaction,
  createCampaign,
  openingTransaction,
} from "../../campaigns/campaign-desk.ts";
import { listCampaigns } from "../../campaigns/campaign-list.ts";
import { listMints } from "../../campaigns/mint-list.ts";
import { prepareMint } from "../../campaigns/mint-rewards.ts";
import { limitChange, readYearlyLimit } from "../../campaigns/yearly-limit.ts";
import { type Http, PEOPLE_DESK, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";

export function addCampaignRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.createCampaign, async (context) => {
    const { officer } = await sessions.officer(context);
    const { rewardsFrom, rewardsUntil, ...input } = context.req.valid("json");
    const draft = {
      ...input,
      rewardsFrom: new Date(rewardsFrom),
      rewardsUntil: new Date(rewardsUntil),
    };
    const id = await doAct(
      deps,
      officer,
      (own) => createCampaign(own, officer, draft),
      (drafted) => ({ act: "campaign_drafted", subject: drafted }),
    );
    const transaction = valueOf(await openingTransaction(deps, id));
    return context.json({ campaign: await readOne(deps, id), transaction }, 201);
  });
  http.openapi(api.listCampaigns, async (context) => {
    await sessions.officer(context);
    return context.json(await listCampaigns(deps.db), 200);
  });
  http.openapi(api.readCampaign, async (context) => {
    await sessions.officer(context);
    return context.json(await readOne(deps, idOf(context.req.valid("param"))), 200);
  });
  http.openapi(api.readOpening, async (context) => {
    await sessions.officer(context);
    const id = idOf(context.req.valid("param"));
    return context.json(valueOf(await openingTransaction(deps, id)), 200);
  });
  http.openapi(api.readClosing, async (context) => {
    await sessions.officer(context);
    const id = idOf(context.req.valid("param"));
    return context.json(valueOf(await closingTransaction(deps, id)), 200);
  });
}

export function addMintRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.prepareMint, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = idOf(context.req.valid("param"));
    const ref = await doAct(
      deps,
      officer,
      (own) => prepareMint(own, officer, id),
      (mint) => ({ act: "rewards_prepared", subject: id, details: { mint } }),
    );
    const mints = await listMints(deps, id);
    return context.json(
      mints.find((mint) => mint.ref === ref)!,
      201,
    );
  });
  http.openapi(api.listMints, async (context) => {
    await sessions.officer(context);
    return context.json(await listMints(deps, idOf(context.req.valid("param"))), 200);
  });
}

export function addYearlyLimitRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.readYearlyLimit, async (context) => {
    await sessions.officer(context);
    return context.json(await readYearlyLimit(deps), 200);
  });
  http.openapi(api.readLimitChange, async (context) => {
    const { officer } = await sessions.officer(context);
    const { limitCents } = context.req.valid("query");
    return context.json(await limitChange(deps, officer, limitCents), 200);
  });
}

function idOf({ campaignId }: { campaignId: string }): CampaignId {
  return campaignId as CampaignId;
}

async function readOne({ db }: ServiceDeps, id: CampaignId) {
  const [campaign] = await listCampaigns(db, id);
  if (campaign === undefined) throw new RefusalAnswer({ code: "not_found" });
  return campaign;
}
