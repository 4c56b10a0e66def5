import type { Context } from "hono";

import { type OperatorId, type TillId, addressOf } from "#core/shared/ids.ts";
import { centsToJson } from "#core/shared/money.ts";

import * as api from "../../merchants/api.ts";
import { closeDay, listClosings } from "../../merchants/closings.ts";
import { localValueOfShop, setLocalShare } from "../../merchants/local-value.ts";
import type { Till } from "../../merchants/merchants.ts";
import {
  addOperator,
  leaveTill,
  listOperators,
  revokeOperator,
  takeTill,
} from "../../merchants/operators.ts";
import { messageForShop } from "../../merchants/own-wallets.ts";
import { activateTill, listTills, proveShop, revokeTillOf } from "../../merchants/tills.ts";
import { type Http, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { isSettlementDelayed } from "../settlement-delay.ts";
import { sourceOf } from "../source-of.ts";

export function addTillRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.activateTill, async (context) => {
    const { till, token } = valueOf(
      await activateTill(deps, context.req.valid("json"), sourceOf(context, deps)),
    );
    sessions.openTill(context, token);
    return context.json(await tillToJson(deps, till), 201);
  });
  http.openapi(api.writeSignIn, async (context) => {
    const address = addressOf(context.req.valid("json").address);
    return context.json({ message: await messageForShop(deps, address) }, 201);
  });
  http.openapi(api.readTill, async (context) =>
    context.json(await tillToJson(deps, await sessions.till(context)), 200),
  );
  http.openapi(api.revokeTill, async (context) => {
    const till = await sessions.till(context);
    valueOf(await revokeTillOf(deps, till.merchant.id, till.id));
    sessions.closeTill(context);
    return context.body(null, 204);
  });
}

/** Who works in the shop, and with which devices. */
export function addShopRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  const shopOf = async (context: Context) => {
    const till = await sessions.till(context);
    if (!isManaged(deps, till)) throw new RefusalAnswer({ code: "shop_proof_required" });
    return till;
  };
  http.openapi(api.proveShop, async (context) => {
    const till = await sessions.till(context);
    valueOf(await proveShop(deps, till, context.req.valid("json")));
    return context.json(await tillToJson(deps, await sessions.till(context)), 200);
  });
  http.openapi(api.listShopTills, async (context) => {
    const { merchant } = await sessions.till(context);
    return context.json(await listTills(deps, merchant.id), 200);
  });
  http.openapi(api.revokeOtherTill, async (context) => {
    const { merchant } = await shopOf(context);
    const id = context.req.valid("param").tillId as TillId;
    valueOf(await revokeTillOf(deps, merchant.id, id));
    return context.body(null, 204);
  });
  http.openapi(api.addOperator, async (context) => {
    const till = await shopOf(context);
    await addOperator(deps, till, context.req.valid("json"));
    return context.json(await tillToJson(deps, till), 201);
  });
  http.openapi(api.revokeOperator, async (context) => {
    const till = await shopOf(context);
    await revokeOperator(deps, till, context.req.valid("param").operatorId as OperatorId);
    return context.body(null, 204);
  });
  http.openapi(api.setLocalShare, async (context) => {
    const { id: till, merchant } = await shopOf(context);
    const { percent } = context.req.valid("json");
    await setLocalShare(deps, merchant.id, percent);
    deps.log.info({ till, merchant: merchant.id, percent }, "share of local value set");
    return context.json(await tillToJson(deps, await sessions.till(context)), 200);
  });
  http.openapi(api.readLocalValue, async (context) => {
    const { merchant } = await sessions.till(context);
    return context.json(await localValueOfShop(deps, merchant), 200);
  });
  http.openapi(api.takeTill, async (context) => {
    const till = await sessions.till(context);
    const { operatorId, pin } = context.req.valid("json");
    valueOf(await takeTill(deps, till, { operatorId: operatorId as OperatorId, pin }));
    return context.json(await tillToJson(deps, await sessions.till(context)), 200);
  });
  http.openapi(api.leaveTill, async (context) => {
    await leaveTill(deps, await sessions.till(context));
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

export async function tillToJson(deps: ServiceDeps, till: Till) {
  const { id, label, activatedAt, operatorId, merchant, passkey } = till;
  const operators = await listOperators(deps, merchant.id);
  return {
    id: id as string,
    label,
    merchant: {
      id: merchant.id as string,
      businessName: merchant.businessName,
      category: merchant.category,
      state: merchant.state,
      localPercent: merchant.localPercent,
      number: merchant.number,
      ...(merchant.isOwnWallet ? { ownWallet: merchant.account as string } : {}),
    },
    largestPaymentCents: centsToJson(deps.limits.largestPayment),
    isSettlementDelayed: await isSettlementDelayed(deps),
    activatedAt: activatedAt.toISOString(),
    hasPasskey: passkey !== "none",
    operators: operators.map((operator) => ({ ...operator, id: operator.id as string })),
    ...(operatorId === undefined ? {} : { operatorId: operatorId as string }),
    ...(isManaged(deps, till) ? { managedUntil: till.managedUntil!.toISOString() } : {}),
  };
}

/** As long as after a proof: whoever has just activated a till has shown the same sheet and password. */
const ACTIVATION_PROVES_MS = 10 * 60_000;

/** Whether the shop has just shown its sheet and password here, to activate the till or for whatever else. */
export function hasShopProof(deps: ServiceDeps, till: Till): boolean {
  const age = deps.clock.now().getTime() - till.activatedAt.getTime();
  return age < ACTIVATION_PROVES_MS || isManaged(deps, till);
}

/** Whether the shop has just proven itself on this till. */
function isManaged({ clock }: ServiceDeps, { managedUntil }: Till): boolean {
  return managedUntil !== undefined && clock.now() < managedUntil;
}
