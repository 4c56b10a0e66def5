import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  addressText,
  centsInput,
  centsText,
  hashText,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";

import { consent, paidToShop, shopPaidSchema, shopView, toSign } from "./shop-api.ts";

/** An amount by kind of value, in the order in which it is spent. One unit of local value stands for one euro. */
export const valueParts = z.array(
  z.object({ kind: z.enum(["voucher", "local"]), amountCents: centsText }),
);

export const reversalSchema = z
  .object({
    reversalId: uuidText,
    amountCents: centsText,
    parts: valueParts,
    state: z.enum(["accepted", "batched", "settled", "failed"]),
    acceptedAt: instantText,
  })
  .openapi("Reversal");

/**
 * What the till is told when a payment is accepted. Nothing in it changes later, so that the same request gets the same
 * answer whenever it is sent again; how far the payment has come since is in `Payment`.
 */
export const acceptanceSchema = z
  .object({
    paymentId: uuidText,
    /** All that the card pays. */
    amountCents: centsText,
    parts: valueParts,
    /** What the card can still spend of vouchers at this shop, right after this payment. */
    leftCents: centsText,
    /** The same of local value, where the shop takes it. */
    localLeftCents: centsText.optional(),
    acceptedAt: instantText,
    cardNumber: z.string(),
    /** The EIP-712 digests by which anyone can find the payment on chain. */
    digests: z.array(hashText),
  })
  .openapi("Acceptance");

/** Who paid: a card, with what it had left, or another shop in local value. Exactly one of both. */
const payerFields = {
  cardNumber: z.string().optional(),
  leftCents: centsText.optional(),
  localLeftCents: centsText.optional(),
  payer: shopView.optional(),
};

export const paymentSchema = z
  .object({
    paymentId: uuidText,
    amountCents: centsText,
    parts: valueParts,
    ...payerFields,
    acceptedAt: instantText,
    digests: z.array(hashText),
    state: z.enum(["accepted", "batched", "settled", "voided", "failed"]),
    /** The whole price, where the till told it. */
    billCents: centsText.optional(),
    voidedAt: instantText.optional(),
    settledAt: instantText.optional(),
    transactionHashes: z.array(hashText),
    /** Whether it holds from the start; what another shop's own wallet signed holds once it is settled. */
    isCovered: z.boolean(),
    /** The number of the shop's own fiscal document, where it was noted. */
    fiscalDocument: z.string().optional(),
    /** Who took it, where the shop's tills have operators. */
    operatorId: uuidText.optional(),
    /** The till that took it; absent where another shop paid from its own. */
    till: z.string().optional(),
    reversals: z.array(reversalSchema),
  })
  .openapi("Payment");

const paymentId = z.object({ paymentId: uuidText });

export const makePayment = createRoute({
  method: "post",
  path: "/api/payments",
  tags: ["payments"],
  summary: "Takes a payment. The same request again gives the same answer, whenever it comes",
  description: "`paymentId` is made by the till and kept before the first send.",
  request: {
    body: jsonBody(
      z
        .object({
          paymentId: uuidText,
          /** All that the card pays. */
          amountCents: centsInput,
          /** What of it is local value, of which price: the shop takes so much of a price in it, and no more. */
          local: z.object({ amountCents: centsInput, billCents: centsInput }).optional(),
          cardCode: z.string().max(200),
          password: z.string().max(200),
        })
        .openapi("PaymentInput"),
    ),
  },
  responses: { 201: json(acceptanceSchema, "Accepted, now or before"), ...PROBLEMS },
});

export const coverSchema = z
  .object({
    /** What the card pays, by kind of value, in the order in which it is spent. */
    parts: valueParts,
    /** What the customer adds in euros. */
    cashCents: centsText,
  })
  .openapi("Cover");

export const previewPayment = createRoute({
  method: "post",
  path: "/api/payments/preview",
  tags: ["payments"],
  summary: "What a card can cover of a bill at this shop; promises nothing",
  request: {
    body: jsonBody(z.object({ amountCents: centsInput, cardCode: z.string().max(200) })),
  },
  responses: { 200: json(coverSchema, "The split"), ...PROBLEMS },
});

export const readPayment = createRoute({
  method: "get",
  path: "/api/payments/{paymentId}",
  tags: ["payments"],
  summary: "A payment of this shop",
  request: { params: paymentId },
  responses: { 200: json(paymentSchema, "Payment"), ...PROBLEMS },
});

export const receiptSchema = z
  .object({
    paymentId: uuidText,
    businessName: z.string(),
    amountCents: centsText,
    parts: valueParts,
    billCents: centsText.optional(),
    ...payerFields,
    acceptedAt: instantText,
    state: z.enum(["accepted", "batched", "settled", "voided", "failed"]),
    digests: z.array(hashText),
    fiscalDocument: z.string().optional(),
    /** Until about then the till can void it with a touch. */
    voidableUntil: instantText,
    reversals: z.array(reversalSchema),
    /** Where anybody can check it: the receipt is in the address's fragment. */
    checkUrl: z.string(),
  })
  .openapi("Receipt");

export const readReceipt = createRoute({
  method: "get",
  path: "/api/payments/{paymentId}/receipt",
  tags: ["payments"],
  summary: "The receipt of a payment of this shop, signed by the town",
  request: { params: paymentId },
  responses: { 200: json(receiptSchema, "Receipt"), ...PROBLEMS },
});

export const printReceipt = createRoute({
  method: "get",
  path: "/api/payments/{paymentId}/receipt.pdf",
  tags: ["payments"],
  summary: "The same receipt as a PDF, 80 mm wide",
  request: { params: paymentId },
  responses: {
    200: {
      description: "PDF",
      content: { "application/pdf": { schema: z.string().openapi({ format: "binary" }) } },
    },
    ...PROBLEMS,
  },
});

export const drawReceiptCode = createRoute({
  method: "get",
  path: "/api/payments/{paymentId}/receipt.svg",
  tags: ["payments"],
  summary: "The receipt's QR, as a picture",
  request: { params: paymentId },
  responses: {
    200: {
      description: "SVG",
      content: { "image/svg+xml": { schema: z.string() } },
    },
    ...PROBLEMS,
  },
});

export const noteFiscalDocument = createRoute({
  method: "post",
  path: "/api/payments/{paymentId}/fiscal-document",
  tags: ["payments"],
  summary: "Notes the number of the shop's own fiscal document for a payment; empty takes it away",
  request: {
    params: paymentId,
    body: jsonBody(z.object({ number: z.string().trim().max(40) })),
  },
  responses: { 200: json(paymentSchema, "Noted"), ...PROBLEMS },
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
          z.object({ outcome: z.literal("accepted"), payment: acceptanceSchema }),
          z.object({ outcome: z.literal("paid_shop"), payment: shopPaidSchema }),
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
  summary:
    "Gives back a settled payment, wholly or in part, with the shop's sheet and password or its own wallet",
  request: {
    params: paymentId,
    body: jsonBody(
      z
        .union([
          z.object({ reversalId: uuidText, amountCents: centsInput, ...consent.sheet }),
          z.object({ reversalId: uuidText, amountCents: centsInput, ...consent.wallet }),
        ])
        .openapi("ReversalInput"),
    ),
  },
  responses: { 201: json(reversalSchema, "Accepted, now or before"), ...PROBLEMS },
});

export const prepareReversal = createRoute({
  method: "post",
  path: "/api/payments/{paymentId}/reversals/terms",
  tags: ["payments"],
  summary: "What an own wallet has to sign to give a payment back; promises nothing",
  request: { params: paymentId, body: jsonBody(z.object({ amountCents: centsInput })) },
  responses: { 200: json(toSign, "To sign"), ...PROBLEMS },
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
          parts: valueParts,
          count: z.number().int(),
          payments: z.array(paymentSchema),
          toShops: z.array(paidToShop),
        })
        .openapi("TillDay"),
      "The day",
    ),
    ...PROBLEMS,
  },
});

const movement = z.object({
  at: instantText,
  kind: z.enum(["issuance", "payment", "reversal", "reclaim", "reward", "received", "given"]),
  /** `local`: in local value's own unit, no euros. */
  unit: z.enum(["euro", "local"]),
  amountCents: centsText,
  /** The shop's public alias. */
  merchant: z.string().optional(),
  /** The till's name, as the shop calls it. */
  till: z.string().optional(),
  state: z.enum(["accepted", "batched", "settled", "voided", "failed"]),
  programme: z.string(),
  /** Who gave or received a gift: of a card its last four digits. */
  other: z.object({ kind: z.enum(["card", "association"]), text: z.string() }).optional(),
  transactionHash: hashText.optional(),
});

export const cardViewSchema = z
  .object({
    number: z.string(),
    status: z.enum(["issued", "active", "blocked", "replaced", "closed"]),
    availableCents: centsText,
    vouchers: z.array(
      z.object({
        programme: z.string(),
        availableCents: centsText,
        /** Recharged but not final on chain yet. */
        arrivingCents: centsText,
        spendableFrom: instantText,
        spendableUntil: instantText,
        voucher: addressText,
        categories: z.array(z.string()),
      }),
    ),
    /** What the card has of the town's local value, in its own unit: never added to the euros. */
    localValue: z.object({ availableCents: centsText, token: addressText }).optional(),
    movements: z.array(movement),
    /** The telephone that is asked before each payment, and whether it is the one that asks. */
    phone: z.object({ device: z.string(), boundAt: instantText, isThis: z.boolean() }).optional(),
    /** What waits at the noticeboard: unread messages, and own offers in their last week. */
    board: z.object({ unread: z.number().int(), expiring: z.number().int() }).optional(),
  })
  .openapi("CardView");

export const viewCard = createRoute({
  method: "post",
  path: "/api/card-views",
  tags: ["cards"],
  summary: "What a citizen sees with card and password: balance, expiry, last 100 movements",
  request: {
    body: jsonBody(z.object({ cardCode: z.string().max(200), password: z.string().max(200) })),
  },
  responses: { 200: json(cardViewSchema, "Card"), ...PROBLEMS },
});
