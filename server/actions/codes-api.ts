import { createRoute, z } from "@hono/zod-openapi";

import { MOST_CODES } from "#core/campaign/judge-claim.ts";

import {
  PROBLEMS,
  centsInput,
  centsText,
  instantText,
  json,
  jsonBody,
  sheetsResponse,
  uuidText,
} from "../shared/api-schema.ts";

const campaignId = z.object({ campaignId: uuidText });

export const codeBatchSchema = z
  .object({
    id: uuidText,
    title: z.string(),
    codes: z.number().int(),
    claimed: z.number().int(),
    rewardCents: centsText,
    expiresAt: instantText,
    madeAt: instantText,
    withdrawnAt: instantText.optional(),
  })
  .openapi("CodeBatch");

export const makeCodes = createRoute({
  method: "post",
  path: "/api/campaigns/{campaignId}/codes",
  tags: ["codes"],
  summary: "Makes codes to claim once each, and streams their sheet, once",
  description: "Choose PDF or NDJSON with the Accept header.",
  request: {
    params: campaignId,
    body: jsonBody(
      z.object({
        title: z.string().trim().min(3).max(80),
        codes: z.number().int().min(1).max(MOST_CODES),
        rewardCents: centsInput,
        expiresAt: instantText,
      }),
    ),
  },
  responses: { 200: sheetsResponse, ...PROBLEMS },
});

export const listBatches = createRoute({
  method: "get",
  path: "/api/campaigns/{campaignId}/codes",
  tags: ["codes"],
  summary: "The campaign's sheets of codes, newest first: how many were claimed",
  request: { params: campaignId },
  responses: { 200: json(z.array(codeBatchSchema), "Sheets"), ...PROBLEMS },
});

export const withdrawCodes = createRoute({
  method: "delete",
  path: "/api/codes/{batchId}",
  tags: ["codes"],
  summary: "Withdraws a sheet: what nobody has claimed is worth nothing from now on",
  request: { params: z.object({ batchId: uuidText }) },
  responses: { 204: { description: "Withdrawn" }, ...PROBLEMS },
});

export const claimedSchema = z
  .object({ campaign: z.string(), title: z.string(), amountCents: centsText })
  .openapi("Claimed");

const claimCode = z.string().max(200);

export const claimWithCard = createRoute({
  method: "post",
  path: "/api/claims",
  tags: ["codes"],
  summary: "Claims a code for a card, with its password",
  request: {
    body: jsonBody(
      z.object({ cardCode: z.string().max(200), password: z.string().max(200), claimCode }),
    ),
  },
  responses: { 201: json(claimedSchema, "Claimed"), ...PROBLEMS },
});

export const claimAtCounter = createRoute({
  method: "post",
  path: "/api/cards/{cardId}/claims",
  tags: ["codes"],
  summary: "Claims a code at the counter, for whoever has no phone",
  request: {
    params: z.object({ cardId: uuidText }),
    body: jsonBody(z.object({ claimCode })),
  },
  responses: { 201: json(claimedSchema, "Claimed"), ...PROBLEMS },
});
