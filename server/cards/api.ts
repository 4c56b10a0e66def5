import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  addressText,
  centsText,
  hashText,
  instantText,
  json,
  jsonBody,
  sheetsResponse,
  transactionRequest,
  uuidText,
} from "../shared/api-schema.ts";

const programmeId = z.object({ programmeId: uuidText });
const cardId = z.object({ cardId: uuidText });
const cardCount = z.object({ cards: z.number().int() });

export const cardSchema = z
  .object({
    id: uuidText,
    number: z.string(),
    status: z.enum(["issued", "active", "blocked", "replaced", "closed"]),
    statusReason: z.string().optional(),
    /** On a household's second card only: its part of each recharge, in hundredths. */
    sharePercent: z.number().int().optional(),
    /** Whether the holder's name is in clear, or masked. */
    isShown: z.boolean(),
    holder: z.object({ surname: z.string(), name: z.string() }),
    balanceCents: centsText,
    /** Since when a telephone of the holder's is asked before each payment. */
    phoneBoundAt: instantText.optional(),
  })
  .openapi("Card");

export const issueCards = createRoute({
  method: "post",
  path: "/api/programmes/{programmeId}/cards",
  tags: ["cards"],
  summary:
    "Makes cards for the programme's beneficiaries who have none and streams the sheets, once",
  description:
    "Choose PDF (cards, then password letters) or NDJSON with the Accept header. The cards are `issued`: confirm them when they are printed, or discard them.",
  request: { params: programmeId },
  responses: { 200: sheetsResponse, ...PROBLEMS },
});

export const confirmCards = createRoute({
  method: "post",
  path: "/api/programmes/{programmeId}/cards/confirmation",
  tags: ["cards"],
  summary: "The sheets are printed: the issued cards become active",
  request: { params: programmeId },
  responses: { 200: json(cardCount, "Cards made active"), ...PROBLEMS },
});

export const discardCards = createRoute({
  method: "post",
  path: "/api/programmes/{programmeId}/cards/discard",
  tags: ["cards"],
  summary: "The print failed: the issued cards are closed, and new ones can be made",
  request: { params: programmeId },
  responses: { 200: json(cardCount, "Cards closed"), ...PROBLEMS },
});

export const listCards = createRoute({
  method: "get",
  path: "/api/cards",
  tags: ["cards"],
  summary:
    "Cards, newest first, their holders masked; `search` is a card number or its first digits, `shown=true` shows the names, and is written down",
  request: {
    query: z.object({
      search: z.string().max(20).optional(),
      after: z.string().max(80).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      shown: z.enum(["true", "false"]).default("false"),
    }),
  },
  responses: {
    200: json(
      z.object({ items: z.array(cardSchema), next: z.string().optional() }).openapi("CardPage"),
      "Page; its `next` is the `after` of the one behind it",
    ),
    ...PROBLEMS,
  },
});

export const blockCard = createRoute({
  method: "post",
  path: "/api/cards/{cardId}/block",
  tags: ["cards"],
  summary: "Blocks a card at once at every till; it keeps its value",
  request: {
    params: cardId,
    body: jsonBody(z.object({ reason: z.string().trim().min(3).max(200) })),
  },
  responses: { 200: json(cardSchema, "Blocked"), ...PROBLEMS },
});

export const unblockCard = createRoute({
  method: "post",
  path: "/api/cards/{cardId}/unblock",
  tags: ["cards"],
  summary: "Lets a blocked card pay again, and clears the count of wrong passwords",
  request: { params: cardId },
  responses: { 200: json(cardSchema, "Active"), ...PROBLEMS },
});

export const replaceCard = createRoute({
  method: "post",
  path: "/api/cards/{cardId}/replacement",
  tags: ["cards"],
  summary: "Makes a new card in the place of a lost one and streams its sheets, once",
  description:
    "The old card pays nowhere from this moment; its value follows by the handover. Choose PDF or NDJSON with the Accept header.",
  request: {
    params: cardId,
    body: jsonBody(z.object({ reason: z.string().trim().min(3).max(200) })),
  },
  responses: { 200: sheetsResponse, ...PROBLEMS },
});

export const closeCard = createRoute({
  method: "post",
  path: "/api/cards/{cardId}/closure",
  tags: ["cards"],
  summary: "Ends a card without a successor; what it holds returns to the fund at the end",
  request: {
    params: cardId,
    body: jsonBody(z.object({ reason: z.string().trim().min(3).max(200) })),
  },
  responses: { 200: json(cardSchema, "Closed"), ...PROBLEMS },
});

export const changePassword = createRoute({
  method: "post",
  path: "/api/card-passwords",
  tags: ["cards"],
  summary: "Changes a card's password: the old one opens nothing afterwards",
  description:
    "From the first use on, as often as its holder likes. What is easily guessed is refused with `weak_password` and the reason.",
  request: {
    body: jsonBody(
      z
        .object({
          cardCode: z.string().max(200),
          password: z.string().max(200),
          newPassword: z.string().max(200),
        })
        .openapi("PasswordChange"),
    ),
  },
  responses: { 204: { description: "Changed" }, ...PROBLEMS },
});

export const blockOwnCard = createRoute({
  method: "post",
  path: "/api/card-blocks",
  tags: ["cards"],
  summary: "Blocks a card at once at every till, for whoever has its code and password",
  description: "It keeps its value; only the office lets it pay again.",
  request: {
    body: jsonBody(z.object({ cardCode: z.string().max(200), password: z.string().max(200) })),
  },
  responses: { 204: { description: "Blocked" }, ...PROBLEMS },
});

export const handoverSchema = z
  .object({
    programmeId: uuidText,
    programme: z.string(),
    /** In local value's own unit, where it is that: no euros. */
    isLocalValue: z.boolean(),
    /** Local value's accounts become known under a campaign, and none is open. */
    waitsForCampaign: z.boolean(),
    /** The first of the old accounts: tells this handover from later ones. */
    from: addressText,
    /** Accounts of replaced cards that still hold value. */
    accounts: z.number().int(),
    /** Their accepted payments that are not on chain yet: the value follows once they are. */
    openPayments: z.number().int(),
    leftCents: centsText,
    /** To be signed first, by ISSUER (for local value REWARDS): makes the new cards' accounts known, without value. */
    announcement: transactionRequest.optional(),
    /** To be signed then, by GUARDIAN: moves the value. */
    reassignment: transactionRequest.optional(),
  })
  .openapi("Handover");

export const listHandovers = createRoute({
  method: "get",
  path: "/api/handovers",
  tags: ["cards"],
  summary: "What replaced cards still hold, by programme, with the transactions that move it",
  responses: { 200: json(z.array(handoverSchema), "Handovers"), ...PROBLEMS },
});

export const issuanceSchema = z
  .object({
    id: uuidText,
    programmeId: uuidText,
    totalCents: centsText,
    cards: z.number().int(),
    preparedBy: addressText,
    preparedAt: instantText,
    /** The service prepared it by itself, by the monthly plan. */
    isScheduled: z.boolean(),
    /** While it is to be signed: how it differs from the one before, in people. */
    comparison: z
      .object({
        previousAt: instantText,
        previousCents: centsText,
        added: z.number().int(),
        gone: z.number().int(),
        more: z.number().int(),
        less: z.number().int(),
        same: z.number().int(),
      })
      .optional(),
    /**
     * Each chunk is one transaction: signed by ISSUER, either to credit it or to make sure that it never will be.
     * Its state follows the chain's final blocks; doing it twice is impossible.
     */
    chunks: z.array(
      z.object({
        ref: hashText,
        position: z.number().int(),
        accounts: z.number().int(),
        totalCents: centsText,
        state: z.enum(["prepared", "issued", "cancelled"]),
        transactionHash: hashText.optional(),
        /** Both only while the chunk is `prepared`. */
        transaction: transactionRequest.optional(),
        cancellation: transactionRequest.optional(),
      }),
    ),
  })
  .openapi("Issuance");

export const prepareIssuance = createRoute({
  method: "post",
  path: "/api/programmes/{programmeId}/issuances",
  tags: ["cards"],
  summary: "Prepares the recharge of every active card with what its holder is still due",
  description: "The social worker prepares; each chunk's transaction is signed by ISSUER.",
  request: { params: programmeId },
  responses: { 201: json(issuanceSchema, "Prepared"), ...PROBLEMS },
});

export const listIssuances = createRoute({
  method: "get",
  path: "/api/programmes/{programmeId}/issuances",
  tags: ["cards"],
  summary: "The programme's issuances, newest first",
  request: { params: programmeId },
  responses: { 200: json(z.array(issuanceSchema), "Issuances"), ...PROBLEMS },
});

const issuanceId = z.object({ issuanceId: uuidText });

export const readIssuance = createRoute({
  method: "get",
  path: "/api/issuances/{issuanceId}",
  tags: ["cards"],
  summary: "One issuance with its progress on chain",
  request: { params: issuanceId },
  responses: { 200: json(issuanceSchema, "Issuance"), ...PROBLEMS },
});
