import { createRoute, z } from "@hono/zod-openapi";

import { CAMPAIGN_KINDS } from "#core/campaign/campaign-kind.ts";
import { MOST_BASIS_POINTS } from "#core/campaign/judge-reward.ts";

import {
  PROBLEMS,
  addressText,
  centsInput,
  centsText,
  hashText,
  instantText,
  json,
  jsonBody,
  transactionRequest,
  uuidText,
} from "../shared/api-schema.ts";

/** Hundredths of a percent of a purchase's price. */
const basisPoints = z.number().int().min(1).max(MOST_BASIS_POINTS);

export const campaignSchema = z
  .object({
    id: uuidText,
    /** On chain: the first byte tells the kind (1 purchases, 2 sharing, 3 actions). */
    ref: hashText,
    name: z.string(),
    act: z.string(),
    kind: z.enum(CAMPAIGN_KINDS),
    state: z.enum(["draft", "open", "closed"]),
    /** Of purchases; the other kinds give `centsEach`. */
    basisPoints: basisPoints.optional(),
    centsEach: centsText.optional(),
    rewardsFrom: instantText,
    rewardsUntil: instantText,
    /** Until then the contract lets what was earned be minted. */
    mintableUntil: instantText,
    /** Of shops; empty: every shop's purchases are rewarded. */
    categories: z.array(z.number().int()),
    budgetCents: centsText,
    cardCents: centsText,
    householdCents: centsText,
    cardDayCents: centsText,
    merchantCents: centsText.optional(),
    merchantDayCents: centsText.optional(),
    /** Rewards, less what was taken back; minted or still to be. */
    earnedCents: centsText,
    mintedCents: centsText,
    openedAt: instantText.optional(),
    closedAt: instantText.optional(),
  })
  .openapi("Campaign");

export const campaignInput = z
  .object({
    name: z.string().trim().min(3).max(60),
    /** The act that decides it, e.g. "Delibera G.C. 12/2027". */
    act: z.string().trim().min(3).max(200),
    kind: z.enum(CAMPAIGN_KINDS),
    basisPoints: basisPoints.optional(),
    centsEach: centsInput.optional(),
    rewardsFrom: instantText,
    rewardsUntil: instantText,
    categories: z.array(z.number().int().min(0).max(127)).max(128).default([]),
    budgetCents: centsInput,
    cardCents: centsInput,
    householdCents: centsInput,
    cardDayCents: centsInput,
    merchantCents: centsInput.optional(),
    merchantDayCents: centsInput.optional(),
  })
  .openapi("CampaignInput");

const campaignId = z.object({ campaignId: uuidText });

export const createCampaign = createRoute({
  method: "post",
  path: "/api/campaigns",
  tags: ["campaigns"],
  summary:
    "Drafts a campaign; it opens when the returned transaction, signed by TREASURY, is final",
  request: { body: jsonBody(campaignInput) },
  responses: {
    201: json(z.object({ campaign: campaignSchema, transaction: transactionRequest }), "Draft"),
    ...PROBLEMS,
  },
});

export const listCampaigns = createRoute({
  method: "get",
  path: "/api/campaigns",
  tags: ["campaigns"],
  summary: "All campaigns, newest first",
  responses: { 200: json(z.array(campaignSchema), "Campaigns"), ...PROBLEMS },
});

export const readCampaign = createRoute({
  method: "get",
  path: "/api/campaigns/{campaignId}",
  tags: ["campaigns"],
  summary: "One campaign",
  request: { params: campaignId },
  responses: { 200: json(campaignSchema, "Campaign"), ...PROBLEMS },
});

export const readOpening = createRoute({
  method: "get",
  path: "/api/campaigns/{campaignId}/opening",
  tags: ["campaigns"],
  summary: "The transaction that opens a draft, to be signed by TREASURY",
  request: { params: campaignId },
  responses: { 200: json(transactionRequest, "Transaction"), ...PROBLEMS },
});

export const readClosing = createRoute({
  method: "get",
  path: "/api/campaigns/{campaignId}/closing",
  tags: ["campaigns"],
  summary: "The transaction that ends an open campaign before its time, to be signed by TREASURY",
  request: { params: campaignId },
  responses: { 200: json(transactionRequest, "Transaction"), ...PROBLEMS },
});

export const mintSchema = z
  .object({
    ref: hashText,
    totalCents: centsText,
    cards: z.number().int(),
    /** Its state follows the chain's final blocks; doing it twice is impossible. */
    state: z.enum(["prepared", "issued", "cancelled"]),
    preparedBy: addressText,
    preparedAt: instantText,
    transactionHash: hashText.optional(),
    /** While `prepared`. One of the two is signed by REWARDS: to credit, or to make sure that this never happens. */
    transaction: transactionRequest.optional(),
    cancellation: transactionRequest.optional(),
  })
  .openapi("Mint");

export const prepareMint = createRoute({
  method: "post",
  path: "/api/campaigns/{campaignId}/mints",
  tags: ["campaigns"],
  summary: "Prepares the crediting of what cards have earned up to yesterday, one sum for each",
  description: "One person prepares; another signs the transaction with REWARDS.",
  request: { params: campaignId },
  responses: { 201: json(mintSchema, "Prepared"), ...PROBLEMS },
});

export const listMints = createRoute({
  method: "get",
  path: "/api/campaigns/{campaignId}/mints",
  tags: ["campaigns"],
  summary: "The campaign's mints, newest first",
  request: { params: campaignId },
  responses: { 200: json(z.array(mintSchema), "Mints"), ...PROBLEMS },
});

export const yearlyLimitSchema = z
  .object({
    /** Civil year, UTC. */
    year: z.number().int(),
    limitCents: centsText,
    mintedCents: centsText,
  })
  .openapi("YearlyLimit");

export const readYearlyLimit = createRoute({
  method: "get",
  path: "/api/yearly-limit",
  tags: ["campaigns"],
  summary: "How much local value may come into being this year, and how much has",
  responses: { 200: json(yearlyLimitSchema, "Limit"), ...PROBLEMS },
});

export const limitChangeSchema = z
  .object({
    announcement: transactionRequest,
    execution: transactionRequest,
    /** From when on it can be executed; absent while it is not announced. */
    readyAt: instantText.optional(),
  })
  .openapi("LimitChange");

export const readLimitChange = createRoute({
  method: "get",
  path: "/api/yearly-limit/change",
  tags: ["campaigns"],
  summary: "The two transactions by which ADMIN changes the yearly limit: announced, then executed",
  request: { query: z.object({ limitCents: centsInput }) },
  responses: { 200: json(limitChangeSchema, "Transactions"), ...PROBLEMS },
});
