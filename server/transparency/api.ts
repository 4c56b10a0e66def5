import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  addressText,
  centsText,
  hashText,
  instantText,
  json,
} from "../shared/api-schema.ts";

export const publicProgramme = z
  .object({
    name: z.string(),
    symbol: z.string(),
    act: z.string(),
    voucher: addressText,
    fundCents: centsText,
    spendableFrom: instantText,
    spendableUntil: instantText,
    settleableUntil: instantText,
    issuedCents: centsText,
    heldCents: centsText,
    spentCents: centsText,
    reversedCents: centsText,
    atMerchantsCents: centsText,
    redeemedCents: centsText,
    reclaimedCents: centsText,
  })
  .openapi("PublicProgramme");

/** What the chain cannot tell, and the town states. */
const publicCounts = z
  .object({
    /** Cards that were printed and neither replaced nor closed; left out where there are fewer than five. */
    cards: z.number().int().optional(),
    /** Shops that may be paid. */
    shops: z.number().int(),
    /** Statements that were paid in the last year. */
    paidStatements: z.number().int(),
    /** From a statement's presentation to its payment, in days; left out where nothing was paid in the last year. */
    averageDaysToPay: z.number().optional(),
  })
  .openapi("PublicCounts");

export const readTransparency = createRoute({
  method: "get",
  path: "/api/transparency",
  tags: ["transparency"],
  summary: "What the service says of each open programme, for anyone to compare with the chain",
  responses: {
    200: json(
      z
        .object({
          asOfBlock: z.number().int(),
          asOfBlockHash: hashText,
          counts: publicCounts,
          programmes: z.array(publicProgramme),
          /** In its own unit, of which 100 make one: no euros. */
          localValue: z.object({ rewardedCents: centsText }),
          merchants: z.array(
            z.object({ alias: z.string(), category: z.string(), account: addressText }),
          ),
        })
        .openapi("TransparencyFigures"),
      "Figures",
    ),
    ...PROBLEMS,
  },
});
