import { createRoute, z } from "@hono/zod-openapi";

import { ERASURE_GROUNDS } from "#core/programme/judge-erasure.ts";

import { PROBLEMS, json, jsonBody, uuidText } from "../shared/api-schema.ts";

const params = z.object({ beneficiaryId: uuidText });

/** Who asked for a copy: the person, or an authority that may. */
const EXPORT_GROUNDS = ["request", "authority"] as const;

export const exportPerson = createRoute({
  method: "post",
  path: "/api/beneficiaries/{beneficiaryId}/export",
  tags: ["privacy"],
  summary:
    "All that is held of one person (GDPR art. 15), as JSON or to be read; it is written down",
  request: {
    params,
    body: jsonBody(
      z.object({
        ground: z.enum(EXPORT_GROUNDS),
        format: z.enum(["json", "text"]),
        /** For the copy of who carries this second card of the household, instead of the beneficiary's. */
        secondCardId: uuidText.optional(),
      }),
    ),
  },
  responses: {
    200: {
      description: "The copy, as a file",
      content: {
        "application/json": { schema: z.object({}).loose().openapi("PersonExport") },
        "text/plain": { schema: z.string() },
      },
    },
    ...PROBLEMS,
  },
});

export const erasePerson = createRoute({
  method: "post",
  path: "/api/beneficiaries/{beneficiaryId}/erasure",
  tags: ["privacy"],
  summary: "Erases who a person is (GDPR art. 17); rows of the money stay and belong to nobody",
  request: {
    params,
    body: jsonBody(
      z.object({
        ground: z.enum(ERASURE_GROUNDS),
        /** The person knows that the local value left is lost: nobody can move it afterwards. */
        givesUpLocalValue: z.boolean().default(false),
      }),
    ),
  },
  responses: {
    200: json(
      z.object({ cards: z.number().int(), entitlements: z.number().int() }).openapi("Erased"),
      "Erased",
    ),
    ...PROBLEMS,
  },
});
