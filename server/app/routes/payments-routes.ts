import type { Context } from "hono";

import type { PaymentId, ReversalId } from "#core/shared/ids.ts";

import { phoneOfCard } from "../../cards/card-phones.ts";
import type { Till } from "../../merchants/merchants.ts";
import { boardNotices } from "../../offers/offer-list.ts";
import { acceptPayment } from "../../payments/accept-payment.ts";
import * as api from "../../payments/api.ts";
import { viewCard } from "../../payments/card-view.ts";
import { noteFiscalDocument } from "../../payments/fiscal-document.ts";
import { readDay } from "../../payments/payment-desk.ts";
import { paymentsToJson } from "../../payments/payment-view.ts";
import { drawReceiptCode, printReceipt } from "../../payments/print-receipt.ts";
import { coverToJson, previewPayment } from "../../payments/preview-payment.ts";
import { readReceipt } from "../../payments/receipts.ts";
import { reversePayment, termsOfReversal } from "../../payments/reverse-payment.ts";
import { abandonPayment, ownPayment, voidPayment } from "../../payments/take-back.ts";
import { type Http, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import { countPayment } from "../metrics.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { answerPaper } from "../sheets.ts";
import { sourceOf } from "../source-of.ts";
import { consentOf, toSignJson } from "./shop-payments-routes.ts";

export function addPaymentRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.makePayment, async (context) => {
    const till = await sessions.seller(context);
    const { paymentId, amountCents: amount, local, ...card } = context.req.valid("json");
    const id = paymentId as PaymentId;
    const part = local && { amount: local.amountCents, bill: local.billCents };
    const result = await acceptPayment(deps, till, {
      ...{ paymentId: id, amount, ...card },
      ...(part === undefined ? {} : { local: part }),
    });
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
    const till = await sessions.seller(context);
    const { amountCents: amount, cardCode } = context.req.valid("json");
    const cover = valueOf(await previewPayment(deps, till, { amount, cardCode }));
    return context.json(coverToJson(cover), 200);
  });
  http.openapi(api.readPayment, async (context) => {
    const till = await sessions.till(context);
    const id = context.req.valid("param").paymentId as PaymentId;
    return context.json(await readOne(deps, till, id), 200);
  });
  addReceiptRoutes(http, deps, sessions);
  http.openapi(api.abandonPayment, async (context) => {
    const till = await sessions.till(context);
    const id = context.req.valid("param").paymentId as PaymentId;
    const abandoned = valueOf(await abandonPayment(deps, till, id));
    deps.log.info({ payment: id, till: till.id, outcome: abandoned.outcome }, "payment given up");
    return context.json(abandoned, 200);
  });
  http.openapi(api.voidPayment, async (context) => {
    const till = await sessions.seller(context);
    const id = context.req.valid("param").paymentId as PaymentId;
    valueOf(await voidPayment(deps, till, id));
    deps.log.info({ payment: id, till: till.id }, "payment voided");
    return context.json(await readOne(deps, till, id), 200);
  });
  http.openapi(api.reversePayment, async (context) => {
    const till = await sessions.seller(context);
    const { reversalId, amountCents: amount, ...consent } = context.req.valid("json");
    const reversal = await reversePayment(deps, till, {
      reversalId: reversalId as ReversalId,
      paymentId: context.req.valid("param").paymentId as PaymentId,
      amount,
      consent: consentOf(consent),
    });
    const answer = valueOf(reversal);
    const { paymentId: payment } = context.req.valid("param");
    deps.log.info({ payment, reversal: reversalId, till: till.id }, "reversal accepted");
    return context.json(answer, 201);
  });
  http.openapi(api.prepareReversal, async (context) => {
    const till = await sessions.seller(context);
    const paymentId = context.req.valid("param").paymentId as PaymentId;
    const { amountCents: amount } = context.req.valid("json");
    const terms = valueOf(await termsOfReversal(deps, till, { paymentId, amount }));
    return context.json(toSignJson(deps, terms), 200);
  });
  http.openapi(api.listDay, async (context) => {
    const till = await sessions.till(context);
    return context.json(await readDay(deps, till, context.req.valid("query").day), 200);
  });
  http.openapi(api.viewCard, async (context) => {
    const { cardCode, password } = context.req.valid("json");
    const view = valueOf(await viewCard(deps, cardCode, password, sourceOf(context, deps)));
    const board = await boardNotices(deps, view.number);
    const phone = await phoneOfCard(deps.db, view.number, sessions.phoneToken(context));
    return context.json(
      {
        ...view,
        ...(board === undefined ? {} : { board }),
        ...(phone === undefined ? {} : { phone }),
      },
      200,
    );
  });
}

async function readOne(deps: ServiceDeps, till: Till, id: PaymentId) {
  const payment = await ownPayment(deps, till.merchant.id, id);
  const [view] = payment === undefined ? [] : await paymentsToJson(deps, [payment]);
  if (view === undefined) throw new RefusalAnswer({ code: "not_found" });
  return view;
}

function addReceiptRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  const receiptOf = async (context: Context, paymentId: string) => {
    const till = await sessions.till(context);
    return valueOf(await readReceipt(deps, till, paymentId as PaymentId));
  };
  http.openapi(api.readReceipt, async (context) =>
    context.json(await receiptOf(context, context.req.valid("param").paymentId), 200),
  );
  http.openapi(api.printReceipt, async (context) => {
    const receipt = await receiptOf(context, context.req.valid("param").paymentId);
    return answerPaper(context, printReceipt(receipt, deps.townName));
  });
  http.openapi(api.drawReceiptCode, async (context) => {
    const receipt = await receiptOf(context, context.req.valid("param").paymentId);
    const type = { "content-type": "image/svg+xml" };
    return context.body(await drawReceiptCode(receipt), 200, type);
  });
  http.openapi(api.noteFiscalDocument, async (context) => {
    const till = await sessions.till(context);
    const id = context.req.valid("param").paymentId as PaymentId;
    await noteFiscalDocument(deps, till, id, context.req.valid("json").number);
    return context.json(await readOne(deps, till, id), 200);
  });
}
