import { createRoute, z } from "@hono/zod-openapi";

import { MOST_PLACES } from "#core/campaign/judge-check-in.ts";
import { REWARD_BOUNDS } from "#core/campaign/judge-reward.ts";
import { MOST_DECIDED } from "#core/campaign/presence-state.ts";

import {
  PROBLEMS,
  addressText,
  centsInput,
  centsText,
  done,
  instantText,
  json,
  jsonBody,
  sheetsResponse,
  uuidText,
} from "../shared/api-schema.ts";

const campaignId = z.object({ campaignId: uuidText });
const actionId = z.object({ actionId: uuidText });

/** What everybody who has to do with an action is told of it. */
const announced = {
  title: z.string(),
  place: z.string(),
  /** An association, by its public name. */
  organiser: z.string(),
  startsAt: instantText,
  endsAt: instantText,
  places: z.number().int(),
};

const action = {
  id: uuidText,
  campaignId: uuidText,
  ...announced,
  rewardCents: centsText,
  /** Who made the sheet that is in force: they may not decide on presences. */
  accessMadeBy: addressText.optional(),
  waiting: z.number().int(),
  approved: z.number().int(),
  rejected: z.number().int(),
};
export const actionSchema = z.object(action).openapi("CivicAction");

export const presenceSchema = z
  .object({
    id: uuidText,
    cardNumber: z.string(),
    checkedInAt: instantText,
    state: z.enum(["waiting", "approved", "rejected"]),
    decidedBy: addressText.optional(),
    decidedAt: instantText.optional(),
    reason: z.string().optional(),
    /** What it earned; less than the reward where a cap had less left. */
    amountCents: centsText.optional(),
    boundBy: z.enum(REWARD_BOUNDS).optional(),
  })
  .openapi("Presence");

export const actionDetailSchema = z
  .object({ ...action, note: z.string().optional(), presences: z.array(presenceSchema) })
  .openapi("CivicActionDetail");

export const actionInput = z
  .object({
    title: z.string().trim().min(3).max(80),
    place: z.string().trim().min(2).max(120),
    organiser: z.string().trim().min(2).max(80),
    startsAt: instantText,
    endsAt: instantText,
    places: z.number().int().min(1).max(MOST_PLACES),
    rewardCents: centsInput,
  })
  .openapi("CivicActionInput");

export const createAction = createRoute({
  method: "post",
  path: "/api/campaigns/{campaignId}/actions",
  tags: ["actions"],
  summary: "Creates a civic action of a campaign",
  request: { params: campaignId, body: jsonBody(actionInput) },
  responses: { 201: json(actionDetailSchema, "Created"), ...PROBLEMS },
});

export const listActions = createRoute({
  method: "get",
  path: "/api/campaigns/{campaignId}/actions",
  tags: ["actions"],
  summary: "The campaign's civic actions, the last to begin first",
  request: { params: campaignId },
  responses: { 200: json(z.array(actionSchema), "Actions"), ...PROBLEMS },
});

export const readAction = createRoute({
  method: "get",
  path: "/api/actions/{actionId}",
  tags: ["actions"],
  summary: "One civic action with its note and presences, by card number",
  request: { params: actionId },
  responses: { 200: json(actionDetailSchema, "Action"), ...PROBLEMS },
});

export const makeAccess = createRoute({
  method: "post",
  path: "/api/actions/{actionId}/access",
  tags: ["actions"],
  summary: "Makes the organiser's sheet, with code and PIN; the one before opens nothing any more",
  request: { params: actionId },
  responses: { 200: sheetsResponse, ...PROBLEMS },
});

export const revokeAccess = createRoute({
  method: "delete",
  path: "/api/actions/{actionId}/access",
  tags: ["actions"],
  summary: "Ends the organiser's sheet at once",
  request: { params: actionId },
  responses: done,
});

export const decidePresences = createRoute({
  method: "post",
  path: "/api/actions/{actionId}/decisions",
  tags: ["actions"],
  summary: "Approves or rejects presences, all or none; not by who made the organiser's sheet",
  request: {
    params: actionId,
    body: jsonBody(
      z.object({
        presenceIds: z.array(uuidText).min(1).max(MOST_DECIDED),
        verdict: z.enum(["approved", "rejected"]),
        reason: z.string().trim().min(3).max(200),
      }),
    ),
  },
  responses: { 200: json(actionDetailSchema, "Decided"), ...PROBLEMS },
});

export const organiserSchema = z
  .object({ ...announced, present: z.number().int(), note: z.string().optional() })
  .openapi("Organiser");

export const openOrganiser = createRoute({
  method: "post",
  path: "/api/organisers",
  tags: ["organisers"],
  summary: "Opens one action's page with sheet and PIN; sets the cookie borgo_organiser",
  request: {
    body: jsonBody(z.object({ code: z.string().max(200), pin: z.string().regex(/^\d{6}$/) })),
  },
  responses: { 201: json(organiserSchema, "Opened"), ...PROBLEMS },
});

export const readOrganiser = createRoute({
  method: "get",
  path: "/api/organisers/current",
  tags: ["organisers"],
  summary: "The action of this session: how many are there, and nobody's name or number",
  responses: { 200: json(organiserSchema, "Action"), ...PROBLEMS },
});

export const checkIn = createRoute({
  method: "post",
  path: "/api/organisers/current/presences",
  tags: ["organisers"],
  summary: "Checks a card in by its QR; a second person decides on it",
  request: { body: jsonBody(z.object({ cardCode: z.string().max(200) })) },
  responses: { 201: json(organiserSchema, "Checked in"), ...PROBLEMS },
});

export const writeNote = createRoute({
  method: "post",
  path: "/api/organisers/current/note",
  tags: ["organisers"],
  summary: "The organiser's account of what was done; replaces the one before",
  request: { body: jsonBody(z.object({ note: z.string().trim().min(3).max(1000) })) },
  responses: { 200: json(organiserSchema, "Written"), ...PROBLEMS },
});
