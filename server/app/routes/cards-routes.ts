import type { ActRecord } from "#core/office/office-act.ts";
import type { BeneficiaryId, CardId, IssuanceId, ProgrammeId } from "#core/shared/ids.ts";
import { ok } from "#core/shared/result.ts";

import * as api from "../../cards/api.ts";
import { changeStatus, endIssue, listCards } from "../../cards/card-desk.ts";
import { listHandovers } from "../../cards/handovers.ts";
import { issueCards } from "../../cards/issue-cards.ts";
import { listIssuances } from "../../cards/issuances.ts";
import { prepareIssuance } from "../../cards/prepare-issuance.ts";
import { closeCard, replaceCard } from "../../cards/replace-card.ts";
import * as secondApi from "../../cards/second-card-api.ts";
import { changeShare, issueSecondCard } from "../../cards/second-card.ts";
import { eraseSecondBoardOf } from "../../offers/offers.ts";
import { doAct, recorder } from "../office-act.ts";
import { type Http, PEOPLE_DESK, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { answerSheets } from "../sheets.ts";

export function addCardRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.issueCards, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = programmeOf(context.req.valid("param"));
    const sheets = await doAct(
      deps,
      officer,
      (own) => issueCards(own, id),
      (made) => ({ act: "cards_issued", subject: id, details: { cards: made.length } }),
    );
    return answerSheets(context, deps, { kind: "card", sheets });
  });
  http.openapi(api.confirmCards, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = programmeOf(context.req.valid("param"));
    const cards = await doAct(
      deps,
      officer,
      (own) => endIssue(own, id, { status: "active" }),
      (count) => ({ act: "cards_confirmed", subject: id, details: { cards: count } }),
    );
    return context.json({ cards }, 200);
  });
  http.openapi(api.discardCards, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = programmeOf(context.req.valid("param"));
    const reason = "stampa non riuscita";
    const cards = await doAct(
      deps,
      officer,
      (own) => endIssue(own, id, { status: "closed", reason }),
      (count) => ({ act: "cards_discarded", subject: id, details: { cards: count } }),
    );
    return context.json({ cards }, 200);
  });
  http.openapi(api.listCards, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const { shown, ...filter } = context.req.valid("query");
    if (shown === "false") return context.json(await listCards(deps, filter, false), 200);
    const cards = await doAct(
      deps,
      officer,
      async (own) => ok(await listCards(own, filter, true)),
      ({ items }) => lookAt(items),
    );
    return context.json(cards, 200);
  });
  http.openapi(api.blockCard, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = cardOf(context.req.valid("param"));
    const { reason } = context.req.valid("json");
    const record = recorder(deps, officer, { act: "card_blocked", subject: id });
    valueOf(await changeStatus(deps, id, { status: "blocked", reason }, record));
    return context.json(await readCard(deps, id), 200);
  });
  http.openapi(api.unblockCard, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = cardOf(context.req.valid("param"));
    const record = recorder(deps, officer, { act: "card_unblocked", subject: id });
    valueOf(await changeStatus(deps, id, { status: "active" }, record));
    return context.json(await readCard(deps, id), 200);
  });
}

export function addReplacementRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.replaceCard, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = cardOf(context.req.valid("param"));
    const { reason } = context.req.valid("json");
    const record = recorder(deps, officer, { act: "card_replaced", subject: id });
    const sheet = valueOf(await replaceCard(deps, id, reason, record));
    return answerSheets(context, deps, { kind: "card", sheets: [sheet] });
  });
  http.openapi(api.closeCard, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = cardOf(context.req.valid("param"));
    const record = recorder(deps, officer, { act: "card_closed", subject: id });
    valueOf(await closeCard(deps, id, context.req.valid("json").reason, record));
    return context.json(await readCard(deps, id), 200);
  });
  http.openapi(api.listHandovers, async (context) => {
    await sessions.officer(context);
    return context.json(await listHandovers(deps), 200);
  });
}

export function addSecondCardRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(secondApi.issueSecondCard, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").beneficiaryId as BeneficiaryId;
    const { sharePercent, ...member } = context.req.valid("json");
    const act = { act: "second_card_issued", subject: id, details: { sharePercent } } as const;
    const record = recorder(deps, officer, act);
    const issued = await issueSecondCard(deps, id, { member, sharePercent }, async (tx) => {
      await eraseSecondBoardOf(tx, id);
      await record(tx);
    });
    const sheet = valueOf(issued);
    return answerSheets(context, deps, { kind: "card", sheets: [sheet] });
  });
  http.openapi(secondApi.changeShare, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = cardOf(context.req.valid("param"));
    const { sharePercent } = context.req.valid("json");
    await doAct(deps, officer, (own) => changeShare(own, id, sharePercent), {
      ...{ act: "card_share_changed", subject: id, details: { sharePercent } },
    });
    return context.json(await readCard(deps, id), 200);
  });
}

export function addIssuanceRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.prepareIssuance, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const programmeId = programmeOf(context.req.valid("param"));
    const id = await doAct(
      deps,
      officer,
      (own) => prepareIssuance(own, officer, programmeId),
      (issuanceId) => ({
        act: "issuance_prepared",
        subject: programmeId,
        details: { issuance: issuanceId },
      }),
    );
    return context.json(await readIssuance(deps, id), 201);
  });
  http.openapi(api.listIssuances, async (context) => {
    await sessions.officer(context);
    const programmeId = programmeOf(context.req.valid("param"));
    return context.json(await listIssuances(deps, { programmeId }), 200);
  });
  http.openapi(api.readIssuance, async (context) => {
    await sessions.officer(context);
    const id = context.req.valid("param").issuanceId as IssuanceId;
    return context.json(await readIssuance(deps, id), 200);
  });
}

function programmeOf({ programmeId }: { programmeId: string }): ProgrammeId {
  return programmeId as ProgrammeId;
}

function cardOf({ cardId }: { cardId: string }): CardId {
  return cardId as CardId;
}

async function readCard(deps: ServiceDeps, id: CardId) {
  const { items } = await listCards(deps, { id, limit: 1 }, false);
  return items[0]!;
}

/** Names that an officer asked to see on cards, with the card where it was one. */
function lookAt(cards: readonly { id: string }[]): ActRecord {
  const subject = cards.length === 1 ? cards[0]!.id : undefined;
  return { act: "people_seen", subject, details: { people: cards.length } };
}

async function readIssuance(deps: ServiceDeps, id: IssuanceId) {
  const [issuance] = await listIssuances(deps, { id });
  if (issuance === undefined) throw new RefusalAnswer({ code: "not_found" });
  return issuance;
}
