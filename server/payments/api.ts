import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  centsInput,
  centsText,
  hashText,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";

export const reversalSchema = z
  .object({
    reversalId: uuidText,
    amountCents: centsText,
    state: z.enum(["accepted", "batched", "settled", "failed"]),
    acceptedAt: instantText,
  })
  .openapi("Reversal");

export const paymentSchema = z
  .object({
    paymentId: uuidText,
    state: z.enum(["accepted", "batched", "settled", "voided", "failed"]),
    amountCents: centsText,
    /** What the card can still spend at this shop, right after this payment. */
    leftCents: centsText,
    acceptedAt: instantText,
    voidedAt: instantText.optional(),
    settledAt: instantText.optional(),
    cardNumber: z.string(),
    /** The EIP-712 digests by which anyone can find the payment on chain. */
    digests: z.array(hashText),
    transactionHashes: z.array(hashText),
    reversals: z.array(reversalSchema),
  })
  .openapi("Payment");

const paymentId = z.object({ paymentId: uuidText });

export const makePayment = createRoute({
  method: "post",
  path: "/api/payments",
  tags: ["payments"],
  summary: "Takes a payment. The same request again gives the same answer, whenever it comes",
  description:
    "`paymentId` is made by the till and kept before the first send. 201 the first time, 200 when it was accepted before.",
  request: {
    body: jsonBody(
      z
        .object({
          paymentId: uuidText,
          amountCents: centsInput,
          cardCode: z.string().max(200),
          password: z.string().max(200),
        })
        .openapi("PaymentInput"),
    ),
  },
  responses: {
    200: json(paymentSchema, "Accepted before"),
    201: json(paymentSchema, "Accepted"),
    ...PROBLEMS,
  },
});

export const readPayment = createRoute({
  method: "get",
  path: "/api/payments/{paymentId}",
  tags: ["payments"],
  summary: "A payment of this shop",
  request: { params: paymentId },
  responses: { 200: json(paymentSchema, "Payment"), ...PROBLEMS },
});

export const abandonPayment = createRoute({
  method: "post",
  path: "/api/payments/{paymentId}/abandon",
  tags: ["payments"],
  summary: "Ends the doubt about a request whose answer was lost",
  description:
    "Where the payment was accepted, answers it. Where it never arrived, makes sure that it never will be accepted.",
  request: { params: paymentId },
  responses: {
    200: json(
      z
        .discriminatedUnion("outcome", [
          z.object({ outcome: z.literal("accepted"), payment: paymentSchema }),
          z.object({ outcome: z.literal("abandoned") }),
        ])
        .openapi("AbandonOutcome"),
      "The truth",
    ),
    ...PROBLEMS,
  },
});

export const voidPayment = createRoute({
  method: "post",
  path: "/api/payments/{paymentId}/void",
  tags: ["payments"],
  summary: "Drops a payment that is in no batch yet; later it can only be reversed",
  request: { params: paymentId },
  responses: { 200: json(paymentSchema, "Voided"), ...PROBLEMS },
});

export const reversePayment = createRoute({
  method: "post",
  path: "/api/payments/{paymentId}/reversals",
  tags: ["payments"],
  summary: "Gives back a settled payment, wholly or in part, with the shop's sheet and password",
  request: {
    params: paymentId,
    body: jsonBody(
      z
        .object({
          reversalId: uuidText,
          amountCents: centsInput,
          activationCode: z.string().max(200),
          password: z.string().max(200),
        })
        .openapi("ReversalInput"),
    ),
  },
  responses: {
    200: json(paymentSchema, "Accepted before"),
    201: json(paymentSchema, "Accepted"),
    ...PROBLEMS,
  },
});

export const listDay = createRoute({
  method: "get",
  path: "/api/tills/current/payments",
  tags: ["tills"],
  summary: "The shop's payments of one day (Europe/Rome), newest first, with the total",
  request: {
    query: z.object({ day: z.iso.date().optional().openapi({ description: "Default: today" }) }),
  },
  responses: {
    200: json(
      z
        .object({
          day: z.iso.date(),
          totalCents: centsText,
          count: z.number().int(),
          payments: z.array(paymentSchema),
        })
        .openapi("TillDay"),
      "The day",
    ),
    ...PROBLEMS,
  },
});
