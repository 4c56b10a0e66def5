import { createRoute, z } from "@hono/zod-openapi";

import { SHARE_PERCENT } from "#core/programme/split-household.ts";

import { PROBLEMS, json, jsonBody, sheetsResponse, uuidText } from "../shared/api-schema.ts";
import { cardSchema } from "./api.ts";

const sharePercent = z.number().int().min(SHARE_PERCENT.least).max(SHARE_PERCENT.most);
const personName = z.string().trim().min(1).max(80);

export const issueSecondCard = createRoute({
  method: "post",
  path: "/api/beneficiaries/{beneficiaryId}/second-card",
  tags: ["cards"],
  summary:
    "Makes a household's second card, for another of its members, and streams its sheets, once",
  description:
    "It has a key, a password, accounts and a history of its own, and is active at once. It gets `sharePercent` hundredths of each recharge that is prepared from now on; the first card gets the rest. Choose PDF or NDJSON with the Accept header.",
  request: {
    params: z.object({ beneficiaryId: uuidText }),
    body: jsonBody(z.object({ surname: personName, name: personName, sharePercent })),
  },
  responses: { 200: sheetsResponse, ...PROBLEMS },
});

export const changeShare = createRoute({
  method: "post",
  path: "/api/cards/{cardId}/share",
  tags: ["cards"],
  summary: "Changes a second card's part of each recharge that is prepared from now on",
  request: { params: z.object({ cardId: uuidText }), body: jsonBody(z.object({ sharePercent })) },
  responses: { 200: json(cardSchema, "Changed"), ...PROBLEMS },
});
