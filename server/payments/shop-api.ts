import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  addressText,
  centsInput,
  centsText,
  hashText,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";

/** A shop as another one sees it. */
export const shopView = z.object({ number: z.number().int(), businessName: z.string() });

/** What the paying shop is told. Nothing in it changes later. */
export const shopPaidSchema = z
  .object({
    paymentId: uuidText,
    amountCents: centsText,
    /** What it has left of local value, right after this payment. */
    leftCents: centsText,
    acceptedAt: instantText,
    payee: shopView,
    /** Whether it holds from now on; what an own wallet signed holds once it is on chain. */
    isCovered: z.boolean(),
    digests: z.array(hashText),
  })
  .openapi("ShopPaid");

/** What an own wallet is asked to sign (EIP-712), in this order. Amount in cents, deadline in Unix seconds. */
export const toSign = z
  .array(
    z.object({
      /** `Reversal` where it names the payment that it gives back, else `Payment`. */
      payment: hashText.optional(),
      token: addressText,
      chainId: z.number().int(),
      to: addressText,
      amountCents: centsText,
      nonce: z.string(),
      deadline: z.string(),
      digest: hashText,
    }),
  )
  .openapi("TransfersToSign");

const natural = z.string().regex(/^(0|[1-9]\d{0,18})$/);

/** How a shop agrees that value leaves it: with its sheet and password, or with the signatures of its own wallet. */
export const consent = {
  sheet: { activationCode: z.string().max(200), password: z.string().max(200) },
  wallet: {
    signed: z.array(
      z.object({
        digest: hashText,
        deadline: natural,
        signature: z.string().regex(/^0x[0-9a-fA-F]{130}$/),
      }),
    ),
  },
};

/** What the shop paid to another one. */
export const paidToShop = z
  .object({
    paymentId: uuidText,
    state: z.enum(["accepted", "batched", "settled", "voided", "failed"]),
    amountCents: centsText,
    /** What of it the other shop has given back. */
    givenBackCents: centsText,
    acceptedAt: instantText,
    payee: shopView,
    transactionHash: hashText.optional(),
  })
  .openapi("PaidToShop");

const shopNumber = z.number().int().min(1).max(9_999_999);

export const readShop = createRoute({
  method: "get",
  path: "/api/shops/{number}",
  tags: ["tills"],
  summary: "An active shop by its number, for another one that is about to pay it",
  request: { params: z.object({ number: z.string().regex(/^[1-9]\d{0,6}$/) }) },
  responses: {
    200: json(
      shopView.extend({ takesLocalValue: z.boolean(), isOwnWallet: z.boolean() }).openapi("Shop"),
      "Shop",
    ),
    ...PROBLEMS,
  },
});

export const drawShopCode = createRoute({
  method: "get",
  path: "/api/tills/current/shop-code.svg",
  tags: ["tills"],
  summary: "The QR by which another shop finds this one, as a picture",
  responses: {
    200: { description: "SVG", content: { "image/svg+xml": { schema: z.string() } } },
    ...PROBLEMS,
  },
});

const shopPayment = { payee: shopNumber, amountCents: centsInput };

export const payShop = createRoute({
  method: "post",
  path: "/api/payments/to-shops",
  tags: ["payments"],
  summary:
    "Pays another shop in local value. The same request again gives the same answer, whenever it comes",
  description: "`paymentId` is made by the till and kept before the first send.",
  request: {
    body: jsonBody(
      z
        .union([
          z.object({ paymentId: uuidText, ...shopPayment, ...consent.sheet }),
          z.object({ paymentId: uuidText, ...shopPayment, ...consent.wallet }),
        ])
        .openapi("ShopPaymentInput"),
    ),
  },
  responses: { 201: json(shopPaidSchema, "Accepted, now or before"), ...PROBLEMS },
});

export const prepareShopPayment = createRoute({
  method: "post",
  path: "/api/payments/to-shops/terms",
  tags: ["payments"],
  summary: "What an own wallet has to sign to pay another shop; promises nothing",
  request: { body: jsonBody(z.object(shopPayment)) },
  responses: { 200: json(toSign, "To sign"), ...PROBLEMS },
});
