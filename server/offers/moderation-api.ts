import { createRoute, z } from "@hono/zod-openapi";

import { REPORT_REASONS } from "#core/offer/offer-words.ts";

import { PROBLEMS, instantText, json, jsonBody, uuidText } from "../shared/api-schema.ts";
import { offerText, photoId, photoResponses } from "./api.ts";

const tags = ["board"];
const reportId = z.object({ reportId: uuidText });

export const offerReportSchema = z
  .object({
    id: uuidText,
    reason: z.enum(REPORT_REASONS),
    note: z.string().optional(),
    /** About what was written in a thread, not about the offer's own words. */
    isAboutMessages: z.boolean(),
    reportedAt: instantText,
    outcome: z.enum(["taken_down", "dismissed"]).optional(),
    decidedAt: instantText.optional(),
    offer: offerText.extend({
      state: z.enum(["open", "closed", "hidden"]),
      hiddenReason: z.string().optional(),
    }),
  })
  .openapi("OfferReport");

const reports = { 200: json(z.array(offerReportSchema), "Reports"), ...PROBLEMS };

export const listReports = createRoute({
  method: "get",
  path: "/api/offer-reports",
  tags,
  summary: "What the town was called about at the noticeboard, undecided first; nobody is named",
  responses: reports,
});

export const readReportedThread = createRoute({
  method: "get",
  path: "/api/offer-reports/{reportId}/messages",
  tags,
  summary: "The messages that somebody called the town about; it is written down who read them",
  request: { params: reportId },
  responses: {
    200: json(
      z.array(
        z.object({ id: uuidText, at: instantText, isFromOwner: z.boolean(), text: z.string() }),
      ),
      "Messages",
    ),
    ...PROBLEMS,
  },
});

export const readReportedPhoto = createRoute({
  method: "get",
  path: "/api/offer-reports/photos/{photoId}",
  tags,
  summary: "A photograph of an offer that the town was called about",
  request: { params: photoId },
  responses: photoResponses,
});

export const decideReport = createRoute({
  method: "post",
  path: "/api/offer-reports/{reportId}/decision",
  tags,
  summary: "Takes down what a report is about, for a reason that its owner reads, or dismisses it",
  request: {
    params: reportId,
    body: jsonBody(
      z
        .discriminatedUnion("outcome", [
          z.object({
            outcome: z.literal("taken_down"),
            reason: z.string().trim().min(3).max(200),
          }),
          z.object({ outcome: z.literal("dismissed") }),
        ])
        .openapi("OfferReportDecision"),
    ),
  },
  responses: reports,
});

export const putBack = createRoute({
  method: "post",
  path: "/api/offer-reports/{reportId}/reversion",
  tags,
  summary: "Puts the offer of a report up again",
  request: { params: reportId },
  responses: reports,
});
