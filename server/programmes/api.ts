import { createRoute, z } from "@hono/zod-openapi";

import { CUP } from "#core/programme/accounting.ts";
import {
  MOST_ACCOUNTS_PER_RECHARGE,
  USUAL_ACCOUNTS_PER_RECHARGE,
} from "#core/programme/split-recharge.ts";

import {
  PROBLEMS,
  addressText,
  centsInput,
  centsText,
  tableBody,
  dryRunQuery,
  hashText,
  importReport,
  instantText,
  json,
  jsonBody,
  transactionRequest,
  uuidText,
} from "../shared/api-schema.ts";
import { limitsInput, limitsOutput } from "./limits-api.ts";

/** Where a programme's money is, in cents, at the last final block that was read. */
export const totalsSchema = z
  .object({
    issuedCents: centsText,
    heldCents: centsText,
    /** Gross: `reversedCents` of it went back to the cards. */
    spentCents: centsText,
    reversedCents: centsText,
    atMerchantsCents: centsText,
    redeemedCents: centsText,
    reclaimedCents: centsText,
  })
  .openapi("Totals");

export const programmeSchema = z
  .object({
    id: uuidText,
    ref: hashText,
    name: z.string(),
    symbol: z.string(),
    act: z.string(),
    fundCents: centsText,
    spendableFrom: instantText,
    spendableUntil: instantText,
    settleableUntil: instantText,
    categories: z.array(z.number().int()),
    accountsPerRecharge: z.number().int(),
    budgetChapter: z.string().optional(),
    commitment: z.string().optional(),
    fundingSource: z.string().optional(),
    cup: z.string().optional(),
    ...limitsOutput,
    state: z.enum(["draft", "open"]),
    voucher: addressText.optional(),
    openedAt: instantText.optional(),
    beneficiaries: z.number().int(),
    entitledCents: centsText,
    totals: totalsSchema,
  })
  .openapi("Programme");

export const programmeInput = z
  .object({
    name: z.string().trim().min(3).max(60),
    /** Ticker on explorers: two to eight capital letters or digits. */
    symbol: z.string().regex(/^[A-Z0-9]{2,8}$/),
    /** The act that opens the programme, e.g. "Det. n. 112 del 14/04/2026". */
    act: z.string().trim().min(3).max(200),
    fundCents: centsInput,
    spendableFrom: instantText,
    spendableUntil: instantText,
    /** Default: 30 days after `spendableUntil`. */
    settleableUntil: instantText.optional(),
    categories: z.array(z.number().int().min(0).max(127)).min(1).max(128),
    accountsPerRecharge: z
      .number()
      .int()
      .min(1)
      .max(MOST_ACCOUNTS_PER_RECHARGE)
      .default(USUAL_ACCOUNTS_PER_RECHARGE),
    /** How the accounts office knows it; none of these go on chain. */
    budgetChapter: z.string().trim().min(1).max(60).optional(),
    commitment: z.string().trim().min(1).max(60).optional(),
    fundingSource: z.string().trim().min(1).max(120).optional(),
    /** Codice unico di progetto. */
    cup: z.string().regex(CUP).optional(),
    ...limitsInput,
  })
  .openapi("ProgrammeInput");

const programmeId = z.object({ programmeId: uuidText });

export const createProgramme = createRoute({
  method: "post",
  path: "/api/programmes",
  tags: ["programmes"],
  summary:
    "Drafts a programme; it opens when the returned transaction, signed by TREASURY, is final",
  request: { body: jsonBody(programmeInput) },
  responses: {
    201: json(z.object({ programme: programmeSchema, transaction: transactionRequest }), "Draft"),
    ...PROBLEMS,
  },
});

export const listProgrammes = createRoute({
  method: "get",
  path: "/api/programmes",
  tags: ["programmes"],
  summary: "All programmes with their totals",
  responses: { 200: json(z.array(programmeSchema), "Programmes"), ...PROBLEMS },
});

export const readProgramme = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}",
  tags: ["programmes"],
  summary: "One programme with its totals",
  request: { params: programmeId },
  responses: { 200: json(programmeSchema, "Programme"), ...PROBLEMS },
});

export const readOpening = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}/opening",
  tags: ["programmes"],
  summary: "The transaction that opens a draft, to be signed by TREASURY",
  request: { params: programmeId },
  responses: { 200: json(transactionRequest, "Transaction"), ...PROBLEMS },
});

export const importBeneficiaries = createRoute({
  method: "post",
  path: "/api/programmes/{programmeId}/beneficiaries/import",
  tags: ["programmes"],
  summary: "Checks (dryRun=true) or imports the ranking list, all or nothing",
  request: { params: programmeId, query: dryRunQuery, body: tableBody },
  responses: {
    200: json(importReport, "Checked or imported"),
    422: json(importReport, "Errors by row and column: nothing was imported"),
    401: PROBLEMS[401],
    403: PROBLEMS[403],
    404: PROBLEMS[404],
    409: PROBLEMS[409],
  },
});
