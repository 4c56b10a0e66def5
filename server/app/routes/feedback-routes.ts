import { FEEDBACK_IN_HOUR_MOST } from "#core/feedback/judge-feedback.ts";
import type { FeedbackId } from "#core/shared/ids.ts";

import * as api from "../../feedback/api.ts";
import {
  type NewFeedback,
  closeFeedback,
  listFeedback,
  readContact,
  readReply,
  sendFeedback,
} from "../../feedback/feedback.ts";
import { type Http, PEOPLE_DESK, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import { doAct } from "../office-act.ts";
import { createRateLimit } from "../rate-limit.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { sourceOf } from "../source-of.ts";

const HOUR_SECONDS = 3600;

/** What people cannot use: anyone tells it and reads the answer, the office answers. */
export function addFeedbackRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  addPublicRoutes(http, deps);
  addDeskRoutes(http, deps, sessions);
}

function addPublicRoutes(http: Http, deps: ServiceDeps): void {
  const rate = { perSecond: FEEDBACK_IN_HOUR_MOST / HOUR_SECONDS, burst: FEEDBACK_IN_HOUR_MOST };
  const takeOne = createRateLimit(rate, deps.clock);
  http.openapi(api.sendFeedback, async (context) => {
    const retryAfterSeconds = takeOne(sourceOf(context, deps));
    if (retryAfterSeconds !== undefined)
      throw new RefusalAnswer({ code: "too_much_feedback", retryAfterSeconds });
    const received = await sendFeedback(deps, context.req.valid("json") as NewFeedback);
    return context.json(valueOf(received), 201);
  });
  http.openapi(api.readReply, async (context) => {
    const { code } = context.req.valid("json");
    return context.json(valueOf(await readReply(deps, code)), 200);
  });
}

function addDeskRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.listFeedback, async (context) => {
    await sessions.officer(context, ...PEOPLE_DESK);
    return context.json(await listFeedback(deps), 200);
  });
  http.openapi(api.readContact, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").feedbackId as FeedbackId;
    const contact = await doAct(deps, officer, (own) => readContact(own, id), {
      act: "feedback_contact_seen",
      subject: id,
    });
    return context.json({ contact }, 200);
  });
  http.openapi(api.closeFeedback, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").feedbackId as FeedbackId;
    const { answer } = context.req.valid("json");
    await doAct(deps, officer, (own) => closeFeedback(own, officer, id, answer), {
      act: answer === undefined ? "feedback_dismissed" : "feedback_answered",
      subject: id,
    });
    return context.json(await listFeedback(deps), 200);
  });
}
