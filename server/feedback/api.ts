import { createRoute, z } from "@hono/zod-openapi";

import {
  CONTACT_LETTERS_MOST,
  FEEDBACK_LETTERS_LEAST,
  FEEDBACK_LETTERS_MOST,
  FEEDBACK_PAGES,
} from "#core/feedback/judge-feedback.ts";

import { PROBLEMS, instantText, json, jsonBody, uuidText } from "../shared/api-schema.ts";

const tags = ["feedback"];
const feedbackId = z.object({ feedbackId: uuidText });
const words = z.string().trim().min(FEEDBACK_LETTERS_LEAST).max(FEEDBACK_LETTERS_MOST);
const civilDayText = z.iso.date().openapi({ example: "2026-12-25" });

export const sendFeedback = createRoute({
  method: "post",
  path: "/api/feedback",
  tags,
  summary: "Tells the town what somebody cannot use; public, a few an hour from one address",
  request: {
    body: jsonBody(
      z
        .object({
          /** Made by who writes: sent twice it is there once. */
          id: uuidText,
          page: z.enum(FEEDBACK_PAGES),
          text: words,
          contact: z.string().trim().min(3).max(CONTACT_LETTERS_MOST).optional(),
        })
        .openapi("NewFeedback"),
    ),
  },
  responses: {
    201: json(
      z
        .object({
          /** Opens the answer; nobody can find it again. */
          code: z.string(),
          /** The last day for the answer. */
          dueOn: civilDayText,
        })
        .openapi("FeedbackReceived"),
      "Received",
    ),
    ...PROBLEMS,
  },
});

const state = {
  page: z.enum(FEEDBACK_PAGES),
  receivedAt: instantText,
  dueOn: civilDayText,
  closedAt: instantText.optional(),
  /** Absent while it is open, and where the office closed it without one. */
  answer: z.string().optional(),
};

export const readReply = createRoute({
  method: "post",
  path: "/api/feedback-replies",
  tags,
  summary: "What became of a piece of feedback, for who has its code",
  request: { body: jsonBody(z.object({ code: z.string().max(200) })) },
  responses: {
    200: json(z.object(state).openapi("FeedbackReply"), "Its state"),
    ...PROBLEMS,
  },
});

const feedbackSchema = z
  .object({
    ...{ id: uuidText, ...state, text: z.string() },
    /** Who wrote it can be reached; how is asked for apart. */
    hasContact: z.boolean(),
    /** The day for the answer has gone by. */
    isLate: z.boolean(),
  })
  .openapi("Feedback");

const list = { 200: json(z.array(feedbackSchema), "Feedback"), ...PROBLEMS };

export const listFeedback = createRoute({
  method: "get",
  path: "/api/feedback",
  tags,
  summary: "What people cannot use, the one that is due first first",
  responses: list,
});

export const readContact = createRoute({
  method: "get",
  path: "/api/feedback/{feedbackId}/contact",
  tags,
  summary: "How who wrote it can be reached; it is written down who asked",
  request: { params: feedbackId },
  responses: {
    200: json(z.object({ contact: z.string() }).openapi("FeedbackContact"), "Contact"),
    ...PROBLEMS,
  },
});

export const closeFeedback = createRoute({
  method: "post",
  path: "/api/feedback/{feedbackId}/answer",
  tags,
  summary: "Answers it once; or closes it without an answer where it is no feedback",
  request: {
    params: feedbackId,
    body: jsonBody(z.object({ answer: words.optional() }).openapi("FeedbackAnswer")),
  },
  responses: list,
});
