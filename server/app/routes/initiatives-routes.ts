import type { Context } from "hono";

import type { CampaignId, InitiativeId } from "#core/shared/ids.ts";

import * as api from "../../initiatives/api.ts";
import {
  draftInitiative,
  publishInitiative,
  readPicture,
  setPicture,
  withdrawInitiative,
} from "../../initiatives/initiative-desk.ts";
import {
  initiativeListPage,
  initiativePage,
  noInitiativePage,
  publicPicture,
} from "../../initiatives/public-page.ts";
import { listInitiatives, readInitiative } from "../../initiatives/reach.ts";
import { challengeVisit, recordVisit } from "../../initiatives/record-visit.ts";
import { readShares } from "../../initiatives/share-links.ts";
import { type Http, type Sessions, valueOf } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { sourceOf } from "../source-of.ts";
import { answerPhoto } from "./board-routes.ts";

const idOf = ({ initiativeId }: { initiativeId: string }) => initiativeId as InitiativeId;

/** The office's side: prepared, looked at, published, withdrawn. */
export function addInitiativeRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  const read = async (id: InitiativeId) => valueOf(await readInitiative(deps.db, id));
  http.openapi(api.draftInitiative, async (context) => {
    const { officer } = await sessions.officer(context);
    const campaign = context.req.valid("param").campaignId as CampaignId;
    const { startsAt, endsAt, ...input } = context.req.valid("json");
    const draft = { ...input, startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
    const id = await doAct(
      deps,
      officer,
      (own) => draftInitiative(own, officer, campaign, draft),
      (drafted) => ({ act: "initiative_drafted", subject: drafted, details: { campaign } }),
    );
    return context.json(await read(id), 201);
  });
  http.openapi(api.listInitiatives, async (context) => {
    await sessions.officer(context);
    const campaign = context.req.valid("param").campaignId as CampaignId;
    return context.json(await listInitiatives(deps.db, { campaign }), 200);
  });
  http.openapi(api.readInitiative, async (context) => {
    await sessions.officer(context);
    return context.json(await read(idOf(context.req.valid("param"))), 200);
  });
  addPictureRoutes(http, deps, sessions);
  http.openapi(api.publishInitiative, async (context) => {
    const { officer } = await sessions.officer(context);
    const id = idOf(context.req.valid("param"));
    const act = { act: "initiative_published", subject: id } as const;
    await doAct(deps, officer, (own) => publishInitiative(own, officer, id), act);
    return context.json(await read(id), 200);
  });
  http.openapi(api.withdrawInitiative, async (context) => {
    const { officer } = await sessions.officer(context);
    const id = idOf(context.req.valid("param"));
    const act = { act: "initiative_withdrawn", subject: id } as const;
    await doAct(deps, officer, (own) => withdrawInitiative(own, officer, id), act);
    return context.json(await read(id), 200);
  });
}

function addPictureRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.setPicture, async (context) => {
    await sessions.officer(context);
    const id = idOf(context.req.valid("param"));
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    valueOf(await setPicture(deps, id, { bytes, text: context.req.valid("query").text }));
    return context.json(valueOf(await readInitiative(deps.db, id)), 200);
  });
  http.openapi(api.readPicture, async (context) => {
    await sessions.officer(context);
    return answerPhoto(context, await readPicture(deps.db, idOf(context.req.valid("param"))));
  });
}

/** What anybody does: visits are counted here, and a card's holder sees the own links. */
export function addVisitRoutes(http: Http, deps: ServiceDeps): void {
  const visitorAt = (context: Context) => ({
    source: sourceOf(context, deps),
    userAgent: context.req.header("user-agent") ?? "",
  });
  http.openapi(api.challengeVisit, async (context) => {
    const id = idOf(context.req.valid("param"));
    context.header("cache-control", "no-store");
    return context.json(valueOf(await challengeVisit(deps, id, visitorAt(context))), 200);
  });
  http.openapi(api.recordVisit, async (context) => {
    const id = idOf(context.req.valid("param"));
    valueOf(await recordVisit(deps, id, context.req.valid("json"), visitorAt(context)));
    return context.body(null, 204);
  });
  http.openapi(api.readShares, async (context) => {
    const credentials = context.req.valid("json");
    return context.json(valueOf(await readShares(deps, credentials, sourceOf(context, deps))), 200);
  });
}

const ID = ":id{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}}";
/** Short, so that what is withdrawn is soon gone everywhere. */
const CACHE = "public, max-age=300";

/** The pages that are passed on, written here so that they can be read, and previewed, without scripts. */
export function addInitiativePages(http: Http, deps: ServiceDeps): void {
  http.get("/iniziative", async (context) => context.html(initiativeListPage(deps)));
  http.get(`/iniziative/${ID}`, async (context) => {
    const page = await initiativePage(deps, context.req.param("id") as InitiativeId);
    if (page === undefined) return context.html(noInitiativePage(deps), 404);
    context.header("cache-control", "no-cache");
    return context.html(page);
  });
  http.get(`/iniziative/${ID}/foto.jpg`, async (context) => {
    const jpeg = await publicPicture(deps, context.req.param("id") as InitiativeId);
    if (jpeg === undefined) return context.notFound();
    const headers = { "content-type": "image/jpeg", "cache-control": CACHE };
    return context.body(new Uint8Array(jpeg), 200, headers);
  });
}
