import type { Context } from "hono";

import { findCbiFaults } from "#core/reimbursement/transfer-order.ts";
import { writeCbiRequest, writePain001 } from "#core/reimbursement/write-pain-001.ts";
import type { StatementId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { liquidationWorkbook, printLiquidation } from "../../reimbursements/liquidation-list.ts";
import * as api from "../../reimbursements/orders-api.ts";
import { changePayer, readPayer } from "../../reimbursements/payer.ts";
import { readPaymentPace } from "../../reimbursements/payment-pace.ts";
import { readOutcomes } from "../../reimbursements/read-outcomes.ts";
import { importOutcomes } from "../../reimbursements/record-outcomes.ts";
import {
  type WrittenOrder,
  listTransferOrders,
  readWrittenOrder,
} from "../../reimbursements/transfer-order-list.ts";
import {
  createTransferOrder,
  withdrawTransferOrder,
} from "../../reimbursements/transfer-orders.ts";
import { type Http, type Sessions, valueOf } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { answerPaper } from "../sheets.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export function addOrderRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.readPayer, async (context) => {
    await sessions.officer(context, "treasury");
    return context.json(await payerAnswer(deps), 200);
  });
  http.openapi(api.changePayer, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const payer = context.req.valid("json");
    await doAct(deps, officer, (own) => changePayer(own, officer, payer), { act: "payer_changed" });
    return context.json(await payerAnswer(deps), 200);
  });
  http.openapi(api.listTransferOrders, async (context) => {
    await sessions.officer(context);
    return context.json(await listTransferOrders(deps), 200);
  });
  http.openapi(api.createTransferOrder, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const { statementIds, executeOn } = context.req.valid("json");
    const ids = [...new Set(statementIds)] as StatementId[];
    const id = await doAct(
      deps,
      officer,
      (own) => createTransferOrder(own, officer, { statementIds: ids, executeOn }),
      (subject) => ({ act: "transfers_ordered", subject, details: { transfers: ids.length } }),
    );
    return context.json(await readOne(deps, id), 201);
  });
  http.openapi(api.withdrawTransferOrder, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const id = context.req.valid("param").orderId;
    await doAct(deps, officer, (own) => withdrawTransferOrder(own, officer, id), {
      ...{ act: "order_withdrawn", subject: id },
    });
    return context.json(await readOne(deps, id), 200);
  });
  addFileRoutes(http, deps, sessions);
}

function addFileRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.readOrderFile, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const { orderId, kind } = context.req.valid("param");
    const order = await doAct(deps, officer, (own) => orderForFile(own, orderId, kind), {
      ...{ act: "order_downloaded", subject: orderId, details: { file: kind } },
    });
    context.header("cache-control", "no-store");
    context.header(
      "content-disposition",
      `attachment; filename="distinta-${order.number}-${kind}"`,
    );
    return answerFile(context, deps, order, kind);
  });
  http.openapi(api.importOutcomes, async (context) => {
    const { officer } = await sessions.officer(context, "treasury");
    const isDryRun = context.req.valid("query").dryRun === "true";
    const read = valueOf(await readOutcomes(new Uint8Array(await context.req.arrayBuffer())));
    const report = await doAct(
      deps,
      officer,
      (own) => importOutcomes(own, officer, read, isDryRun),
      ({ paid, rejected, errors }) =>
        isDryRun || errors.length > 0 || paid + rejected === 0
          ? undefined
          : { act: "outcomes_imported", details: { paid, rejected } },
    );
    const { warnings, errors, ...counts } = report;
    const lists = { warnings: [...warnings], errors: [...errors] };
    return context.json({ ...counts, ...lists, dryRun: isDryRun }, 200);
  });
  http.openapi(api.readPaymentPace, async (context) => {
    await sessions.officer(context);
    return context.json(await readPaymentPace(deps), 200);
  });
}

type Kind = "pain-001.xml" | "cbi.xml" | "liquidazione.xlsx" | "liquidazione.pdf";

async function answerFile(
  context: Context,
  { townName }: ServiceDeps,
  order: WrittenOrder,
  kind: Kind,
): Promise<Response> {
  switch (kind) {
    case "pain-001.xml":
      return context.body(writePain001(order), 200, { "content-type": "application/xml" });
    case "cbi.xml":
      return context.body(writeCbiRequest(order), 200, { "content-type": "application/xml" });
    case "liquidazione.xlsx": {
      const workbook = Uint8Array.from(await liquidationWorkbook(order));
      return context.body(workbook, 200, { "content-type": XLSX });
    }
    case "liquidazione.pdf":
      return answerPaper(context, printLiquidation(order, townName));
  }
}

/** An order that can be written as this kind of file. */
async function orderForFile(
  deps: Pick<ServiceDeps, "db" | "custody">,
  id: string,
  kind: Kind,
): Promise<Result<WrittenOrder, { code: "not_found" } | { code: "payer_missing" }>> {
  const order = await readWrittenOrder(deps, id);
  if (order === undefined) return refuse({ code: "not_found" });
  if (kind === "cbi.xml" && findCbiFaults(order).length > 0)
    return refuse({ code: "payer_missing" });
  return ok(order);
}

async function payerAnswer({ db }: ServiceDeps) {
  const payer = await readPayer(db);
  return payer === undefined ? {} : { payer };
}

async function readOne(deps: ServiceDeps, id: string) {
  const [order] = await listTransferOrders(deps, id);
  return order!;
}
