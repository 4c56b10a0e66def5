import type { PaymentId, ReversalId } from "#core/shared/ids.ts";

import type { Till } from "../../merchants/merchants.ts";
import { acceptPayment } from "../../payments/accept-payment.ts";
import * as api from "../../payments/api.ts";
import { viewCard } from "../../payments/card-view.ts";
import { readDay } from "../../payments/payment-desk.ts";
import { paymentsToJson } from "../../payments/payment-view.ts";
import { coverToJson, previewPayment } from "../../payments/preview-payment.ts";
import { reversePayment } from "../../payments/reverse-payment.ts";
import { abandonPayment, ownPayment, voidPayment } from "../../payments/take-back.ts";
import { type Http, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import { countPayment } from "../metrics.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { sourceOf } from "../source-of.ts";

export function addPaymentRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.makePayment, async (context) => {
    const till = await sessions.till(context);
    const { paymentId, amountCents: amount, ...card } = context.req.valid("json");
    const id = paymentId as PaymentId;
    const result = await acceptPayment(deps, till, { paymentId: id, amount, ...card });
    const outcome = result.ok ? "accepted" : result.refusal.code;
    countPayment(outcome);
    const { id: tillId, merchant } = till;
    deps.log.info(
      { payment: id, outcome, till: tillId, merchant: merchant.id, cents: amount.toString() },
      result.ok ? "payment accepted" : "payment refused",
    );
    return context.json(valueOf(result), 201);
  });
  http.openapi(api.previewPayment, async (context) => {
    const till = await sessions.till(context);
    const { amountCents: amount, cardCode } = context.req.valid("json");
    const cover = valueOf(await previewPayment(deps, till, { amount, cardCode }));
    return context.json(coverToJson(cover), 200);
  });
  http.openapi(api.readPayment, async (context) => {
    const till = await sessions.till(context);
    const id = context.req.valid("param").paymentId as PaymentId;
    return context.json(await readOne(deps, till, id), 200);
  });
  http.openapi(api.abandonPayment, async (context) => {
    const till = await sessions.till(context);
    const id = context.req.valid("param").paymentId as PaymentId;
    const abandoned = valueOf(await abandonPayment(deps, till, id));
    deps.log.info({ payment: id, till: till.id, outcome: abandoned.outcome }, "payment given up");
    return context.json(abandoned, 200);
  });
  http.openapi(api.voidPayment, async (context) => {
    const till = await sessions.till(context);
    const id = context.req.valid("param").paymentId as PaymentId;
    valueOf(await voidPayment(deps, till, id));
    deps.log.info({ payment: id, till: till.id }, "payment voided");
    return context.json(await readOne(deps, till, id), 200);
  });
  http.openapi(api.reversePayment, async (context) => {
    const till = await sessions.till(context);
    const { reversalId, amountCents: amount, ...sheet } = context.req.valid("json");
    const reversal = await reversePayment(deps, till, {
      reversalId: reversalId as ReversalId,
      paymentId: context.req.valid("param").paymentId as PaymentId,
      amount,
      ...sheet,
    });
    const answer = valueOf(reversal);
    const { paymentId: payment } = context.req.valid("param");
    deps.log.info({ payment, reversal: reversalId, till: till.id }, "reversal accepted");
    return context.json(answer, 201);
  });
  http.openapi(api.listDay, async (context) => {
    const till = await sessions.till(context);
    return context.json(await readDay(deps, till, context.req.valid("query").day), 200);
  });
  http.openapi(api.viewCard, async (context) => {
    const { cardCode, password } = context.req.valid("json");
    const view = await viewCard(deps, cardCode, password, sourceOf(context, deps));
    return context.json(valueOf(view), 200);
  });
}

async function readOne({ db }: ServiceDeps, till: Till, id: PaymentId) {
  const payment = await ownPayment({ db }, till.merchant.id, id);
  const [view] = payment === undefined ? [] : await paymentsToJson(db, [payment]);
  if (view === undefined) throw new RefusalAnswer({ code: "not_found" });
  return view;
}
