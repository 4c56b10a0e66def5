import { createRoute, z } from "@hono/zod-openapi";

import { MESSAGE_LETTERS_MOST } from "#core/offer/judge-board.ts";
import {
  OFFER_CATEGORIES,
  OFFER_KINDS,
  OFFER_PRICES,
  OFFER_SIDES,
  REPORT_REASONS,
} from "#core/offer/offer-words.ts";

import {
  PROBLEMS,
  centsInput,
  centsText,
  done,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";

const tags = ["board"];
const offerId = z.object({ offerId: uuidText });
const threadId = z.object({ threadId: uuidText });

/** What an offer says, to whoever reads it: nothing of who put it up. */
export const offerText = z.object({
  id: uuidText,
  side: z.enum(OFFER_SIDES),
  kind: z.enum(OFFER_KINDS),
  category: z.enum(OFFER_CATEGORIES),
  title: z.string(),
  text: z.string(),
  zone: z.string(),
  price: z.enum(OFFER_PRICES),
  /** In local value's own unit. */
  localCents: centsText.optional(),
  euroCents: centsText.optional(),
  photos: z.array(uuidText),
  createdAt: instantText,
  expiresAt: instantText,
});

export const offerSchema = offerText
  .extend({
    state: z.enum(["open", "expired", "closed", "hidden"]),
    isOwn: z.boolean(),
    /** Its end is near, or past: it may be put up for as long again. */
    mayRenew: z.boolean(),
    /** Why the town took it down; its owner only. */
    hiddenReason: z.string().optional(),
    /** The reader has written about it. */
    threadId: uuidText.optional(),
  })
  .openapi("Offer");

export const openBoard = createRoute({
  method: "post",
  path: "/api/board/sessions",
  tags,
  summary: "Opens the noticeboard to a card's holder",
  description:
    "The token goes into the `Authorization` header as `Bearer` of what follows. It ends 20 minutes after its last use, moves no value, and is meant to be kept in memory only.",
  request: {
    body: jsonBody(z.object({ cardCode: z.string().max(200), password: z.string().max(200) })),
  },
  responses: { 201: json(z.object({ token: z.string() }), "Open"), ...PROBLEMS },
});

export const closeBoard = createRoute({
  method: "delete",
  path: "/api/board/sessions/current",
  tags,
  summary: "Closes the noticeboard: the token opens nothing any more",
  responses: done,
});

export const listOffers = createRoute({
  method: "get",
  path: "/api/board/offers",
  tags,
  summary: "Offers and wants that are up, newest first, twenty at a time",
  description:
    "`search` finds words by their Italian stem, without accents; `before` is the last offer of the page before.",
  request: {
    query: z.object({
      search: z.string().max(100).optional(),
      side: z.enum(OFFER_SIDES).optional(),
      kind: z.enum(OFFER_KINDS).optional(),
      category: z.enum(OFFER_CATEGORIES).optional(),
      before: uuidText.optional(),
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(offerSchema), next: uuidText.optional() }), "Offers"),
    ...PROBLEMS,
  },
});

export const listOwnOffers = createRoute({
  method: "get",
  path: "/api/board/own-offers",
  tags,
  summary: "One's own, whatever became of them",
  responses: { 200: json(z.array(offerSchema), "Offers"), ...PROBLEMS },
});

export const offerInput = z
  .object({
    /** Made by who sends: sent twice, it is there once. */
    id: uuidText,
    side: z.enum(OFFER_SIDES),
    kind: z.enum(OFFER_KINDS),
    category: z.enum(OFFER_CATEGORIES),
    title: z.string().max(200),
    text: z.string().max(2000),
    zone: z.string().max(100),
    price: z.enum(OFFER_PRICES),
    localCents: centsInput.optional(),
    euroCents: centsInput.optional(),
    days: z.number().int(),
  })
  .openapi("OfferInput");

export const putUpOffer = createRoute({
  method: "post",
  path: "/api/board/offers",
  tags,
  summary: "Puts an offer or a want up",
  request: { body: jsonBody(offerInput) },
  responses: { 201: json(offerSchema, "Up"), ...PROBLEMS },
});

export const readOffer = createRoute({
  method: "get",
  path: "/api/board/offers/{offerId}",
  tags,
  summary: "One offer",
  request: { params: offerId },
  responses: { 200: json(offerSchema, "Offer"), ...PROBLEMS },
});

export const renewOffer = createRoute({
  method: "post",
  path: "/api/board/offers/{offerId}/renewal",
  tags,
  summary: "Puts an own offer up for as long again, in its last week or after its end",
  request: { params: offerId },
  responses: { 200: json(offerSchema, "Renewed"), ...PROBLEMS },
});

export const closeOffer = createRoute({
  method: "post",
  path: "/api/board/offers/{offerId}/closure",
  tags,
  summary: "Takes an own offer down",
  request: { params: offerId },
  responses: { 200: json(offerSchema, "Closed"), ...PROBLEMS },
});

const JPEG = { "image/jpeg": { schema: z.string().openapi({ format: "binary" }) } } as const;

export const photoId = z.object({ photoId: uuidText });
export const photoResponses = { 200: { description: "Photograph", content: JPEG }, ...PROBLEMS };

export const addPhoto = createRoute({
  method: "post",
  path: "/api/board/offers/{offerId}/photos",
  tags,
  summary: "Adds a photograph to an own offer: a JPEG, of which only the picture is kept",
  request: { params: offerId, body: { required: true, content: JPEG } },
  responses: { 201: json(z.object({ photoId: uuidText }), "Added"), ...PROBLEMS },
});

export const readPhoto = createRoute({
  method: "get",
  path: "/api/board/photos/{photoId}",
  tags,
  summary: "A photograph of an offer that the reader may see",
  request: { params: photoId },
  responses: photoResponses,
});

const messageInput = z
  .object({ id: uuidText, text: z.string().trim().min(1).max(MESSAGE_LETTERS_MOST) })
  .openapi("MessageInput");

export const threadSchema = z
  .object({
    id: uuidText,
    offerId: uuidText,
    title: z.string(),
    isOwnOffer: z.boolean(),
    unread: z.number().int(),
    /** Messages may still be sent. */
    isOpen: z.boolean(),
    /** Why the town ended it. */
    closedReason: z.string().optional(),
    lastMessageAt: instantText,
  })
  .openapi("OfferThread");

export const dealSchema = z
  .object({
    id: uuidText,
    /** In local value's own unit, and in euros that pass from hand to hand. */
    localCents: centsText,
    euroCents: centsText,
    /** The reader is who is paid, and proposed it; else who pays. */
    isPaidToMe: z.boolean(),
    state: z.enum(["proposed", "paid", "withdrawn"]),
    proposedAt: instantText,
    decidedAt: instantText.optional(),
    /** How far the payment is on chain. */
    giftState: z.enum(["accepted", "batched", "settled", "failed"]).optional(),
  })
  .openapi("OfferDeal");

export const openThreadSchema = threadSchema
  .extend({
    /** Absent where it is not there to be seen any more. */
    offer: offerSchema.optional(),
    messages: z.array(
      z.object({ id: uuidText, at: instantText, isMine: z.boolean(), text: z.string() }),
    ),
    /** What who gives the thing proposed as its price, the oldest first. */
    deals: z.array(dealSchema),
    /** The reader gives the thing, and no proposal waits. */
    mayPropose: z.boolean(),
  })
  .openapi("OpenOfferThread");

export const writeAbout = createRoute({
  method: "post",
  path: "/api/board/offers/{offerId}/messages",
  tags,
  summary: "Writes to who put an offer up; neither is told who the other is",
  request: { params: offerId, body: jsonBody(messageInput) },
  responses: { 201: json(openThreadSchema, "Sent"), ...PROBLEMS },
});

export const listThreads = createRoute({
  method: "get",
  path: "/api/board/threads",
  tags,
  summary: "One's threads, the latest message first",
  responses: { 200: json(z.array(threadSchema), "Threads"), ...PROBLEMS },
});

export const readThread = createRoute({
  method: "get",
  path: "/api/board/threads/{threadId}",
  tags,
  summary: "A thread with its messages, which count as read from now on",
  request: { params: threadId },
  responses: { 200: json(openThreadSchema, "Thread"), ...PROBLEMS },
});

export const writeIn = createRoute({
  method: "post",
  path: "/api/board/threads/{threadId}/messages",
  tags,
  summary: "Goes on with a thread",
  request: { params: threadId, body: jsonBody(messageInput) },
  responses: { 201: json(openThreadSchema, "Sent"), ...PROBLEMS },
});

export const blockOther = createRoute({
  method: "post",
  path: "/api/board/threads/{threadId}/block",
  tags,
  summary: "Nothing more passes between the two, about this offer or another",
  request: { params: threadId },
  responses: done,
});

const reportInput = z
  .object({
    id: uuidText,
    reason: z.enum(REPORT_REASONS),
    note: z.string().trim().min(1).max(300).optional(),
  })
  .openapi("OfferReportInput");

export const reportOffer = createRoute({
  method: "post",
  path: "/api/board/offers/{offerId}/reports",
  tags,
  summary: "Calls the town about an offer",
  request: { params: offerId, body: jsonBody(reportInput) },
  responses: done,
});

export const reportThread = createRoute({
  method: "post",
  path: "/api/board/threads/{threadId}/reports",
  tags,
  summary: "Calls the town about messages, which it may then read",
  request: { params: threadId, body: jsonBody(reportInput) },
  responses: done,
});

const dealId = z.object({ dealId: uuidText });

export const proposeDeal = createRoute({
  method: "post",
  path: "/api/board/threads/{threadId}/deals",
  tags,
  summary: "Who gives the thing proposes the price that the two agreed on",
  request: {
    params: threadId,
    body: jsonBody(
      z
        /** `id` is made by who sends: sent twice, it is there once. */
        .object({ id: uuidText, localCents: centsInput, euroCents: centsInput })
        .openapi("OfferDealInput"),
    ),
  },
  responses: { 201: json(openThreadSchema, "Proposed"), ...PROBLEMS },
});

export const payDeal = createRoute({
  method: "post",
  path: "/api/board/deals/{dealId}/payment",
  tags,
  summary:
    "The other agrees, and pays the local value with card and password; once, however often it is sent",
  request: {
    params: dealId,
    body: jsonBody(z.object({ cardCode: z.string().max(200), password: z.string().max(200) })),
  },
  responses: { 200: json(openThreadSchema, "Paid"), ...PROBLEMS },
});

export const withdrawDeal = createRoute({
  method: "post",
  path: "/api/board/deals/{dealId}/withdrawal",
  tags,
  summary: "Either of the two withdraws a proposal that is not paid",
  request: { params: dealId },
  responses: { 200: json(openThreadSchema, "Withdrawn"), ...PROBLEMS },
});
