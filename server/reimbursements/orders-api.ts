import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  addressText,
  centsText,
  dryRunQuery,
  instantText,
  json,
  jsonBody,
  rowErrorSchema,
  uuidText,
} from "../shared/api-schema.ts";

const dayText = z.iso.date().openapi({ example: "2026-06-22" });

export const payerSchema = z
  .object({
    name: z.string().trim().min(2).max(140),
    iban: z.string().trim().min(15).max(42),
    cbiCode: z
      .string()
      .regex(/^[A-Z0-9]{8}$/)
      .optional(),
    bic: z
      .string()
      .regex(/^[A-Z0-9]{8}([A-Z0-9]{3})?$/)
      .optional(),
  })
  .openapi("Payer");

const orderLine = z.object({
  statementId: uuidText,
  statementNumber: z.number().int(),
  merchant: z.string(),
  programme: z.string(),
  endToEnd: z.string(),
  amountCents: centsText,
  outcome: z.enum(["paid", "rejected", "withdrawn"]).optional(),
  paidOn: dayText.optional(),
  /** The bank's. */
  reason: z.string().optional(),
});

export const transferOrderSchema = z
  .object({
    id: uuidText,
    number: z.number().int(),
    messageId: z.string(),
    executeOn: dayText,
    totalCents: centsText,
    paidCents: centsText,
    rejectedCents: centsText,
    payerName: z.string(),
    /** Whether the paying account has the code that CBI asks for. */
    hasCbi: z.boolean(),
    createdBy: addressText,
    createdAt: instantText,
    withdrawnAt: instantText.optional(),
    lines: z.array(orderLine),
  })
  .openapi("TransferOrder");

export const readPayer = createRoute({
  method: "get",
  path: "/api/payer",
  tags: ["reimbursements"],
  summary: "The account that reimbursements are paid from",
  responses: {
    200: json(z.object({ payer: payerSchema.optional() }).openapi("PayerAnswer"), "Account"),
    ...PROBLEMS,
  },
});

export const changePayer = createRoute({
  method: "post",
  path: "/api/payer",
  tags: ["reimbursements"],
  summary: "Writes down the account that reimbursements are paid from",
  request: { body: jsonBody(payerSchema) },
  responses: { 200: json(z.object({ payer: payerSchema.optional() }), "Account"), ...PROBLEMS },
});

export const listTransferOrders = createRoute({
  method: "get",
  path: "/api/transfer-orders",
  tags: ["reimbursements"],
  summary: "Orders to the bank, newest first",
  responses: { 200: json(z.array(transferOrderSchema), "Orders"), ...PROBLEMS },
});

export const createTransferOrder = createRoute({
  method: "post",
  path: "/api/transfer-orders",
  tags: ["reimbursements"],
  summary: "Orders the reimbursement of approved statements, each in at most one living order",
  request: {
    body: jsonBody(
      z.object({ statementIds: z.array(uuidText).min(1).max(500), executeOn: dayText }),
    ),
  },
  responses: { 201: json(transferOrderSchema, "Ordered"), ...PROBLEMS },
});

const orderId = z.object({ orderId: uuidText });

export const withdrawTransferOrder = createRoute({
  method: "post",
  path: "/api/transfer-orders/{orderId}/withdrawal",
  tags: ["reimbursements"],
  summary: "Takes back an order that the bank was never given; refused once it has said anything",
  request: { params: orderId },
  responses: { 200: json(transferOrderSchema, "Taken back"), ...PROBLEMS },
});

const binary = { schema: z.string().openapi({ format: "binary" }) };

export const readOrderFile = createRoute({
  method: "get",
  path: "/api/transfer-orders/{orderId}/files/{kind}",
  tags: ["reimbursements"],
  summary: "An order as a file: for the bank (pain.001, CBI), or the list of liquidation",
  request: {
    params: orderId.extend({
      kind: z.enum(["pain-001.xml", "cbi.xml", "liquidazione.xlsx", "liquidazione.pdf"]),
    }),
  },
  responses: {
    200: {
      description: "File",
      content: {
        "application/xml": binary,
        "application/pdf": binary,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": binary,
      },
    },
    ...PROBLEMS,
  },
});

export const importOutcomes = createRoute({
  method: "post",
  path: "/api/transfer-orders/outcomes/import",
  tags: ["reimbursements"],
  summary: "Checks (dryRun=true) or takes in what the bank answers: pain.002, CBI, CSV or XLSX",
  request: {
    query: dryRunQuery,
    body: {
      required: true,
      content: {
        "application/xml": binary,
        "text/csv": binary,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": binary,
      },
    },
  },
  responses: {
    200: json(
      z
        .object({
          dryRun: z.boolean(),
          rows: z.number().int(),
          paid: z.number().int(),
          rejected: z.number().int(),
          pending: z.number().int(),
          warnings: z.array(rowErrorSchema),
          errors: z.array(rowErrorSchema),
        })
        .openapi("OutcomeReport"),
      "Checked or taken in; with any error nothing was",
    ),
    ...PROBLEMS,
  },
});

const pace = z.object({
  /** Statements paid in the last year. */
  paid: z.number().int(),
  averageDays: z.number().optional(),
  waiting: z.number().int(),
  waitingCents: centsText,
  oldestDays: z.number().int().optional(),
});

export const readPaymentPace = createRoute({
  method: "get",
  path: "/api/statements/pace",
  tags: ["reimbursements"],
  summary: "How many days the town takes from a statement to the money, all together and by shop",
  responses: {
    200: json(
      pace
        .extend({ merchants: z.array(pace.extend({ id: uuidText, businessName: z.string() })) })
        .openapi("PaymentPace"),
      "Pace",
    ),
    ...PROBLEMS,
  },
});
