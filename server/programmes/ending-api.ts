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

const programmeId = z.object({ programmeId: uuidText });

export const amendmentSchema = z
  .object({
    id: uuidText,
    act: z.string(),
    spendableUntil: instantText,
    settleableUntil: instantText,
    preparedBy: addressText,
    preparedAt: instantText,
    /** Since when its dates are on chain, and by which transaction. */
    doneAt: instantText.optional(),
    transactionHash: hashText.optional(),
    /** For TREASURY, on the newest one while it is not on chain. */
    transaction: transactionRequest.optional(),
  })
  .openapi("Amendment");

export const prepareAmendment = createRoute({
  method: "post",
  path: "/api/programmes/{programmeId}/amendments",
  tags: ["programmes"],
  summary:
    "Notes the act that extends or closes a programme; its transaction, signed, moves the end",
  request: {
    params: programmeId,
    body: jsonBody(
      z.object({
        act: z.string().trim().min(3).max(200),
        spendableUntil: instantText,
        settleableUntil: instantText,
      }),
    ),
  },
  responses: { 201: json(amendmentSchema, "To be signed by TREASURY"), ...PROBLEMS },
});

export const listAmendments = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}/amendments",
  tags: ["programmes"],
  summary: "The acts that moved a programme's end, or wait to, newest first",
  request: { params: programmeId },
  responses: { 200: json(z.array(amendmentSchema), "Amendments"), ...PROBLEMS },
});

export const reclaimSchema = z
  .object({
    settleableUntil: instantText,
    /** By the chain's own time. */
    isEnded: z.boolean(),
    /** Accepted and not on chain yet: while there are any, nothing can be reclaimed. */
    waitingTransfers: z.number().int(),
    waitingCents: centsText,
    accounts: z.number().int(),
    cards: z.number().int(),
    totalCents: centsText,
    parts: z.array(
      z.object({
        ref: hashText,
        accounts: z.number().int(),
        totalCents: centsText,
        gas: z.number().int(),
        /** Tried on the chain; else an upper bound. */
        isGasMeasured: z.boolean(),
        lines: z.array(z.object({ account: addressText, amountCents: centsText })),
        transaction: transactionRequest.optional(),
      }),
    ),
    done: z.array(
      z.object({
        transactionHash: hashText,
        at: instantText,
        accounts: z.number().int(),
        totalCents: centsText,
      }),
    ),
  })
  .openapi("Reclaim");

export const readReclaim = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}/reclaim",
  tags: ["programmes"],
  summary: "What goes back to the fund unspent: a dry run, and after the end the transactions",
  request: { params: programmeId },
  responses: { 200: json(reclaimSchema, "Plan and what is done"), ...PROBLEMS },
});
