import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  addressText,
  centsInput,
  centsText,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";

const entitlement = z.object({
  id: uuidText,
  programmeId: uuidText,
  programme: z.string(),
  protocol: z.string(),
  amountCents: centsText,
  issuedCents: centsText,
  withdrawnAt: instantText.optional(),
});

export const personSchema = z
  .object({
    id: uuidText,
    /** Counts the changes: who changes says which they saw. */
    version: z.number().int(),
    /** Whether the names are in clear, or masked. */
    isShown: z.boolean(),
    surname: z.string(),
    name: z.string(),
    fiscalCode: z.string(),
    mobile: z.string().optional(),
    householdSize: z.number().int(),
    entitlements: z.array(entitlement),
    /** Newest first. */
    cards: z.array(
      z.object({
        id: uuidText,
        number: z.string(),
        status: z.string(),
        /** On a household's second card only. */
        second: z
          .object({
            /** Hundredths of each recharge. */
            sharePercent: z.number().int(),
            member: z.object({ surname: z.string(), name: z.string() }),
          })
          .optional(),
      }),
    ),
  })
  .openapi("Person");

const personWithChanges = personSchema
  .extend({
    changes: z.array(
      z.object({
        id: uuidText,
        kind: z.enum(["person", "amount", "withdrawal", "readmission"]),
        reason: z.string(),
        before: z.string().optional(),
        after: z.string().optional(),
        changedBy: addressText,
        changedAt: instantText,
      }),
    ),
  })
  .openapi("PersonWithChanges");

export const listPeople = createRoute({
  method: "get",
  path: "/api/beneficiaries",
  tags: ["programmes"],
  summary:
    "Beneficiaries by fiscal code, card number or name, masked; `shown=true` shows them, and is written down",
  request: {
    query: z.object({
      search: z.string().trim().max(120).optional(),
      programmeId: uuidText.optional(),
      after: z.string().max(80).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      shown: z.enum(["true", "false"]).default("false"),
    }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(personSchema), next: z.string().optional() }).openapi("PeoplePage"),
      "Page",
    ),
    ...PROBLEMS,
  },
});

const beneficiaryId = z.object({ beneficiaryId: uuidText });

export const readPerson = createRoute({
  method: "get",
  path: "/api/beneficiaries/{beneficiaryId}",
  tags: ["programmes"],
  summary: "One person in clear, with the changes made by hand; the look is written down",
  request: { params: beneficiaryId },
  responses: { 200: json(personWithChanges, "Person"), ...PROBLEMS },
});

const reason = z.string().trim().min(5).max(300);
const version = z.number().int().min(1);

export const changePerson = createRoute({
  method: "post",
  path: "/api/beneficiaries/{beneficiaryId}/change",
  tags: ["programmes"],
  summary: "Corrects who a person is, with the reason",
  request: {
    params: beneficiaryId,
    body: jsonBody(
      z.object({
        surname: z.string().trim().min(1).max(80),
        name: z.string().trim().min(1).max(80),
        fiscalCode: z.string().trim().min(11).max(40),
        mobile: z
          .string()
          .regex(/^(\+|00)?\d{6,15}$/)
          .optional(),
        householdSize: z.number().int().min(1).max(30),
        version,
        reason,
      }),
    ),
  },
  responses: { 200: json(personWithChanges, "Changed"), ...PROBLEMS },
});

const entitlementId = z.object({ entitlementId: uuidText });

export const changeAmount = createRoute({
  method: "post",
  path: "/api/entitlements/{entitlementId}/amount",
  tags: ["programmes"],
  summary: "Changes what a person is due in a programme, with the reason",
  request: {
    params: entitlementId,
    body: jsonBody(z.object({ amountCents: centsInput, version, reason })),
  },
  responses: { 200: json(personWithChanges, "Changed"), ...PROBLEMS },
});

export const withdrawEntitlement = createRoute({
  method: "post",
  path: "/api/entitlements/{entitlementId}/withdrawal",
  tags: ["programmes"],
  summary: "Issues nothing more to a person in a programme, with the reason",
  request: { params: entitlementId, body: jsonBody(z.object({ version, reason })) },
  responses: { 200: json(personWithChanges, "Withdrawn"), ...PROBLEMS },
});

export const readmitEntitlement = createRoute({
  method: "post",
  path: "/api/entitlements/{entitlementId}/readmission",
  tags: ["programmes"],
  summary: "Takes a withdrawal back, with the reason",
  request: { params: entitlementId, body: jsonBody(z.object({ version, reason })) },
  responses: { 200: json(personWithChanges, "Readmitted"), ...PROBLEMS },
});

export const countCards = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}/card-counts",
  tags: ["programmes"],
  summary: "A programme's beneficiaries by the state of their card",
  request: { params: z.object({ programmeId: uuidText }) },
  responses: {
    200: json(
      z
        .object({
          /** Without a usable card. */
          none: z.number().int(),
          issued: z.number().int(),
          active: z.number().int(),
          blocked: z.number().int(),
        })
        .openapi("CardCounts"),
      "Counts",
    ),
    ...PROBLEMS,
  },
});
