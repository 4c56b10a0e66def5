import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  centsText,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";
import { valueParts } from "./api.ts";

const paymentId = z.object({ paymentId: uuidText });

/** `given_up`: by the till. `expired`: nobody answered, or the till did not take it in time. */
const state = z.enum(["waiting", "confirmed", "refused", "expired", "given_up", "paid"]);

export const readConfirmation = createRoute({
  method: "get",
  path: "/api/payments/{paymentId}/confirmation",
  tags: ["payments"],
  summary: "Whether the card's holder has confirmed on the telephone; for the shop that asks",
  description:
    "After `confirmation_waiting`. Once `confirmed`, the same payment request is accepted until `expiresAt`.",
  request: { params: paymentId },
  responses: {
    200: json(z.object({ state, expiresAt: instantText }).openapi("Confirmation"), "How it stands"),
    ...PROBLEMS,
  },
});

const question = z
  .object({
    paymentId: uuidText,
    cardNumber: z.string(),
    businessName: z.string(),
    till: z.string(),
    amountCents: centsText,
    parts: valueParts,
    state,
    askedAt: instantText,
    expiresAt: instantText,
  })
  .openapi("Question");

const boundCards = z.array(z.object({ number: z.string(), boundAt: instantText }));

export const readPhone = createRoute({
  method: "get",
  path: "/api/card-phones/current",
  tags: ["cards"],
  summary: "What this telephone is asked, and was asked within a day, the newest first",
  responses: {
    200: json(
      z.object({ cards: boundCards, questions: z.array(question) }).openapi("PhoneView"),
      "The cards that it is bound to, and their questions",
    ),
    ...PROBLEMS,
  },
});

export const answerQuestion = createRoute({
  method: "post",
  path: "/api/card-phones/current/questions/{paymentId}",
  tags: ["cards"],
  summary: "The holder confirms a payment on the telephone, or refuses it: once",
  request: {
    params: paymentId,
    body: jsonBody(z.object({ answer: z.enum(["confirmed", "refused"]) })),
  },
  responses: { 200: json(z.object({ state }), "How it stands now"), ...PROBLEMS },
});
