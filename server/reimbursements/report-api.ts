import { createRoute, z } from "@hono/zod-openapi";

import { PROBLEMS, centsText, json, uuidText } from "../shared/api-schema.ts";

const programmeId = z.object({ programmeId: uuidText });

export const programmeReportSchema = z
  .object({
    /** Months in Italy, by the time of the block. */
    months: z.array(
      z.object({
        month: z.string(),
        issuedCents: centsText,
        spentCents: centsText,
        reversedCents: centsText,
        redeemedCents: centsText,
        reclaimedCents: centsText,
      }),
    ),
    categories: z.array(
      z.object({
        category: z.string(),
        payments: z.number().int(),
        spentCents: centsText,
        reversedCents: centsText,
      }),
    ),
    merchants: z.array(
      z.object({
        id: uuidText,
        businessName: z.string(),
        alias: z.string(),
        payments: z.number().int(),
        spentCents: centsText,
        reversedCents: centsText,
        redeemedCents: centsText,
        /** Of what was redeemed, what the bank has paid. */
        paidCents: centsText,
        /** With the shop and not redeemed. */
        leftCents: centsText,
      }),
    ),
  })
  .openapi("ProgrammeReport");

export const readProgrammeReport = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}/report",
  tags: ["reimbursements"],
  summary: "A programme over time, by category and by shop, from what is final on chain",
  request: { params: programmeId },
  responses: { 200: json(programmeReportSchema, "Report"), ...PROBLEMS },
});

export const readReportFile = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}/report/{kind}",
  tags: ["reimbursements"],
  summary: "The final report as PDF/A, XLSX or CSV, with its reconciliation to the chain",
  request: {
    params: programmeId.extend({
      kind: z.enum(["relazione.pdf", "relazione.xlsx", "relazione.csv"]),
    }),
  },
  responses: { 200: { description: "The file" }, ...PROBLEMS },
});
