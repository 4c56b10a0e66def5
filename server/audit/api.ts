import { createRoute, z } from "@hono/zod-openapi";

import { PROBLEMS, addressText, instantText, json } from "../shared/api-schema.ts";

export const auditEntrySchema = z
  .object({
    /** 1, 2, 3… without gaps. */
    id: z.number().int(),
    at: instantText,
    officer: addressText.optional(),
    act: z.string(),
    /** Id of what was acted upon. */
    subject: z.string().optional(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  })
  .openapi("AuditEntry");

export const listAudit = createRoute({
  method: "get",
  path: "/api/audit",
  tags: ["audit"],
  summary: "The office's acts, newest first; `next` of a page is `before` of the one after it",
  request: {
    query: z.object({
      act: z
        .string()
        .regex(/^[a-z_]{3,60}$/)
        .optional(),
      officer: addressText.optional(),
      subject: z.string().trim().min(1).max(100).optional(),
      from: instantText.optional(),
      until: instantText.optional(),
      before: z.coerce.number().int().min(1).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: {
    200: json(
      z
        .object({
          items: z.array(auditEntrySchema),
          next: z.number().int().optional(),
          /** The newest row's digest: written down elsewhere, it proves later that nothing was changed before it. */
          head: z.object({ id: z.number().int(), digest: z.string() }).optional(),
        })
        .openapi("AuditPage"),
      "Acts",
    ),
    ...PROBLEMS,
  },
});
