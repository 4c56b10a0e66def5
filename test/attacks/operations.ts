import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Sent } from "./browser.ts";

const DOCUMENT = join(import.meta.dirname, "../../docs/openapi.json");

/** An operation of the published document. */
export type Operation = { readonly name: string; readonly method: string; readonly path: string };

/**
 * Who an operation is for. `board`: whoever opened the noticeboard with a card; no cookie does. `organiser`: whoever
 * opened one action with its printed sheet.
 */
export type Audience =
  "anyone" | "board" | "organiser" | "officer" | "people desk" | "merchants" | "treasury" | "till";

const PASSKEY = { id: "x", rawId: "x", type: "public-key", clientExtensionResults: {} };

type Known = {
  readonly for: Audience;
  /** Where the path as published is no whole one: what it says of the kind of a file, or asks for in its query. */
  readonly path?: string;
  readonly json?: unknown;
  readonly csv?: string;
};

/**
 * Every operation, for whom it is, and a request that its form accepts: what is refused for its form is never asked
 * whose it is. An operation of the document that is missing here fails the test, as does a line without an operation.
 */
export const OPERATIONS: Readonly<Record<string, Known>> = {
  "GET /health": { for: "anyone" },
  "GET /api/town": { for: "anyone" },
  "GET /api/transparency": { for: "anyone" },
  "GET /api/demo/officers": { for: "anyone" },
  "POST /api/officers/nonce": { for: "anyone" },
  "POST /api/officers/session": { for: "anyone", json: { message: "x", signature: "0x" } },
  "DELETE /api/officers/session": { for: "anyone" },
  "POST /api/tills": {
    for: "anyone",
    json: { activationCode: "x", password: "x", label: "Cassa" },
  },
  "POST /api/card-views": { for: "anyone", json: { cardCode: "x", password: "x" } },
  "POST /api/card-passwords": {
    for: "anyone",
    json: { cardCode: "x", password: "x", newPassword: "x" },
  },
  "POST /api/board/sessions": { for: "anyone", json: { cardCode: "x", password: "x" } },
  "DELETE /api/board/sessions/current": { for: "anyone" },
  "GET /api/board/offers": { for: "board" },
  "GET /api/board/own-offers": { for: "board" },
  "POST /api/board/offers": {
    for: "board",
    json: {
      ...{ id: "{paymentId}", side: "offer", kind: "goods", category: "home", title: "Tavolo" },
      ...{ text: "", zone: "Centro", price: "free", days: 30 },
    },
  },
  "GET /api/board/offers/{offerId}": { for: "board", path: "/api/board/offers/{paymentId}" },
  "POST /api/board/offers/{offerId}/renewal": {
    for: "board",
    path: "/api/board/offers/{paymentId}/renewal",
  },
  "POST /api/board/offers/{offerId}/closure": {
    for: "board",
    path: "/api/board/offers/{paymentId}/closure",
  },
  "POST /api/board/offers/{offerId}/photos": {
    for: "board",
    path: "/api/board/offers/{paymentId}/photos",
  },
  "GET /api/board/photos/{photoId}": { for: "board", path: "/api/board/photos/{paymentId}" },
  "POST /api/board/offers/{offerId}/messages": {
    for: "board",
    path: "/api/board/offers/{paymentId}/messages",
    json: { id: "{paymentId}", text: "Una prova" },
  },
  "POST /api/board/offers/{offerId}/reports": {
    for: "board",
    path: "/api/board/offers/{paymentId}/reports",
    json: { id: "{paymentId}", reason: "other" },
  },
  "GET /api/board/threads": { for: "board" },
  "GET /api/board/threads/{threadId}": { for: "board", path: "/api/board/threads/{paymentId}" },
  "POST /api/board/threads/{threadId}/messages": {
    for: "board",
    path: "/api/board/threads/{paymentId}/messages",
    json: { id: "{paymentId}", text: "Una prova" },
  },
  "POST /api/board/threads/{threadId}/block": {
    for: "board",
    path: "/api/board/threads/{paymentId}/block",
  },
  "POST /api/board/threads/{threadId}/reports": {
    for: "board",
    path: "/api/board/threads/{paymentId}/reports",
    json: { id: "{paymentId}", reason: "other" },
  },
  "GET /api/offer-reports": { for: "people desk" },
  "GET /api/offer-reports/{reportId}/messages": {
    for: "people desk",
    path: "/api/offer-reports/{paymentId}/messages",
  },
  "GET /api/offer-reports/photos/{photoId}": {
    for: "people desk",
    path: "/api/offer-reports/photos/{paymentId}",
  },
  "POST /api/offer-reports/{reportId}/decision": {
    for: "people desk",
    path: "/api/offer-reports/{paymentId}/decision",
    json: { outcome: "dismissed" },
  },
  "POST /api/offer-reports/{reportId}/reversion": {
    for: "people desk",
    path: "/api/offer-reports/{paymentId}/reversion",
  },
  "GET /api/officers/session": { for: "officer" },
  "GET /api/audit": { for: "officer" },
  "GET /api/officers/sessions": { for: "officer" },
  "DELETE /api/officers/sessions/{sessionId}": { for: "officer" },
  "GET /api/merchants": { for: "officer" },
  "GET /api/merchants/registration": { for: "officer" },
  "GET /api/merchants/{merchantId}/activation": { for: "officer" },
  "GET /api/merchants/{merchantId}/suspension": { for: "officer" },
  "POST /api/programmes": {
    for: "officer",
    json: {
      ...{ name: "Programma", symbol: "BUONI", act: "Atto 1", fundCents: "100" },
      ...{ spendableFrom: "2026-01-01T00:00:00Z", spendableUntil: "2030-01-01T00:00:00Z" },
      categories: [1],
    },
  },
  "GET /api/programmes": { for: "officer" },
  "GET /api/programmes/{programmeId}": { for: "officer" },
  "GET /api/programmes/{programmeId}/opening": { for: "officer" },
  "GET /api/programmes/{programmeId}/issuances": { for: "officer" },
  "GET /api/issuances/{issuanceId}": { for: "officer" },
  "GET /api/statements": { for: "officer" },
  "GET /api/statements/{statementId}/redemption": { for: "officer" },
  "GET /api/statements/redemption": {
    for: "officer",
    path: "/api/statements/redemption?ids={statementId}",
  },
  "POST /api/merchants/import": { for: "merchants", csv: "x" },
  "POST /api/merchants/sheets": { for: "merchants" },
  "POST /api/programmes/{programmeId}/beneficiaries/import": { for: "people desk", csv: "x" },
  "GET /api/beneficiaries": { for: "people desk" },
  "GET /api/beneficiaries/{beneficiaryId}": { for: "people desk" },
  "POST /api/beneficiaries/{beneficiaryId}/change": {
    for: "people desk",
    json: {
      ...{ surname: "Amato", name: "Lucia", fiscalCode: "MTALCU71C54G273G", householdSize: 1 },
      ...{ version: 1, reason: "una prova" },
    },
  },
  "POST /api/entitlements/{entitlementId}/amount": {
    for: "people desk",
    json: { amountCents: "100", version: 1, reason: "una prova" },
  },
  "POST /api/entitlements/{entitlementId}/withdrawal": {
    for: "people desk",
    json: { version: 1, reason: "una prova" },
  },
  "POST /api/entitlements/{entitlementId}/readmission": {
    for: "people desk",
    json: { version: 1, reason: "una prova" },
  },
  "POST /api/beneficiaries/{beneficiaryId}/export": {
    for: "people desk",
    json: { ground: "request", format: "json" },
  },
  "POST /api/beneficiaries/{beneficiaryId}/erasure": {
    for: "people desk",
    json: { ground: "request" },
  },
  "GET /api/programmes/{programmeId}/amendments": { for: "officer" },
  "POST /api/programmes/{programmeId}/amendments": {
    for: "treasury",
    json: {
      act: "Atto 2",
      ...{ spendableUntil: "2030-01-01T00:00:00Z", settleableUntil: "2030-02-01T00:00:00Z" },
    },
  },
  "GET /api/programmes/{programmeId}/card-limits": { for: "officer" },
  "POST /api/programmes/{programmeId}/card-limits": {
    for: "treasury",
    json: { act: "Atto 3", cardDayCents: "500000" },
  },
  "GET /api/programmes/{programmeId}/reclaim": { for: "officer" },
  "POST /api/programmes/{programmeId}/assignment": {
    for: "people desk",
    json: { amountsCents: ["100"], reason: "una prova" },
  },
  "GET /api/programmes/{programmeId}/issuance-schedule": { for: "officer" },
  "POST /api/programmes/{programmeId}/issuance-schedule": { for: "people desk", json: {} },
  "GET /api/programmes/{programmeId}/report": { for: "officer" },
  "GET /api/programmes/{programmeId}/report/{kind}": {
    for: "officer",
    path: "/api/programmes/{programmeId}/report/relazione.csv",
  },
  "GET /api/programmes/{programmeId}/card-counts": { for: "officer" },
  "POST /api/programmes/{programmeId}/cards": { for: "people desk" },
  "POST /api/programmes/{programmeId}/cards/confirmation": { for: "people desk" },
  "POST /api/programmes/{programmeId}/cards/discard": { for: "people desk" },
  "POST /api/programmes/{programmeId}/issuances": { for: "people desk" },
  "GET /api/cards": { for: "people desk" },
  "POST /api/cards/{cardId}/block": { for: "people desk", json: { reason: "una prova" } },
  "POST /api/cards/{cardId}/unblock": { for: "people desk" },
  "POST /api/cards/{cardId}/replacement": { for: "people desk", json: { reason: "una prova" } },
  "POST /api/cards/{cardId}/closure": { for: "people desk", json: { reason: "una prova" } },
  "POST /api/beneficiaries/{beneficiaryId}/second-card": {
    for: "people desk",
    json: { surname: "Prova", name: "Una", sharePercent: 50 },
  },
  "POST /api/cards/{cardId}/share": { for: "people desk", json: { sharePercent: 50 } },
  "GET /api/handovers": { for: "officer" },
  "GET /api/unusual-use": { for: "officer" },
  "POST /api/unusual-use/{tillId}/{rule}/{day}/outcome": {
    for: "merchants",
    json: { outcome: "una prova" },
  },
  "POST /api/merchants/{merchantId}/tills/{tillId}/unlock": { for: "merchants" },
  "POST /api/statements/{statementId}/check": { for: "treasury" },
  "GET /api/statements/{statementId}/payments": { for: "officer" },
  "POST /api/statements/{statementId}/payments/{paymentId}/review": {
    for: "treasury",
    json: { to: "suspended", reason: "una prova" },
  },
  "POST /api/statements/{statementId}/payment": { for: "treasury" },
  "GET /api/owed": { for: "officer" },
  "POST /api/owed/{transferId}/made-good": { for: "treasury", json: { act: "Atto 1" } },
  "GET /api/statements/pace": { for: "officer" },
  "GET /api/payer": { for: "treasury" },
  "POST /api/payer": {
    for: "treasury",
    json: { name: "Comune", iban: "IT60X0542811101000000123456" },
  },
  "GET /api/transfer-orders": { for: "officer" },
  "POST /api/transfer-orders": {
    for: "treasury",
    json: {
      statementIds: ["00000000-0000-4000-8000-000000000000"],
      executeOn: "2030-01-01",
    },
  },
  "POST /api/transfer-orders/{orderId}/withdrawal": { for: "treasury" },
  "GET /api/transfer-orders/{orderId}/files/{kind}": { for: "treasury" },
  "POST /api/transfer-orders/outcomes/import": { for: "treasury", csv: "x" },
  "GET /api/programmes/{programmeId}/reconciliation": { for: "officer" },
  "GET /api/yearly-limit": { for: "officer" },
  "GET /api/yearly-limit/change": {
    for: "officer",
    path: "/api/yearly-limit/change?limitCents=100",
  },
  "GET /api/campaigns": { for: "officer" },
  "GET /api/campaigns/{campaignId}": { for: "officer" },
  "GET /api/campaigns/{campaignId}/opening": { for: "officer" },
  "GET /api/campaigns/{campaignId}/mints": { for: "officer" },
  "POST /api/campaigns/{campaignId}/mints": { for: "people desk" },
  "GET /api/campaigns/{campaignId}/closing": { for: "officer" },
  "POST /api/campaigns": {
    for: "officer",
    json: {
      ...{ name: "Campagna", act: "Atto 1", kind: "actions", centsEach: "100" },
      ...{ rewardsFrom: "2026-01-01T00:00:00Z", rewardsUntil: "2030-01-01T00:00:00Z" },
      ...{ budgetCents: "1000", cardCents: "100", householdCents: "100", cardDayCents: "100" },
    },
  },
  "POST /api/campaigns/{campaignId}/actions": {
    for: "officer",
    json: {
      ...{ title: "Pulizia del parco", place: "Villa", organiser: "Associazione", places: 10 },
      ...{ startsAt: "2030-01-01T08:00:00Z", endsAt: "2030-01-01T12:00:00Z", rewardCents: "100" },
    },
  },
  "GET /api/campaigns/{campaignId}/actions": { for: "officer" },
  "GET /api/actions/{actionId}": { for: "officer", path: "/api/actions/{paymentId}" },
  "POST /api/actions/{actionId}/access": {
    for: "officer",
    path: "/api/actions/{paymentId}/access",
  },
  "DELETE /api/actions/{actionId}/access": {
    for: "officer",
    path: "/api/actions/{paymentId}/access",
  },
  "POST /api/actions/{actionId}/decisions": {
    for: "people desk",
    path: "/api/actions/{paymentId}/decisions",
    json: { presenceIds: ["{paymentId}"], verdict: "approved", reason: "una prova" },
  },
  "POST /api/organisers": { for: "anyone", json: { code: "x", pin: "730194" } },
  "GET /api/organisers/current": { for: "organiser" },
  "POST /api/organisers/current/presences": { for: "organiser", json: { cardCode: "x" } },
  "POST /api/organisers/current/note": { for: "organiser", json: { note: "una prova" } },
  "POST /api/campaigns/{campaignId}/codes": {
    for: "officer",
    json: {
      ...{ title: "Ecopunto", codes: 1, rewardCents: "100" },
      expiresAt: "2030-01-01T00:00:00Z",
    },
  },
  "GET /api/campaigns/{campaignId}/codes": { for: "officer" },
  "DELETE /api/codes/{batchId}": { for: "officer", path: "/api/codes/{paymentId}" },
  "POST /api/claims": {
    for: "anyone",
    json: { cardCode: "x", password: "x", claimCode: "x" },
  },
  "POST /api/cards/{cardId}/claims": { for: "people desk", json: { claimCode: "x" } },
  "GET /api/merchants/{merchantId}/tills": { for: "officer" },
  "DELETE /api/merchants/{merchantId}/tills/{tillId}": { for: "merchants" },
  "GET /api/tills": { for: "till" },
  "DELETE /api/tills/{tillId}": { for: "till" },
  "POST /api/tills/current/proof": {
    for: "till",
    json: { activationCode: "x", password: "x" },
  },
  "POST /api/tills/current/passkey/offer": { for: "till" },
  "POST /api/tills/current/passkey": {
    for: "till",
    json: { ...PASSKEY, response: { clientDataJSON: "x", attestationObject: "x" } },
  },
  "POST /api/tills/current/passkey/challenge": { for: "till" },
  "POST /api/tills/current/passkey/answer": {
    for: "till",
    json: {
      ...PASSKEY,
      response: { clientDataJSON: "x", authenticatorData: "x", signature: "x" },
    },
  },
  "DELETE /api/tills/current/passkey": { for: "till" },
  "POST /api/tills/current/operators": { for: "till", json: { name: "Ada", pin: "73019" } },
  "DELETE /api/tills/current/operators/{operatorId}": { for: "till" },
  "POST /api/tills/current/operator": {
    for: "till",
    json: { operatorId: "{paymentId}", pin: "73019" },
  },
  "DELETE /api/tills/current/operator": { for: "till" },
  "POST /api/tills/current/closings": { for: "till" },
  "GET /api/tills/current/closings": { for: "till" },
  "GET /api/tills/current/statements/{statementId}/debit-note.pdf": { for: "till" },
  "POST /api/payments/preview": { for: "till", json: { amountCents: "1", cardCode: "x" } },
  "GET /api/payments/{paymentId}/receipt": { for: "till" },
  "GET /api/payments/{paymentId}/receipt.pdf": { for: "till" },
  "GET /api/payments/{paymentId}/receipt.svg": { for: "till" },
  "POST /api/payments/{paymentId}/fiscal-document": { for: "till", json: { number: "1" } },
  "GET /api/tills/current": { for: "till" },
  "DELETE /api/tills/current": { for: "till" },
  "GET /api/tills/current/payments": { for: "till" },
  "GET /api/tills/current/local-value": { for: "till" },
  "POST /api/tills/current/local-share": { for: "till", json: { percent: 50 } },
  "GET /api/tills/current/statements": { for: "till" },
  "POST /api/tills/current/statements": { for: "till", json: { programmeId: "{programmeId}" } },
  "POST /api/payments": {
    for: "till",
    json: { paymentId: "{paymentId}", amountCents: "1", cardCode: "x", password: "x" },
  },
  "GET /api/payments/{paymentId}": { for: "till" },
  "POST /api/payments/{paymentId}/abandon": { for: "till" },
  "POST /api/payments/{paymentId}/void": { for: "till" },
  "POST /api/payments/{paymentId}/reversals": {
    for: "till",
    json: {
      ...{ reversalId: "{paymentId}", amountCents: "1" },
      ...{ activationCode: "x", password: "x" },
    },
  },
};

type Document = { paths: Record<string, Record<string, unknown>> };

/** The document's operations. Throws where `OPERATIONS` does not name exactly these. */
export async function publishedOperations(): Promise<Operation[]> {
  const { paths } = JSON.parse(await readFile(DOCUMENT, "utf8")) as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => {
      const name = `${method.toUpperCase()} ${path}`;
      return { name, method: method.toUpperCase(), path };
    }),
  );
  const names = new Set(operations.map(({ name }) => name));
  const unjudged = [...names].filter((name) => OPERATIONS[name] === undefined);
  const gone = Object.keys(OPERATIONS).filter((name) => !names.has(name));
  if (unjudged.length + gone.length > 0)
    throw new Error(
      `Say in test/attacks/operations.ts who may call: ${unjudged.join(", ")}; and remove: ${gone.join(", ")}.`,
    );
  return operations;
}

/** The request of an operation on things that exist. */
export function requestFor(
  { name, method, path }: Operation,
  ids: Readonly<Record<string, string>>,
): Sent {
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_, id: string) => ids[id] ?? id);
  const { json, csv, path: wholePath = path } = OPERATIONS[name]!;
  return {
    ...{ method, path: filled(wholePath) },
    ...(json === undefined ? {} : { json: JSON.parse(filled(JSON.stringify(json))) as unknown }),
    ...(csv === undefined ? {} : { csv }),
  };
}
