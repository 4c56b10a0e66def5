import qrcode from "qrcode";

import type { Hash, PaymentId } from "#core/shared/ids.ts";
import { centsToJson } from "#core/shared/money.ts";

import * as api from "../../payments/shop-api.ts";
import { payShop, termsOfShopPayment } from "../../payments/pay-shop.ts";
import { type ShopConsent, type ShopTransfer, digestOf } from "../../payments/shop-key.ts";
import { shopOfNumber } from "../../payments/shop-payments.ts";
import type { Hex } from "../../shared/chain.ts";
import { type Http, type Sessions, valueOf } from "../http.ts";
import { countPayment } from "../metrics.ts";
import type { ServiceDeps } from "../service-deps.ts";

/** Shops that pay each other in local value. */
export function addShopPaymentRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.readShop, async (context) => {
    await sessions.till(context);
    const number = Number(context.req.valid("param").number);
    return context.json(valueOf(await shopOfNumber(deps, number)), 200);
  });
  http.openapi(api.drawShopCode, async (context) => {
    const { merchant } = await sessions.till(context);
    const url = `${deps.publicUrl}/cassa/paga#${merchant.number}`;
    const svg = await qrcode.toString(url, { type: "svg", errorCorrectionLevel: "L", margin: 4 });
    return context.body(svg, 200, { "content-type": "image/svg+xml" });
  });
  http.openapi(api.payShop, async (context) => {
    const till = await sessions.seller(context);
    const { paymentId, payee, amountCents: amount, ...consent } = context.req.valid("json");
    const result = await payShop(deps, till, {
      ...{ paymentId: paymentId as PaymentId, payee, amount, consent: consentOf(consent) },
    });
    const outcome = result.ok ? "accepted" : result.refusal.code;
    countPayment(outcome);
    deps.log.info(
      { payment: paymentId, outcome, till: till.id, payer: till.merchant.id, payee },
      result.ok ? "payment to a shop accepted" : "payment to a shop refused",
    );
    return context.json(valueOf(result), 201);
  });
  http.openapi(api.prepareShopPayment, async (context) => {
    const till = await sessions.seller(context);
    const { payee, amountCents: amount } = context.req.valid("json");
    const terms = valueOf(await termsOfShopPayment(deps, till, { payee, amount }));
    return context.json(toSignJson(deps, terms), 200);
  });
}

type SentConsent =
  | { activationCode: string; password: string }
  | { signed: readonly { digest: string; deadline: string; signature: string }[] };

export function consentOf(sent: SentConsent): ShopConsent {
  if (!("signed" in sent)) return sent;
  const signed = sent.signed.map(({ digest, deadline, signature }) => ({
    digest: digest as Hash,
    deadline: BigInt(deadline),
    signature: signature as Hex,
  }));
  return { signed };
}

export function toSignJson(
  { deployment: { chainId } }: ServiceDeps,
  transfers: readonly ShopTransfer[],
) {
  return transfers.map((transfer) => {
    const { payment, to, amount, nonce, deadline } = transfer.message;
    return {
      ...(payment === null ? {} : { payment: payment as string }),
      ...{ token: transfer.token as string, chainId, to: to as string },
      ...{ amountCents: centsToJson(amount), nonce: nonce.toString() },
      ...{ deadline: deadline.toString(), digest: digestOf(chainId, transfer) as string },
    };
  });
}
