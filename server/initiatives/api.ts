import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  centsText,
  done,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";

const campaignId = z.object({ campaignId: uuidText });
const initiativeId = z.object({ initiativeId: uuidText });

/** How far it went, in numbers: never by whom. */
const reach = {
  /** By a card's link. */
  visits: z.number().int(),
  otherVisits: z.number().int(),
  /** Cards by whose link somebody came. */
  sharers: z.number().int(),
};

const initiative = {
  id: uuidText,
  campaignId: uuidText,
  title: z.string(),
  body: z.string(),
  place: z.string(),
  startsAt: instantText,
  endsAt: instantText,
  /** What can be seen on the picture; null where there is none. */
  pictureText: z.string().nullable(),
  draftedAt: instantText,
  publishedAt: instantText.nullable(),
  withdrawnAt: instantText.nullable(),
  ...reach,
  earnedCents: centsText,
};
export const initiativeSchema = z.object(initiative).openapi("Initiative");

export const initiativeDetailSchema = z
  .object({
    ...initiative,
    /** Civil days, Europe/Rome; the one under way as far as it has come. */
    days: z.array(z.object({ day: z.iso.date(), ...reach })),
  })
  .openapi("InitiativeDetail");

export const initiativeInput = z
  .object({
    title: z.string().trim().min(3).max(80),
    body: z.string().trim().min(10).max(4000),
    place: z.string().trim().min(2).max(120),
    startsAt: instantText,
    endsAt: instantText,
  })
  .openapi("InitiativeInput");

export const draftInitiative = createRoute({
  method: "post",
  path: "/api/campaigns/{campaignId}/initiatives",
  tags: ["initiatives"],
  summary: "Prepares an initiative of a sharing campaign; nobody reads it before it is published",
  request: { params: campaignId, body: jsonBody(initiativeInput) },
  responses: { 201: json(initiativeDetailSchema, "Draft"), ...PROBLEMS },
});

export const listInitiatives = createRoute({
  method: "get",
  path: "/api/campaigns/{campaignId}/initiatives",
  tags: ["initiatives"],
  summary: "The campaign's initiatives, newest first, and how far they went",
  request: { params: campaignId },
  responses: { 200: json(z.array(initiativeSchema), "Initiatives"), ...PROBLEMS },
});

export const readInitiative = createRoute({
  method: "get",
  path: "/api/initiatives/{initiativeId}",
  tags: ["initiatives"],
  summary: "One initiative, and its reach day by day",
  request: { params: initiativeId },
  responses: { 200: json(initiativeDetailSchema, "Initiative"), ...PROBLEMS },
});

export const setPicture = createRoute({
  method: "post",
  path: "/api/initiatives/{initiativeId}/photos",
  tags: ["initiatives"],
  summary: "The picture of a draft, in place of the one before; kept is what is seen, nothing else",
  request: {
    params: initiativeId,
    /** What can be seen on it, for who cannot see it. */
    query: z.object({ text: z.string().trim().min(3).max(120) }),
    body: {
      required: true,
      content: { "image/jpeg": { schema: z.string().openapi({ format: "binary" }) } },
    },
  },
  responses: { 200: json(initiativeDetailSchema, "Changed"), ...PROBLEMS },
});

export const readPicture = createRoute({
  method: "get",
  path: "/api/initiatives/{initiativeId}/photos",
  tags: ["initiatives"],
  summary: "The picture as the office sees it, published or not",
  request: { params: initiativeId },
  responses: {
    200: {
      description: "Picture",
      content: { "image/jpeg": { schema: z.string().openapi({ format: "binary" }) } },
    },
    ...PROBLEMS,
  },
});

export const publishInitiative = createRoute({
  method: "post",
  path: "/api/initiatives/{initiativeId}/publication",
  tags: ["initiatives"],
  summary: "Publishes a draft: from then on it does not change",
  request: { params: initiativeId },
  responses: { 200: json(initiativeDetailSchema, "Published"), ...PROBLEMS },
});

export const withdrawInitiative = createRoute({
  method: "post",
  path: "/api/initiatives/{initiativeId}/withdrawal",
  tags: ["initiatives"],
  summary: "Takes an initiative off the site, or throws a draft away",
  request: { params: initiativeId },
  responses: { 200: json(initiativeDetailSchema, "Withdrawn"), ...PROBLEMS },
});

export const challengeSchema = z
  .object({
    challenge: z.string(),
    /** Zero bits that SHA-256 of `challenge:answer` has to begin with. */
    workBits: z.number().int(),
    /** The answer is taken this many seconds later at the earliest. */
    staySeconds: z.number().int(),
  })
  .openapi("VisitChallenge");

export const challengeVisit = createRoute({
  method: "get",
  path: "/api/initiatives/{initiativeId}/challenge",
  tags: ["initiatives"],
  summary: "Work for the browser of who reads the page: good for this page, address and day only",
  request: { params: initiativeId },
  responses: { 200: json(challengeSchema, "Challenge"), ...PROBLEMS },
});

export const recordVisit = createRoute({
  method: "post",
  path: "/api/initiatives/{initiativeId}/visits",
  tags: ["initiatives"],
  summary: "Counts a visit, once for each address and day; tells nothing of links and visitors",
  request: {
    params: initiativeId,
    body: jsonBody(
      z.object({
        challenge: z.string().max(200),
        answer: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
        token: z.string().max(64).optional(),
      }),
    ),
  },
  responses: done,
});

export const shareSchema = z
  .object({
    initiativeId: uuidText,
    title: z.string(),
    place: z.string(),
    startsAt: instantText,
    endsAt: instantText,
    /** The card's own link. */
    url: z.url(),
    visitsToday: z.number().int(),
    visits: z.number().int(),
    /** For each visit, within the campaign's caps. */
    centsEach: centsText,
    /** Of the days that are over. */
    earnedCents: centsText,
  })
  .openapi("Share");

export const readShares = createRoute({
  method: "post",
  path: "/api/shares",
  tags: ["initiatives"],
  summary: "A card's links to what can be shared now, and how many came by them",
  request: {
    body: jsonBody(z.object({ cardCode: z.string().max(200), password: z.string().max(200) })),
  },
  responses: { 200: json(z.array(shareSchema), "Links"), ...PROBLEMS },
});
