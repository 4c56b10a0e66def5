import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  addressText,
  centsText,
  hashText,
  instantText,
  json,
  jsonBody,
  transactionRequest,
  uuidText,
} from "../shared/api-schema.ts";

const review = z.object({
  state: z.enum(["suspended", "rejected", "released"]),
  reason: z.string(),
  decidedAt: instantText,
});

const reviewedPayment = z.object({
  paymentId: uuidText,
  acceptedAt: instantText,
  cardNumber: z.string(),
  /** Less its reversals in the same statement; below zero where only they stand in it. */
  amountCents: z.string(),
});

export const statementSchema = z
  .object({
    id: uuidText,
    ref: hashText,
    number: z.number().int(),
    programmeId: uuidText,
    programme: z.string(),
    merchant: z.object({ id: uuidText, businessName: z.string() }),
    amountCents: centsText,
    /** What is left of it after the office's decisions: what is redeemed and paid. */
    dueCents: centsText,
    /** The payments that the office left out, also those that it released since. */
    withheld: z.array(reviewedPayment.extend(review.shape)),
    periodFrom: instantText,
    periodUntil: instantText,
    state: z.enum(["presented", "checked", "approved", "paid"]),
    presentedAt: instantText,
    checkedAt: instantText.optional(),
    approvedAt: instantText.optional(),
    approvedTransaction: hashText.optional(),
    /** Since when it is in an order to the bank. */
    orderedAt: instantText.optional(),
    paidAt: instantText.optional(),
    /** Days from presented to paid, or to now. */
    days: z.number().int(),
  })
  .openapi("Statement");

/** What the shop could present now: final on chain, neither redeemed nor presented nor promised back. */
const presentable = z.object({
  programmeId: uuidText,
  programme: z.string(),
  amountCents: centsText,
  /** What it is made of: payments, less reversals, and what else moved on chain. */
  payments: z.number().int(),
  paidCents: centsText,
  reversedCents: centsText,
  otherCents: z.string(),
  /** What is not in it yet: waits for the chain, or was left out by it. */
  waitingCents: centsText,
  failedCents: centsText,
  /** What the office left out of earlier statements. */
  withheldCents: centsText,
});

export const listTillStatements = createRoute({
  method: "get",
  path: "/api/tills/current/statements",
  tags: ["tills"],
  summary: "The shop's reimbursement statements, and what it can present now",
  responses: {
    200: json(
      z
        .object({ presentable: z.array(presentable), statements: z.array(statementSchema) })
        .openapi("TillStatements"),
      "Statements",
    ),
    ...PROBLEMS,
  },
});

export const presentStatement = createRoute({
  method: "post",
  path: "/api/tills/current/statements",
  tags: ["tills"],
  summary: "Presents all that can be presented of one programme",
  request: { body: jsonBody(z.object({ programmeId: uuidText })) },
  responses: { 201: json(statementSchema, "Presented"), ...PROBLEMS },
});

export const printDebitNote = createRoute({
  method: "get",
  path: "/api/tills/current/statements/{statementId}/debit-note.pdf",
  tags: ["tills"],
  summary: "The shop's debit note for one of its statements, filled in",
  request: { params: z.object({ statementId: uuidText }) },
  responses: {
    200: {
      description: "PDF",
      content: { "application/pdf": { schema: z.string().openapi({ format: "binary" }) } },
    },
    ...PROBLEMS,
  },
});

export const listStatements = createRoute({
  method: "get",
  path: "/api/statements",
  tags: ["reimbursements"],
  summary: "All merchants' statements, oldest unpaid first",
  request: { query: z.object({ state: statementSchema.shape.state.optional() }) },
  responses: { 200: json(z.array(statementSchema), "Statements"), ...PROBLEMS },
});

export const owedSchema = z
  .object({
    id: uuidText,
    /** A payment is owed to its shop, a reversal to its card or to the shop that had paid, a gift to whom it was for. */
    kind: z.enum(["payment", "reversal", "gift"]),
    acceptedAt: instantText,
    programme: z.string(),
    /** None where a card gave to a card. */
    merchant: z.object({ id: uuidText, businessName: z.string() }).optional(),
    /** Who paid: a card, or another shop. Of a gift to a card, the one that was to receive it. */
    cardNumber: z.string().optional(),
    payer: z.string().optional(),
    /** `local`: in local value's own unit, no euros. */
    unit: z.enum(["euro", "local"]),
    amountCents: centsText,
    /** Why it can never settle, as the contract names it. */
    reason: z.string(),
    deadline: instantText,
    madeGood: z.object({ act: z.string(), by: addressText, at: instantText }).optional(),
  })
  .openapi("Owed");

export const listOwed = createRoute({
  method: "get",
  path: "/api/owed",
  tags: ["reimbursements"],
  summary: "What the chain will never pay and the town owes, what is not made good first",
  responses: { 200: json(z.array(owedSchema), "Owed"), ...PROBLEMS },
});

export const makeGood = createRoute({
  method: "post",
  path: "/api/owed/{transferId}/made-good",
  tags: ["reimbursements"],
  summary: "Notes by which act of the office an owed amount was given by other means",
  request: {
    params: z.object({ transferId: uuidText }),
    body: jsonBody(z.object({ act: z.string().trim().min(3).max(200) })),
  },
  responses: { 200: json(z.array(owedSchema), "Owed"), ...PROBLEMS },
});

const statementId = z.object({ statementId: uuidText });

export const checkStatement = createRoute({
  method: "post",
  path: "/api/statements/{statementId}/check",
  tags: ["reimbursements"],
  summary: "Notes that an officer has looked through a presented statement: it can be approved",
  request: {
    params: statementId,
    // What the officer looked at: refused where it has changed since.
    query: z.object({ dueCents: centsText.optional() }),
  },
  responses: { 200: json(statementSchema, "Checked"), ...PROBLEMS },
});

const statementPayments = z
  .array(
    reviewedPayment.extend({ fiscalDocument: z.string().optional(), review: review.optional() }),
  )
  .openapi("StatementPayments");

export const listStatementPayments = createRoute({
  method: "get",
  path: "/api/statements/{statementId}/payments",
  tags: ["reimbursements"],
  summary: "The payments of a statement, each with what the office decided on it",
  request: { params: statementId },
  responses: { 200: json(statementPayments, "Payments"), ...PROBLEMS },
});

export const reviewPayment = createRoute({
  method: "post",
  path: "/api/statements/{statementId}/payments/{paymentId}/review",
  tags: ["reimbursements"],
  summary:
    "Suspends, rejects or releases one payment of a statement, with a reason that the shop sees",
  request: {
    params: statementId.extend({ paymentId: uuidText }),
    body: jsonBody(z.object({ to: review.shape.state, reason: z.string().trim().min(3).max(300) })),
  },
  responses: { 200: json(statementPayments, "Payments"), ...PROBLEMS },
});

export const readRedemption = createRoute({
  method: "get",
  path: "/api/statements/{statementId}/redemption",
  tags: ["reimbursements"],
  summary:
    "The transaction that approves a checked statement by burning its vouchers, to be signed by TREASURY",
  request: { params: statementId },
  responses: { 200: json(transactionRequest, "Transaction"), ...PROBLEMS },
});

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Up to a hundred statements' ids with commas between them: an address of some 4,000 characters. */
const statementIds = z.string().regex(new RegExp(`^${UUID}(?:,${UUID}){0,99}$`));

export const readRedemptions = createRoute({
  method: "get",
  path: "/api/statements/redemption",
  tags: ["reimbursements"],
  summary:
    "The one transaction that approves several checked statements of one programme, to be signed by TREASURY",
  request: { query: z.object({ ids: statementIds }) },
  responses: { 200: json(transactionRequest, "Transaction"), ...PROBLEMS },
});

export const recordReimbursement = createRoute({
  method: "post",
  path: "/api/statements/{statementId}/payment",
  tags: ["reimbursements"],
  summary: "Notes that the bank has paid an approved statement",
  request: { params: statementId },
  responses: { 200: json(statementSchema, "Paid"), ...PROBLEMS },
});
