import { createRoute, z } from "@hono/zod-openapi";

import { PROBLEMS, addressText, instantText, json, uuidText } from "../shared/api-schema.ts";

/** Cents that may be below nothing: what is wrong may be wrong in any way. */
const signedCents = z.string().regex(/^-?\d+$/);

export const reconciliationSchema = z
  .object({
    checkedAt: instantText,
    block: z.number().int(),
    /** When every holder had been compared with the chain; absent before the first time. */
    chainCompleteAt: instantText.optional(),
    differences: z.array(
      z.object({
        figure: z.enum(["issued", "redeemed", "reclaimed", "balance", "promised"]),
        holder: addressText.nullable(),
        journal: signedCents,
        accounts: signedCents,
        chain: signedCents.nullable(),
        /** Whose word stands against the others'. */
        odd: z.enum(["journal", "accounts", "chain", "unclear"]),
        spread: signedCents,
      }),
    ),
  })
  .openapi("Reconciliation");

export const readReconciliation = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}/reconciliation",
  tags: ["programmes"],
  summary: "Whether journal, accounts and chain agree, as last compared",
  request: { params: z.object({ programmeId: uuidText }) },
  responses: { 200: json(reconciliationSchema, "Comparison"), ...PROBLEMS },
});
