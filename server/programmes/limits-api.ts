import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  addressText,
  centsInput,
  centsText,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";

const programmeId = z.object({ programmeId: uuidText });

/** What a limit of a programme is, where it has one. */
export const limitsInput = {
  /** The most of its vouchers that a card may spend in one purchase; absent without such a limit. */
  cardPaymentCents: centsInput.optional(),
  /** And in one day, at all shops together. */
  cardDayCents: centsInput.optional(),
};

export const limitsOutput = {
  cardPaymentCents: centsText.optional(),
  cardDayCents: centsText.optional(),
};

export const limitChangeSchema = z
  .object({
    id: uuidText,
    act: z.string(),
    ...limitsOutput,
    changedBy: addressText,
    changedAt: instantText,
  })
  .openapi("CardLimitChange");

const limitChanges = json(z.array(limitChangeSchema), "Changes, newest first");

export const changeLimits = createRoute({
  method: "post",
  path: "/api/programmes/{programmeId}/card-limits",
  tags: ["programmes"],
  summary: "Sets or lifts a programme's limits by card, by an act, from the next payment on",
  description: "A limit that is left out is lifted. Nothing of it goes on chain.",
  request: {
    params: programmeId,
    body: jsonBody(z.object({ act: z.string().trim().min(3).max(200), ...limitsInput })),
  },
  responses: { 200: limitChanges, ...PROBLEMS },
});

export const listLimitChanges = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}/card-limits",
  tags: ["programmes"],
  summary: "The acts that changed a programme's limits by card after it was drafted",
  request: { params: programmeId },
  responses: { 200: limitChanges, ...PROBLEMS },
});
