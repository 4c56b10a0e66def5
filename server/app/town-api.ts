import { createRoute, z } from "@hono/zod-openapi";

import { PROBLEMS, addressText, json } from "../shared/api-schema.ts";

export const townSchema = z
  .object({
    name: z.string(),
    publicUrl: z.string(),
    network: z.string(),
    chainName: z.string(),
    chainId: z.number().int(),
    isTestChain: z.boolean(),
    /** Base address of the chain's explorer; absent where the pages of this service explain transactions. */
    explorerUrl: z.string().optional(),
    currencySymbol: z.string(),
    isDemo: z.boolean(),
    startBlock: z.number().int(),
    /** Addresses of the keys that the town signs receipts with. */
    receiptSigners: z.array(addressText),
    contracts: z.object({
      accessManager: addressText,
      merchantRegistry: addressText,
      localToken: addressText,
      programmes: addressText,
    }),
    /** Whom people can reach, where the municipality says so. */
    contacts: z.object({
      officeEmail: z.string().optional(),
      privacyEmail: z.string().optional(),
      accessibilityUrl: z.string().optional(),
    }),
    categories: z.array(z.object({ number: z.number().int(), name: z.string() })),
  })
  .openapi("Town");

export const readTown = createRoute({
  method: "get",
  path: "/api/town",
  tags: ["town"],
  summary: "What every page needs to know of this installation; public",
  responses: { 200: json(townSchema, "Town"), ...PROBLEMS },
});

export const healthSchema = z
  .object({
    status: z.enum(["ok", "degraded"]),
    database: z.enum(["up", "down", "recovering"]),
    custody: z.enum(["up", "down"]),
    chain: z.object({
      status: z.enum(["up", "down", "halted"]),
      indexedBlock: z.number().int().nullable(),
    }),
    version: z.string(),
  })
  .openapi("Health");

export const readHealth = createRoute({
  method: "get",
  path: "/health",
  tags: ["town"],
  summary:
    "Whether the service and what it depends on are up; 503 where the database or custody is down",
  responses: { 200: json(healthSchema, "Healthy or degraded"), 503: json(healthSchema, "Down") },
});
