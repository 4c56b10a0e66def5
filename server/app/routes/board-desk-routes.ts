import * as api from "../../offers/moderation-api.ts";
import { decideReport, listReports, putBack, readReportedThread } from "../../offers/moderate.ts";
import { readReportedPhoto } from "../../offers/offer-photos.ts";
import { type Http, PEOPLE_DESK, type Sessions } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { answerPhoto } from "./board-routes.ts";

/** The town at the noticeboard: it looks when it is called, takes down, puts back, and all of it is written down. */
export function addBoardDeskRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.listReports, async (context) => {
    await sessions.officer(context, ...PEOPLE_DESK);
    return context.json(await listReports(deps), 200);
  });
  http.openapi(api.readReportedThread, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const { reportId } = context.req.valid("param");
    const { messages } = await doAct(
      deps,
      officer,
      (own) => readReportedThread(own, reportId),
      ({ threadId }) => ({ act: "thread_seen", subject: threadId, details: { report: reportId } }),
    );
    return context.json(messages, 200);
  });
  http.openapi(api.readReportedPhoto, async (context) => {
    await sessions.officer(context, ...PEOPLE_DESK);
    const { photoId } = context.req.valid("param");
    return answerPhoto(context, await readReportedPhoto(deps.db, photoId));
  });
  http.openapi(api.decideReport, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const { reportId } = context.req.valid("param");
    const decision = context.req.valid("json");
    await doAct(
      deps,
      officer,
      (own) => decideReport(own, officer, reportId, decision),
      ({ offerId, threadId }) => ({
        act:
          decision.outcome === "dismissed"
            ? "report_dismissed"
            : threadId === null
              ? "offer_taken_down"
              : "thread_ended",
        subject: threadId ?? offerId,
        details: { report: reportId },
      }),
    );
    return context.json(await listReports(deps), 200);
  });
  http.openapi(api.putBack, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const { reportId } = context.req.valid("param");
    await doAct(
      deps,
      officer,
      (own) => putBack(own, reportId),
      (offerId) => ({ act: "offer_put_back", subject: offerId, details: { report: reportId } }),
    );
    return context.json(await listReports(deps), 200);
  });
}
