import { createRoute, z } from "@hono/zod-openapi";

import { REWARD_BOUNDS } from "#core/campaign/judge-reward.ts";
import { HOLDER_KINDS } from "#core/local-value/circulation.ts";

import {
  PROBLEMS,
  centsText,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";
import { campaignInput } from "./api.ts";

/** Cents that may be below zero: what was given back of payments from before. */
const centsDifference = z.string().regex(/^-?\d+$/);

const recirculation = z.object({ receivedCents: centsText, respentCents: centsText });
const shop = z.object({ id: uuidText, alias: z.string(), category: z.string() });

export const monetaryPolicySchema = z
  .object({
    from: instantText,
    until: instantText,
    days: z.number().int(),
    /** Since the beginning; none of it is ever burnt. */
    mintedCents: centsText,
    held: z.array(
      z.object({
        kind: z.enum(HOLDER_KINDS),
        /** Who ever had any. */
        holders: z.number().int(),
        totalCents: centsText,
        /** Absent for fewer than ten holders. Gini's coefficient in hundredths of a percent. */
        concentration: z
          .object({
            topHolders: z.number().int(),
            topCents: centsText,
            giniBasisPoints: z.number().int(),
          })
          .optional(),
      }),
    ),
    /** Passed from holder to holder between the two instants, less what shops gave back. */
    movedCents: centsDifference,
    averageCents: centsText,
    /** How often a year each unit changes hands, in hundredths; absent where there was nothing. */
    velocityHundredths: z.number().int().optional(),
    /** Since the beginning: what was received from others, and what of it was passed on again. */
    recirculation,
    shopRecirculation: recirculation,
    weeks: z.array(
      z.object({ week: z.string(), mintedCents: centsText, movedCents: centsDifference }),
    ),
    /** Shops that received and passed nothing on. */
    hoarding: z.object({
      count: z.number().int(),
      heldCents: centsText,
      shops: z.array(shop.extend({ receivedCents: centsText, heldCents: centsText })),
    }),
    categories: z.array(
      z.object({
        category: z.string(),
        shops: z.number().int(),
        taking: z.number().int(),
        reached: z.number().int(),
        receivedCents: centsText,
      }),
    ),
    /** Shops that take local value and never got any. */
    unreached: z.object({ count: z.number().int(), shops: z.array(shop) }),
  })
  .openapi("MonetaryPolicy");

export const readMonetaryPolicy = createRoute({
  method: "get",
  path: "/api/monetary-policy",
  tags: ["campaigns"],
  summary:
    "How local value goes round: pace, what is spent again, in how many hands, where it stays",
  description: "From final blocks. Names no card and no person.",
  request: {
    query: z.object({ days: z.coerce.number().int().min(7).max(731).default(90) }),
  },
  responses: { 200: json(monetaryPolicySchema, "Figures"), ...PROBLEMS },
});

export const campaignTrialInput = campaignInput
  .omit({ name: true, act: true })
  .extend({ pastFrom: instantText, pastUntil: instantText })
  .openapi("CampaignTrialInput");

export const campaignTrialSchema = z
  .object({
    /** Civil days of the campaign, and of the past that it was tried on. */
    days: z.number().int(),
    pastDays: z.number().int(),
    /** What there was in that past, and how many rewards were judged: more where it was played again. */
    events: z.number().int(),
    judged: z.number().int(),
    costCents: centsText,
    /** What the rate alone would give. */
    uncappedCents: centsText,
    cards: z.number().int(),
    cardsAtCap: z.number().int(),
    households: z.number().int(),
    householdsAtCap: z.number().int(),
    shops: z.number().int(),
    /** By alias. */
    shopsAtCap: z.array(z.string()),
    cuts: z.array(
      z.object({ bound: z.enum(REWARD_BOUNDS), times: z.number().int(), cents: centsText }),
    ),
    dayCents: z.array(centsText),
    /** Day of the campaign on which the budget ends, 0 the first; absent where it lasts. */
    budgetEndsOnDay: z.number().int().optional(),
  })
  .openapi("CampaignTrial");

export const tryCampaign = createRoute({
  method: "post",
  path: "/api/campaign-trials",
  tags: ["campaigns"],
  summary: "What a campaign would cost on the purchases or actions of a past time; stores nothing",
  request: { body: jsonBody(campaignTrialInput) },
  responses: { 200: json(campaignTrialSchema, "Trial"), ...PROBLEMS },
});
