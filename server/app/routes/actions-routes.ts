import type { Context } from "hono";

import type { ActionId, CampaignId, CardId, CodeBatchId, PresenceId } from "#core/shared/ids.ts";

import { createAction, listActions, readAction } from "../../actions/action-desk.ts";
import * as api from "../../actions/api.ts";
import { checkIn, organiserView, writeNote } from "../../actions/check-in.ts";
import { claimAtCounter, claimWithCard } from "../../actions/claim-code.ts";
import { listBatches, makeCodes, withdrawCodes } from "../../actions/code-sheets.ts";
import * as codes from "../../actions/codes-api.ts";
import { decidePresences } from "../../actions/decide-presences.ts";
import {
  type Organiser,
  makeAccess,
  openSession,
  revokeAccess,
} from "../../actions/organiser-access.ts";
import { type Http, PEOPLE_DESK, type Sessions, valueOf } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { answerSheets } from "../sheets.ts";
import { sourceOf } from "../source-of.ts";

const actionOf = ({ actionId }: { actionId: string }) => actionId as ActionId;

/** The office's side of civic actions: who prepares one does not decide on it. */
export function addActionRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.createAction, async (context) => {
    const { officer } = await sessions.officer(context);
    const campaign = context.req.valid("param").campaignId as CampaignId;
    const { startsAt, endsAt, ...input } = context.req.valid("json");
    const draft = { ...input, startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
    const id = await doAct(
      deps,
      officer,
      (own) => createAction(own, officer, campaign, draft),
      (created) => ({ act: "action_created", subject: created, details: { campaign } }),
    );
    return context.json(valueOf(await readAction(deps, id)), 201);
  });
  http.openapi(api.listActions, async (context) => {
    await sessions.officer(context);
    const campaign_id = context.req.valid("param").campaignId as CampaignId;
    return context.json(await listActions(deps.db, { campaign_id }), 200);
  });
  http.openapi(api.readAction, async (context) => {
    await sessions.officer(context);
    return context.json(valueOf(await readAction(deps, actionOf(context.req.valid("param")))), 200);
  });
  http.openapi(api.makeAccess, async (context) => {
    const { officer } = await sessions.officer(context);
    const id = actionOf(context.req.valid("param"));
    const act = { act: "organiser_access_made", subject: id } as const;
    const sheet = await doAct(deps, officer, (own) => makeAccess(own, officer, id), act);
    return answerSheets(context, deps, { kind: "organiser", sheets: [sheet] });
  });
  http.openapi(api.revokeAccess, async (context) => {
    const { officer } = await sessions.officer(context);
    const id = actionOf(context.req.valid("param"));
    const act = { act: "organiser_access_revoked", subject: id } as const;
    await doAct(deps, officer, (own) => revokeAccess(own, id), act);
    return context.body(null, 204);
  });
  http.openapi(api.decidePresences, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = actionOf(context.req.valid("param"));
    const { presenceIds, ...decision } = context.req.valid("json");
    const ids = presenceIds as PresenceId[];
    await doAct(
      deps,
      officer,
      (own) => decidePresences(own, officer, id, { ...decision, presenceIds: ids }),
      (presences) => ({
        act: decision.verdict === "approved" ? "presences_approved" : "presences_rejected",
        ...{ subject: id, details: { presences } },
      }),
    );
    return context.json(valueOf(await readAction(deps, id)), 200);
  });
}

/** The page of who organises one action: it shows how many are there, and nobody. */
export function addOrganiserRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  const view = (organiser: Organiser) => organiserView(deps, organiser);
  http.openapi(api.openOrganiser, async (context) => {
    const door = context.req.valid("json");
    const { token, organiser } = valueOf(await openSession(deps, door, sourceOf(context, deps)));
    sessions.openOrganiser(context, token);
    return context.json(await view(organiser), 201);
  });
  http.openapi(api.readOrganiser, async (context) =>
    context.json(await view(await sessions.organiser(context)), 200),
  );
  http.openapi(api.checkIn, async (context) => {
    const organiser = await sessions.organiser(context);
    valueOf(await checkIn(deps, organiser, context.req.valid("json").cardCode));
    return context.json(await view(organiser), 201);
  });
  http.openapi(api.writeNote, async (context) => {
    const organiser = await sessions.organiser(context);
    await writeNote(deps, organiser, context.req.valid("json").note);
    return context.json(await view(organiser), 200);
  });
}

/** Codes to claim: made by the office, claimed by a citizen or at the counter. */
export function addCodeRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  const asOfficer = async (context: Context) => (await sessions.officer(context)).officer;
  http.openapi(codes.makeCodes, async (context) => {
    const officer = await asOfficer(context);
    const campaign = context.req.valid("param").campaignId as CampaignId;
    const { expiresAt, ...input } = context.req.valid("json");
    const draft = { ...input, expiresAt: new Date(expiresAt) };
    const { sheets } = await doAct(
      deps,
      officer,
      (own) => makeCodes(own, officer, campaign, draft),
      ({ id }) => ({
        ...{ act: "codes_printed", subject: id },
        details: { campaign, codes: draft.codes },
      }),
    );
    return answerSheets(context, deps, { kind: "claim", sheets });
  });
  http.openapi(codes.listBatches, async (context) => {
    await asOfficer(context);
    const campaign = context.req.valid("param").campaignId as CampaignId;
    return context.json(await listBatches(deps.db, campaign), 200);
  });
  http.openapi(codes.withdrawCodes, async (context) => {
    const officer = await asOfficer(context);
    const id = context.req.valid("param").batchId as CodeBatchId;
    const act = { act: "codes_withdrawn", subject: id } as const;
    await doAct(deps, officer, (own) => withdrawCodes(own, officer, id), act);
    return context.body(null, 204);
  });
  http.openapi(codes.claimWithCard, async (context) => {
    const claim = context.req.valid("json");
    return context.json(valueOf(await claimWithCard(deps, claim, sourceOf(context, deps))), 201);
  });
  http.openapi(codes.claimAtCounter, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").cardId as CardId;
    const { claimCode } = context.req.valid("json");
    const claimed = await doAct(
      deps,
      officer,
      (own) => claimAtCounter(own, id, claimCode),
      ({ amountCents }) => ({ act: "code_claimed", subject: id, details: { amountCents } }),
    );
    return context.json(claimed, 201);
  });
}
