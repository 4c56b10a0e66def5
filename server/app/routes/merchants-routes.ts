import type { MerchantId } from "#core/shared/ids.ts";
import { centsToJson } from "#core/shared/money.ts";

import * as api from "../../merchants/api.ts";
import { closeDay, listClosings } from "../../merchants/closings.ts";
import { inviteMerchants } from "../../merchants/invite-merchants.ts";
import { importMerchants } from "../../merchants/import-merchants.ts";
import {
  listMerchants,
  registrationTransaction,
  standingTransaction,
} from "../../merchants/merchant-list.ts";
import type { Till } from "../../merchants/merchants.ts";
import { activateTill, revokeTill } from "../../merchants/tills.ts";
import { reportToJson } from "../../shared/import-report.ts";
import { type Http, type Sessions, valueOf } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { sourceOf } from "../source-of.ts";
import { answerSheets } from "../sheets.ts";
import { isSettlementDelayed } from "../settlement-delay.ts";

export function addMerchantRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.importMerchants, async (context) => {
    await sessions.officer(context, "merchants");
    const isDryRun = context.req.valid("query").dryRun === "true";
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    const report = valueOf(await importMerchants(deps, bytes, isDryRun));
    return context.json(reportToJson(report, isDryRun), report.errors.length > 0 ? 422 : 200);
  });
  http.openapi(api.listMerchants, async (context) => {
    await sessions.officer(context);
    return context.json(await listMerchants(deps), 200);
  });
  http.openapi(api.printActivationSheets, async (context) => {
    await sessions.officer(context, "merchants");
    const sheets = valueOf(await inviteMerchants(deps));
    return answerSheets(context, deps, { kind: "activation", sheets });
  });
  http.openapi(api.readRegistration, async (context) => {
    await sessions.officer(context);
    return context.json(valueOf(await registrationTransaction(deps)), 200);
  });
  http.openapi(api.readSuspension, async (context) => {
    await sessions.officer(context);
    const id = context.req.valid("param").merchantId as MerchantId;
    return context.json(valueOf(await standingTransaction(deps, id, "suspended")), 200);
  });
  http.openapi(api.readActivation, async (context) => {
    await sessions.officer(context);
    const id = context.req.valid("param").merchantId as MerchantId;
    return context.json(valueOf(await standingTransaction(deps, id, "active")), 200);
  });
}

export function addTillRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.activateTill, async (context) => {
    const { till, token } = valueOf(
      await activateTill(deps, context.req.valid("json"), sourceOf(context, deps)),
    );
    sessions.openTill(context, token);
    return context.json(await tillToJson(deps, till), 201);
  });
  http.openapi(api.readTill, async (context) =>
    context.json(await tillToJson(deps, await sessions.till(context)), 200),
  );
  http.openapi(api.revokeTill, async (context) => {
    const till = await sessions.till(context);
    await revokeTill(deps, till.id);
    sessions.closeTill(context);
    return context.body(null, 204);
  });
}

/** The drawer of the shop. */
export function addClosingRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.closeDay, async (context) => {
    const till = await sessions.till(context);
    return context.json(valueOf(await closeDay(deps, till)), 201);
  });
  http.openapi(api.listClosings, async (context) => {
    const { merchant } = await sessions.till(context);
    return context.json(await listClosings(deps, merchant.id), 200);
  });
}

async function tillToJson(deps: ServiceDeps, { id, label, activatedAt, merchant }: Till) {
  return {
    id: id as string,
    label,
    merchant: {
      id: merchant.id as string,
      businessName: merchant.businessName,
      category: merchant.category,
      state: merchant.state,
    },
    largestPaymentCents: centsToJson(deps.limits.largestPayment),
    isSettlementDelayed: await isSettlementDelayed(deps),
    activatedAt: activatedAt.toISOString(),
  };
}
