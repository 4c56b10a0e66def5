import { createRoute, z } from "@hono/zod-openapi";

import { UNUSUAL_RULES } from "#core/payment/unusual-use.ts";

import { PROBLEMS, instantText, json, jsonBody, uuidText } from "../shared/api-schema.ts";

const rule = z.enum(UNUSUAL_RULES);

export const unusualUseSchema = z
  .object({
    tillId: uuidText,
    till: z.string(),
    isTillInUse: z.boolean(),
    merchant: z.object({ id: uuidText, businessName: z.string(), alias: z.string() }),
    rule,
    /** The civil day, Europe/Rome. */
    day: z.iso.date(),
    /** Cards, sales, hours, times the usual or wrong passwords, as the rule counts. */
    figure: z.number().int(),
    firstSeenAt: instantText,
    closedAt: instantText.optional(),
    outcome: z.string().optional(),
  })
  .openapi("UnusualUse");

export const listUnusualUse = createRoute({
  method: "get",
  path: "/api/unusual-use",
  tags: ["payments"],
  summary: "What tills did that no shop does every day: open cases first, then the newest",
  description:
    "`night`: cards between 23 and 5; `emptied`: sales that left nothing on the card; `round`: sales of whole tens of euros; `burst`: cards in ten minutes; `wrong_passwords`: in the present hour; `around_the_clock`: hours with sales. By shop, at its busiest till: `shop_emptied`; `volume`: times the usual takings; `split`: cards that paid three times in an hour; `last_days`: sales in a programme's last three days.",
  responses: { 200: json(z.array(unusualUseSchema), "Cases"), ...PROBLEMS },
});

export const closeUnusualUse = createRoute({
  method: "post",
  path: "/api/unusual-use/{tillId}/{rule}/{day}/outcome",
  tags: ["payments"],
  summary: "Closes a case with what came of it",
  request: {
    params: z.object({ tillId: uuidText, rule, day: z.iso.date() }),
    body: jsonBody(z.object({ outcome: z.string().trim().min(3).max(300) })),
  },
  responses: { 204: { description: "Closed" }, ...PROBLEMS },
});
