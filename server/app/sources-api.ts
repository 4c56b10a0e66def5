import { createRoute, z } from "@hono/zod-openapi";
import { isIP } from "node:net";

import { PROBLEMS, done, instantText, json, jsonBody } from "../shared/api-schema.ts";

/** IPv4, IPv6, or the network of one subscriber of IPv6 as the service tells it. */
const address = z
  .string()
  .trim()
  .max(60)
  .transform((text) => text.replace(/\/64$/, ""))
  .refine(
    (text) => isIP(text) !== 0,
    "Indirizzo non valido: per esempio 93.41.2.7, come lo legge la persona su «La mia tessera»",
  );
const body = jsonBody(z.object({ address }));

export const readSource = createRoute({
  method: "post",
  path: "/api/sources/guesses",
  tags: ["cards"],
  summary: "What was tried wrong from an address in the last hour, and until when it is locked",
  description: "In the body, so that no address is in a log of paths.",
  request: { body },
  responses: {
    200: json(
      z
        .object({
          /** As it is counted: of IPv6 the subscriber's whole network. */
          address: z.string(),
          wrongPasswords: z.number().int(),
          lockedUntil: instantText.optional(),
        })
        .openapi("Source"),
      "Its count",
    ),
    ...PROBLEMS,
  },
});

export const unlockSource = createRoute({
  method: "post",
  path: "/api/sources/unlock",
  tags: ["cards"],
  summary: "Lets an address that wrong passwords have locked try again",
  request: { body },
  responses: done,
});
