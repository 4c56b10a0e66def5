import { createRoute, z } from "@hono/zod-openapi";

import { isCardNumber } from "#core/card/card-number.ts";

import {
  PROBLEMS,
  centsInput,
  centsText,
  hashText,
  instantText,
  json,
  jsonBody,
  uuidText,
} from "../shared/api-schema.ts";

const receiver = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("card_number"),
    /** Eight digits, as printed; the last one is a check digit. */
    number: z
      .string()
      .transform((text) => text.replace(/\s/g, ""))
      .refine(isCardNumber, "Numero di tessera sbagliato: ricontrollare le otto cifre"),
  }),
  z.object({ kind: z.literal("card_code"), code: z.string().max(200) }),
  z.object({ kind: z.literal("association"), id: uuidText }),
]);

export const giftSchema = z
  .object({
    giftId: uuidText,
    /** In local value's own unit, which stands for a euro cent at a till. */
    amountCents: centsText,
    /** What the card had left of local value, right after the gift. */
    leftCents: centsText,
    acceptedAt: instantText,
    /** A card by its last four digits and by nothing more. */
    to: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("card"), endsWith: z.string() }),
      z.object({ kind: z.literal("association"), name: z.string() }),
    ]),
    /** The EIP-712 digests by which anyone can find the gift on chain. */
    digests: z.array(hashText),
  })
  .openapi("Gift");

export const giveValue = createRoute({
  method: "post",
  path: "/api/gifts",
  tags: ["cards"],
  summary: "Gives local value to another card or to an association, with card and password",
  description:
    "`giftId` is made by who gives, before it is first sent: the same request again gets the same answer. Nobody's name is answered.",
  request: {
    body: jsonBody(
      z.object({
        giftId: uuidText,
        amountCents: centsInput,
        to: receiver,
        cardCode: z.string().max(200),
        password: z.string().max(200),
      }),
    ),
  },
  responses: { 201: json(giftSchema, "Given"), ...PROBLEMS },
});

const associations = z.array(z.object({ id: uuidText, name: z.string() }).openapi("Association"));

export const listAssociations = createRoute({
  method: "get",
  path: "/api/associations",
  tags: ["cards"],
  summary: "The associations that cards may give local value to, by name",
  responses: { 200: json(associations, "Associations"), ...PROBLEMS },
});

export const nameAssociation = createRoute({
  method: "post",
  path: "/api/merchants/{merchantId}/association",
  tags: ["merchants"],
  summary: "Lists a merchant as an association under this public name, or ends it (null)",
  request: {
    params: z.object({ merchantId: uuidText }),
    body: jsonBody(z.object({ name: z.string().trim().min(2).max(80).nullable() })),
  },
  responses: { 204: { description: "Done" }, ...PROBLEMS },
});
