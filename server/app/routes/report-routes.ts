import type { Context } from "hono";

import type { ProgrammeId } from "#core/shared/ids.ts";

import { listAmendments } from "../../programmes/amend-programme.ts";
import { listProgrammes } from "../../programmes/programme-list.ts";
import { readReconciliation } from "../../reconciliation/reconciliation.ts";
import { readProgrammeReport } from "../../reimbursements/programme-report.ts";
import * as api from "../../reimbursements/report-api.ts";
import { printReport, reportCsv, reportWorkbook } from "../../reimbursements/report-files.ts";
import { type ReportHead, reportRows } from "../../reimbursements/report-rows.ts";
import { type Http, RefusalAnswer, type Sessions } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { answerPaper } from "../sheets.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export function addReportRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.readProgrammeReport, async (context) => {
    await sessions.officer(context);
    const id = context.req.valid("param").programmeId as ProgrammeId;
    await headOf(deps, id);
    return context.json(await readProgrammeReport(deps, id), 200);
  });
  http.openapi(api.readReportFile, async (context) => {
    await sessions.officer(context);
    const { programmeId, kind } = context.req.valid("param");
    const id = programmeId as ProgrammeId;
    const head = await headOf(deps, id);
    const rows = reportRows(head, await readProgrammeReport(deps, id));
    context.header("cache-control", "no-store");
    context.header("content-disposition", `attachment; filename="${kind}"`);
    return answerFile(context, kind, head, rows);
  });
}

async function answerFile(
  context: Context,
  kind: "relazione.pdf" | "relazione.xlsx" | "relazione.csv",
  head: ReportHead,
  rows: ReturnType<typeof reportRows>,
): Promise<Response> {
  switch (kind) {
    case "relazione.pdf":
      return answerPaper(context, printReport(head, rows));
    case "relazione.xlsx": {
      const workbook = Uint8Array.from(await reportWorkbook(rows));
      return context.body(workbook, 200, { "content-type": XLSX });
    }
    case "relazione.csv":
      return context.body(reportCsv(rows), 200, { "content-type": "text/csv; charset=utf-8" });
  }
}

/** Only of a programme whose voucher is on chain: of a draft there is nothing to report. */
async function headOf(deps: ServiceDeps, id: ProgrammeId): Promise<ReportHead> {
  const [programme] = await listProgrammes(deps.db, id);
  if (programme === undefined) throw new RefusalAnswer({ code: "not_found" });
  if (programme.voucher === undefined)
    throw new RefusalAnswer({ code: "wrong_state", state: programme.state });
  const checked = await readReconciliation(deps.db, id);
  const amendments = await listAmendments(deps, id);
  const { budgetChapter, commitment, fundingSource, cup, totals } = programme;
  const accounting = [
    ["Capitolo", budgetChapter],
    ["Impegno", commitment],
    ["Fonte di finanziamento", fundingSource],
    ["CUP", cup],
  ] as const;
  return {
    ...{ townName: deps.townName, madeAt: deps.clock.now(), voucher: programme.voucher },
    ...{ name: programme.name, act: programme.act, fundCents: programme.fundCents },
    amendments: amendments.filter(({ doneAt }) => doneAt !== undefined).map(({ act }) => act),
    accounting: accounting.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    spendableFrom: new Date(programme.spendableFrom),
    spendableUntil: new Date(programme.spendableUntil),
    beneficiaries: programme.beneficiaries,
    totals: {
      ...{ issued: totals.issuedCents, held: totals.heldCents, spent: totals.spentCents },
      ...{ reversed: totals.reversedCents, atMerchants: totals.atMerchantsCents },
      ...{ redeemed: totals.redeemedCents, reclaimed: totals.reclaimedCents },
    },
    checked:
      checked === undefined
        ? undefined
        : {
            ...{ at: checked.checkedAt, block: checked.block },
            differences: checked.differences.length,
          },
  };
}
