import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Sent } from "./browser.ts";
import type { Known } from "./known-operation.ts";
import { LOCAL_VALUE_OPERATIONS } from "./local-value-operations.ts";

const DOCUMENT = join(import.meta.dirname, "../../docs/openapi.json");

/** An operation of the published document. */
export type Operation = { readonly name: string; readonly method: string; readonly path: string };

const PASSKEY = { id: "x", rawId: "x", type: "public-key", clientExtensionResults: {} };

/**
 * Every operation, for whom it is, and a request that its form accepts: what is refused for its form is never asked
 * whose it is. An operation of the document that is missing here fails the test, as does a line without an operation.
 */
export const OPERATIONS: Readonly<Record<string, Known>> = {
  ...LOCAL_VALUE_OPERATIONS,
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
  "POST /api/tills/sign-in": { for: "anyone", json: { address: `0x${"1".repeat(40)}` } },
  "POST /api/card-views": { for: "anyone", json: { cardCode: "x", password: "x" } },
  "POST /api/card-passwords": {
    for: "anyone",
    json: { cardCode: "x", password: "x", newPassword: "x" },
  },
  "POST /api/card-phones": { for: "anyone", json: { cardCode: "x", password: "x" } },
  "POST /api/card-phones/current/removal": {
    for: "anyone",
    json: { cardCode: "x", password: "x" },
  },
  "GET /api/card-phones/current": { for: "phone" },
  "POST /api/card-phones/current/questions/{paymentId}": {
    for: "phone",
    json: { answer: "confirmed" },
  },
  "POST /api/cards/{cardId}/phone-removal": {
    for: "people desk",
    json: { reason: "una prova" },
  },
  "POST /api/sources/guesses": { for: "people desk", json: { address: "192.0.2.1" } },
  "POST /api/sources/unlock": { for: "people desk", json: { address: "192.0.2.1" } },
  "GET /api/payments/{paymentId}/confirmation": { for: "till" },
  "POST /api/card-blocks": { for: "anyone", json: { cardCode: "x", password: "x" } },
  "POST /api/feedback": {
    for: "anyone",
    json: { id: "{paymentId}", page: "other", text: "Una prova di segnalazione" },
  },
  "POST /api/feedback-replies": { for: "anyone", json: { code: "x" } },
  "GET /api/feedback": { for: "people desk" },
  "GET /api/feedback/{feedbackId}/contact": {
    for: "people desk",
    path: "/api/feedback/{paymentId}/contact",
  },
  "POST /api/feedback/{feedbackId}/answer": {
    for: "people desk",
    path: "/api/feedback/{paymentId}/answer",
    json: { answer: "Una prova di risposta" },
  },
  "GET /api/officers/session": { for: "officer" },
  "GET /api/audit": { for: "officer" },
  "GET /api/officers/sessions": { for: "officer" },
  "DELETE /api/officers/sessions/{sessionId}": { for: "officer" },
  "GET /api/merchants": { for: "officer" },
  "POST /api/merchants/{merchantId}/wallet": { for: "merchants", json: { address: "0x" } },
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
  "POST /api/payments/{paymentId}/reversals/terms": { for: "till", json: { amountCents: "1" } },
  "GET /api/tills/current/shop-code.svg": { for: "till" },
  "GET /api/shops/{number}": { for: "till", path: "/api/shops/1" },
  "POST /api/payments/to-shops": {
    for: "till",
    json: {
      ...{ paymentId: "{paymentId}", payee: 1, amountCents: "1" },
      ...{ activationCode: "x", password: "x" },
    },
  },
  "POST /api/payments/to-shops/terms": { for: "till", json: { payee: 1, amountCents: "1" } },
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
      `Say in test/attacks/operations.ts or local-value-operations.ts who may call: ${unjudged.join(", ")}; and remove: ${gone.join(", ")}.`,
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
