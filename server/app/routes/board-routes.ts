import type { Context } from "hono";

import type { DealId, OfferId, ThreadId } from "#core/shared/ids.ts";

import * as api from "../../offers/api.ts";
import { type Holder, closeBoard, holderOf, openBoard } from "../../offers/board-session.ts";
import { payDeal, proposeDeal, withdrawDeal } from "../../offers/deals.ts";
import { blockOther, writeAbout, writeIn } from "../../offers/messages.ts";
import { listOffers, listOwnOffers, offerFor } from "../../offers/offer-list.ts";
import { addPhoto, readPhoto } from "../../offers/offer-photos.ts";
import { closeOffer, putUpOffer, renewOffer } from "../../offers/put-up-offer.ts";
import { reportOffer, reportThread } from "../../offers/report.ts";
import { listThreads, readThread } from "../../offers/thread-list.ts";
import { type Http, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { sourceOf } from "../source-of.ts";

/** The noticeboard, for whoever has a card: nobody reads it otherwise, because having a card tells that one is helped. */
export function addBoardRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.openBoard, async (context) => {
    const credentials = context.req.valid("json");
    return context.json(valueOf(await openBoard(deps, credentials, sourceOf(context, deps))), 201);
  });
  http.openapi(api.closeBoard, async (context) => {
    await closeBoard(deps.db, tokenOf(context));
    return context.body(null, 204);
  });
  addOfferRoutes(http, deps);
  addPhotoRoutes(http, deps);
  addThreadRoutes(http, deps);
  addDealRoutes(http, deps, sessions);
  addReportRoutes(http, deps);
}

function addOfferRoutes(http: Http, deps: ServiceDeps): void {
  const one = async (holder: Holder, id: OfferId) => {
    const offer = await offerFor(deps, holder.memberId, id);
    if (offer === undefined) throw new RefusalAnswer({ code: "not_found" });
    return offer;
  };
  http.openapi(api.listOffers, async (context) => {
    const { memberId } = await holderAt(context, deps);
    return context.json(await listOffers(deps, memberId, context.req.valid("query")), 200);
  });
  http.openapi(api.listOwnOffers, async (context) => {
    const { memberId } = await holderAt(context, deps);
    return context.json(await listOwnOffers(deps, memberId), 200);
  });
  http.openapi(api.putUpOffer, async (context) => {
    const holder = await holderAt(context, deps);
    const { id, ...draft } = context.req.valid("json");
    const offerId = valueOf(await putUpOffer(deps, holder, id as OfferId, draft));
    return context.json(await one(holder, offerId), 201);
  });
  http.openapi(api.readOffer, async (context) => {
    const holder = await holderAt(context, deps);
    return context.json(await one(holder, offerOf(context.req.valid("param"))), 200);
  });
  http.openapi(api.renewOffer, async (context) => {
    const holder = await holderAt(context, deps);
    const id = offerOf(context.req.valid("param"));
    valueOf(await renewOffer(deps, holder, id));
    return context.json(await one(holder, id), 200);
  });
  http.openapi(api.closeOffer, async (context) => {
    const holder = await holderAt(context, deps);
    const id = offerOf(context.req.valid("param"));
    valueOf(await closeOffer(deps, holder, id));
    return context.json(await one(holder, id), 200);
  });
}

function addPhotoRoutes(http: Http, deps: ServiceDeps): void {
  http.openapi(api.addPhoto, async (context) => {
    const holder = await holderAt(context, deps);
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    const id = offerOf(context.req.valid("param"));
    return context.json(valueOf(await addPhoto(deps, holder, id, bytes)), 201);
  });
  http.openapi(api.readPhoto, async (context) => {
    const { memberId } = await holderAt(context, deps);
    return answerPhoto(
      context,
      await readPhoto(deps, memberId, context.req.valid("param").photoId),
    );
  });
}

/** A picture and nothing else, which browsers are told not to guess about (`addSecurityHeaders`); kept nowhere. */
export function answerPhoto(context: Context, jpeg: Buffer | undefined): never {
  if (jpeg === undefined) throw new RefusalAnswer({ code: "not_found" });
  // The library's types know JSON only.
  return context.body(new Uint8Array(jpeg), 200, {
    "content-type": "image/jpeg",
    "cache-control": "no-store",
  }) as never;
}

function addThreadRoutes(http: Http, deps: ServiceDeps): void {
  const one = async ({ memberId }: Holder, id: ThreadId) =>
    valueOf(await readThread(deps, memberId, id));
  http.openapi(api.listThreads, async (context) => {
    const { memberId } = await holderAt(context, deps);
    return context.json(await listThreads(deps.db, memberId), 200);
  });
  http.openapi(api.readThread, async (context) => {
    const holder = await holderAt(context, deps);
    return context.json(await one(holder, threadOf(context.req.valid("param"))), 200);
  });
  http.openapi(api.writeAbout, async (context) => {
    const holder = await holderAt(context, deps);
    const id = offerOf(context.req.valid("param"));
    const thread = valueOf(await writeAbout(deps, holder, id, context.req.valid("json")));
    return context.json(await one(holder, thread), 201);
  });
  http.openapi(api.writeIn, async (context) => {
    const holder = await holderAt(context, deps);
    const id = threadOf(context.req.valid("param"));
    valueOf(await writeIn(deps, holder, id, context.req.valid("json")));
    return context.json(await one(holder, id), 201);
  });
  http.openapi(api.blockOther, async (context) => {
    const holder = await holderAt(context, deps);
    valueOf(await blockOther(deps, holder, threadOf(context.req.valid("param"))));
    return context.body(null, 204);
  });
}

function addDealRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  const one = async ({ memberId }: Holder, id: ThreadId) =>
    valueOf(await readThread(deps, memberId, id));
  http.openapi(api.proposeDeal, async (context) => {
    const holder = await holderAt(context, deps);
    const { id, ...price } = context.req.valid("json");
    const deal = { id: id as DealId, ...price };
    const thread = threadOf(context.req.valid("param"));
    valueOf(await proposeDeal(deps, holder, thread, deal));
    return context.json(await one(holder, thread), 201);
  });
  http.openapi(api.payDeal, async (context) => {
    const holder = await holderAt(context, deps);
    const id = dealOf(context.req.valid("param"));
    const input = { ...context.req.valid("json"), phoneToken: sessions.phoneToken(context) };
    const shower = { source: sourceOf(context, deps) };
    const paid = await payDeal(deps, holder, id, shower, input);
    const outcome = paid.ok ? "paid" : paid.refusal.code;
    deps.log.info({ deal: id, outcome }, paid.ok ? "deal paid" : "deal not paid");
    return context.json(await one(holder, valueOf(paid)), 200);
  });
  http.openapi(api.withdrawDeal, async (context) => {
    const holder = await holderAt(context, deps);
    const id = dealOf(context.req.valid("param"));
    return context.json(await one(holder, valueOf(await withdrawDeal(deps, holder, id))), 200);
  });
}

function addReportRoutes(http: Http, deps: ServiceDeps): void {
  http.openapi(api.reportOffer, async (context) => {
    const holder = await holderAt(context, deps);
    const id = offerOf(context.req.valid("param"));
    valueOf(await reportOffer(deps, holder, id, context.req.valid("json")));
    return context.body(null, 204);
  });
  http.openapi(api.reportThread, async (context) => {
    const holder = await holderAt(context, deps);
    const id = threadOf(context.req.valid("param"));
    valueOf(await reportThread(deps, holder, id, context.req.valid("json")));
    return context.body(null, 204);
  });
}

/** In a header and in no cookie: nothing of it stays on a shared phone, and no other site can make a browser send it. */
function tokenOf(context: Context): string {
  return /^Bearer (.+)$/.exec(context.req.header("authorization") ?? "")?.[1] ?? "";
}

async function holderAt(context: Context, deps: ServiceDeps): Promise<Holder> {
  const holder = await holderOf(deps, tokenOf(context));
  if (holder === undefined) throw new RefusalAnswer({ code: "board_session_required" });
  return holder;
}

function offerOf({ offerId }: { offerId: string }): OfferId {
  return offerId as OfferId;
}

function dealOf({ dealId }: { dealId: string }): DealId {
  return dealId as DealId;
}

function threadOf({ threadId }: { threadId: string }): ThreadId {
  return threadId as ThreadId;
}
