import type { ProgrammeId } from "#core/shared/ids.ts";

import { changeSchedule, readSchedule } from "../../cards/issuance-schedule.ts";
import * as api from "../../cards/schedule-api.ts";
import { assignByHousehold } from "../../programmes/assign-amounts.ts";
import * as assignment from "../../programmes/assignment-api.ts";
import { type Http, PEOPLE_DESK, type Sessions } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";

/** How much everybody is due, and when. */
export function addScheduleRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.readSchedule, async (context) => {
    await sessions.officer(context);
    return context.json(await scheduleAnswer(deps, context.req.valid("param")), 200);
  });
  http.openapi(api.changeSchedule, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const param = context.req.valid("param");
    const id = param.programmeId as ProgrammeId;
    const { seen, plan } = context.req.valid("json");
    await doAct(deps, officer, (own) => changeSchedule(own, officer, id, seen, plan), {
      ...{ act: "schedule_changed", subject: id },
      details: plan ?? { instalments: 0 },
    });
    return context.json(await scheduleAnswer(deps, param), 200);
  });
  http.openapi(assignment.assignByHousehold, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").programmeId as ProgrammeId;
    const { amountsCents, ...order } = context.req.valid("json");
    const report = await doAct(
      deps,
      officer,
      (own) => assignByHousehold(own, officer, id, { ...order, amounts: amountsCents }),
      ({ isDone, changes, totalCents }) =>
        isDone
          ? {
              ...{ act: "amounts_assigned", subject: id },
              details: { people: changes, amountCents: totalCents },
            }
          : undefined,
    );
    return context.json(report, 200);
  });
}

async function scheduleAnswer(deps: ServiceDeps, { programmeId }: { programmeId: string }) {
  const schedule = await readSchedule(deps, programmeId as ProgrammeId);
  return schedule === undefined ? {} : { schedule };
}
