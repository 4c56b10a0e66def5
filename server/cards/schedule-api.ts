import { createRoute, z } from "@hono/zod-openapi";

import { FEWEST_INSTALMENTS, MONTH, MOST_INSTALMENTS } from "#core/programme/instalments.ts";

import {
  PROBLEMS,
  addressText,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";

const programmeId = z.object({ programmeId: uuidText });
const month = z.string().regex(MONTH);

export const scheduleSchema = z
  .object({
    schedule: z
      .object({
        instalments: z.number().int(),
        firstMonth: month,
        /** How many of them are due by now. */
        due: z.number().int(),
        preparedMonth: month.optional(),
        setBy: addressText,
        setAt: instantText,
      })
      .optional(),
  })
  .openapi("IssuanceSchedule");

export const readSchedule = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}/issuance-schedule",
  tags: ["cards"],
  summary: "The monthly plan by which a programme is paid out, where it has one",
  request: { params: programmeId },
  responses: { 200: json(scheduleSchema, "Plan"), ...PROBLEMS },
});

export const changeSchedule = createRoute({
  method: "post",
  path: "/api/programmes/{programmeId}/issuance-schedule",
  tags: ["cards"],
  summary: "Sets, changes or ends the monthly plan",
  description:
    "On the first of each month, Europe/Rome, the service prepares that month's issuance on behalf of whoever set the plan; ISSUER signs it.",
  request: {
    params: programmeId,
    body: jsonBody(
      z.object({
        /** `setAt` of the plan that the officer saw; absent where there was none. */
        seen: instantText.optional(),
        /** Absent: no monthly plan any more, all is due at once. */
        plan: z
          .object({
            instalments: z.number().int().min(FEWEST_INSTALMENTS).max(MOST_INSTALMENTS),
            firstMonth: month,
          })
          .optional(),
      }),
    ),
  },
  responses: { 200: json(scheduleSchema, "Plan"), ...PROBLEMS },
});
