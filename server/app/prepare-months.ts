import { ok } from "#core/shared/result.ts";

import { type DueMonth, dueMonths, takeMonth } from "../cards/issuance-schedule.ts";
import { prepareIssuance } from "../cards/prepare-issuance.ts";
import { doAct } from "./office-act.ts";
import type { ServiceDeps } from "./service-deps.ts";

/**
 * Prepares the instalments that have come due, each month once, as whoever set the plan: a second person signs them, as
 * always. While the database is told again what it has forgotten nothing is promised.
 */
export async function prepareMonths(deps: ServiceDeps): Promise<void> {
  if (deps.quarantine.because !== undefined) return;
  for (const due of await dueMonths(deps)) await prepareMonth(deps, due);
}

async function prepareMonth(deps: ServiceDeps, due: DueMonth): Promise<void> {
  const { programmeId, setBy, month } = due;
  await doAct(
    deps,
    setBy,
    async (own) => {
      if (!(await takeMonth(own.db, due))) return ok(undefined);
      const prepared = await prepareIssuance(own, setBy, programmeId, true);
      if (prepared.ok) return ok(prepared.value);
      // With no card to credit, or no fund left, the month is over all the same; whoever looks sees what is due.
      const { code } = prepared.refusal;
      deps.log.warn(
        { programme: programmeId, month, code },
        "this month's issuance is not prepared",
      );
      return ok(undefined);
    },
    (issuance) =>
      issuance === undefined
        ? undefined
        : { act: "issuance_prepared", subject: programmeId, details: { issuance, month } },
  );
}
