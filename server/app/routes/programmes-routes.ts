import type { ProgrammeId } from "#core/shared/ids.ts";

import * as api from "../../programmes/api.ts";
import { importBeneficiaries, readRankingList } from "../../programmes/import-beneficiaries.ts";
import { createProgramme, openingTransaction } from "../../programmes/programme-desk.ts";
import { changeLimits, listLimitChanges } from "../../programmes/limit-programme.ts";
import * as limits from "../../programmes/limits-api.ts";
import { listProgrammes } from "../../programmes/programme-list.ts";
import * as reconciliation from "../../reconciliation/api.ts";
import { type Reconciliation, readReconciliation } from "../../reconciliation/reconciliation.ts";
import { reportToJson } from "../../shared/import-report.ts";
import { doAct } from "../office-act.ts";
import { type Http, PEOPLE_DESK, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";

export function addProgrammeRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.createProgramme, async (context) => {
    const { officer } = await sessions.officer(context);
    const { settleableUntil, ...input } = context.req.valid("json");
    const draft = {
      ...input,
      spendableFrom: new Date(input.spendableFrom),
      spendableUntil: new Date(input.spendableUntil),
      ...(settleableUntil === undefined ? {} : { settleableUntil: new Date(settleableUntil) }),
    };
    const id = await doAct(
      deps,
      officer,
      (own) => createProgramme(own, officer, draft),
      (drafted) => ({ act: "programme_drafted", subject: drafted }),
    );
    const transaction = valueOf(await openingTransaction(deps, id));
    return context.json({ programme: await readOne(deps, id), transaction }, 201);
  });
  http.openapi(api.listProgrammes, async (context) => {
    await sessions.officer(context);
    return context.json(await listProgrammes(deps.db), 200);
  });
  http.openapi(api.readProgramme, async (context) => {
    await sessions.officer(context);
    return context.json(await readOne(deps, idOf(context.req.valid("param"))), 200);
  });
  http.openapi(reconciliation.readReconciliation, async (context) => {
    await sessions.officer(context);
    const found = await readReconciliation(deps.db, idOf(context.req.valid("param")));
    if (found === undefined) throw new RefusalAnswer({ code: "not_found" });
    return context.json(reconciliationToJson(found), 200);
  });
  http.openapi(api.readOpening, async (context) => {
    await sessions.officer(context);
    const id = idOf(context.req.valid("param"));
    return context.json(valueOf(await openingTransaction(deps, id)), 200);
  });
  http.openapi(api.importBeneficiaries, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const isDryRun = context.req.valid("query").dryRun === "true";
    const file = valueOf(await readRankingList(new Uint8Array(await context.req.arrayBuffer())));
    const id = idOf(context.req.valid("param"));
    const report = await doAct(
      deps,
      officer,
      (own) => importBeneficiaries(own, id, file, isDryRun),
      ({ created }) =>
        created === 0
          ? undefined
          : { act: "beneficiaries_imported", subject: id, details: { people: created } },
    );
    return context.json(reportToJson(report, isDryRun), report.errors.length > 0 ? 422 : 200);
  });
}

export function addLimitRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(limits.changeLimits, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const id = idOf(context.req.valid("param"));
    const change = context.req.valid("json");
    const { cardPaymentCents, cardDayCents } = change;
    const details = {
      cardPaymentCents: cardPaymentCents?.toString() ?? "none",
      cardDayCents: cardDayCents?.toString() ?? "none",
    };
    await doAct(deps, officer, (own) => changeLimits(own, officer, id, change), {
      ...{ act: "programme_limits_changed", subject: id, details },
    });
    return context.json(await listLimitChanges(deps.db, id), 200);
  });
  http.openapi(limits.listLimitChanges, async (context) => {
    await sessions.officer(context);
    return context.json(await listLimitChanges(deps.db, idOf(context.req.valid("param"))), 200);
  });
}

function reconciliationToJson({ checkedAt, block, chainCompleteAt, differences }: Reconciliation) {
  return {
    checkedAt: checkedAt.toISOString(),
    block: Number(block),
    ...(chainCompleteAt === null ? {} : { chainCompleteAt: chainCompleteAt.toISOString() }),
    differences: [...differences],
  };
}

function idOf({ programmeId }: { programmeId: string }): ProgrammeId {
  return programmeId as ProgrammeId;
}

async function readOne({ db }: ServiceDeps, id: ProgrammeId) {
  const [programme] = await listProgrammes(db, id);
  if (programme === undefined) throw new RefusalAnswer({ code: "not_found" });
  return programme;
}
