import { createRoute, z } from "@hono/zod-openapi";

import { MOST_HOUSEHOLD_STEPS } from "#core/programme/household-amounts.ts";

import { PROBLEMS, centsInput, centsText, json, jsonBody, uuidText } from "../shared/api-schema.ts";

export const assignByHousehold = createRoute({
  method: "post",
  path: "/api/programmes/{programmeId}/assignment",
  tags: ["programmes"],
  summary:
    "Assigns everybody an amount by the size of their household; without `expected`, only looks",
  request: {
    params: z.object({ programmeId: uuidText }),
    body: jsonBody(
      z.object({
        /** For households of one, two and so on; the last for that many people or more. */
        amountsCents: z
          .array(centsInput.refine((amount) => amount > 0n, "Maggiore di zero"))
          .min(1)
          .max(MOST_HOUSEHOLD_STEPS),
        reason: z.string().trim().min(3).max(200),
        expected: z.object({ changes: z.number().int().min(0), totalCents: centsText }).optional(),
      }),
    ),
  },
  responses: {
    200: json(
      z
        .object({
          people: z.number().int(),
          changes: z.number().int(),
          totalCents: centsText,
          beforeCents: centsText,
          fundCents: centsText,
          belowIssued: z.array(
            z.object({ protocol: z.string(), amountCents: centsText, issuedCents: centsText }),
          ),
          isDone: z.boolean(),
        })
        .openapi("AssignmentReport"),
      "What it comes to, or came to",
    ),
    ...PROBLEMS,
  },
});
