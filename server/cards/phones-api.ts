import { createRoute, z } from "@hono/zod-openapi";

import { done, jsonBody, uuidText } from "../shared/api-schema.ts";

const credentials = z
  .object({ cardCode: z.string().max(200), password: z.string().max(200) })
  .openapi("CardCredentials");

export const bindPhone = createRoute({
  method: "post",
  path: "/api/card-phones",
  tags: ["cards"],
  summary: "Binds this browser to a card: from then on each payment is asked here first",
  description:
    "With the card's password, where no telephone is bound yet (`phone_known`). Sets a cookie.",
  request: { body: jsonBody(credentials) },
  responses: done,
});

export const unbindPhone = createRoute({
  method: "post",
  path: "/api/card-phones/current/removal",
  tags: ["cards"],
  summary: "Payments are asked nowhere any more: with the password, and from that very telephone",
  request: { body: jsonBody(credentials) },
  responses: done,
});

export const removePhone = createRoute({
  method: "post",
  path: "/api/cards/{cardId}/phone-removal",
  tags: ["cards"],
  summary: "The holder has lost the telephone: payments are asked nowhere any more",
  request: {
    params: z.object({ cardId: uuidText }),
    body: jsonBody(z.object({ reason: z.string().trim().min(3).max(200) })),
  },
  responses: done,
});
