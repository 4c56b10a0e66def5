import { createRoute, z } from "@hono/zod-openapi";

import {
  PROBLEMS,
  addressText,
  centsText,
  done,
  dryRunQuery,
  hashText,
  importReport,
  instantText,
  json,
  jsonBody,
  sheetsResponse,
  tableBody,
  transactionRequest,
  uuidText,
} from "../shared/api-schema.ts";

/** An address as wallets write it. */
const walletText = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

export const merchantSchema = z
  .object({
    id: uuidText,
    alias: z.string(),
    businessName: z.string(),
    vatNumber: z.string(),
    ateco: z.string(),
    address: z.string(),
    /** Masked but for the last four characters. */
    iban: z.string(),
    category: z.object({ number: z.number().int(), name: z.string() }),
    state: z.enum(["imported", "invited", "active", "suspended"]),
    account: addressText.optional(),
    /** Whether that account is a wallet that the shop keeps itself. */
    isOwnWallet: z.boolean(),
    /** Which part of a price the shop takes in local value, in whole percent; 0: none. */
    localPercent: z.number().int(),
    /** The public name by which cards may give to it, where it is an association. */
    associationName: z.string().optional(),
    tills: z.number().int(),
  })
  .openapi("Merchant");

export const importMerchants = createRoute({
  method: "post",
  path: "/api/merchants/import",
  tags: ["merchants"],
  summary: "Checks (dryRun=true) or imports the list of affiliated shops, all or nothing",
  request: { query: dryRunQuery, body: tableBody },
  responses: {
    200: json(importReport, "Checked or imported"),
    422: json(importReport, "Errors by row and column: nothing was imported"),
    401: PROBLEMS[401],
    403: PROBLEMS[403],
  },
});

export const listMerchants = createRoute({
  method: "get",
  path: "/api/merchants",
  tags: ["merchants"],
  summary: "All merchants, by name",
  responses: { 200: json(z.array(merchantSchema), "Merchants"), ...PROBLEMS },
});

export const printActivationSheets = createRoute({
  method: "post",
  path: "/api/merchants/sheets",
  tags: ["merchants"],
  summary: "Makes the keys of merchants that have none and streams their activation sheets, once",
  description: "Choose PDF or NDJSON with the Accept header.",
  responses: { 200: sheetsResponse, ...PROBLEMS },
});

export const readRegistration = createRoute({
  method: "get",
  path: "/api/merchants/registration",
  tags: ["merchants"],
  summary:
    "The transaction that registers on chain all invited merchants, to be signed by MERCHANTS",
  responses: {
    200: json(
      z.object({ merchants: z.number().int(), transaction: transactionRequest }),
      "Transaction",
    ),
    ...PROBLEMS,
  },
});

const merchantId = z.object({ merchantId: uuidText });

export const noteWallet = createRoute({
  method: "post",
  path: "/api/merchants/{merchantId}/wallet",
  tags: ["merchants"],
  summary: "Notes the wallet of its own that a shop without an account is paid on",
  request: {
    params: merchantId,
    // As text: what is wrong with it is told in words.
    body: jsonBody(z.object({ address: z.string().trim().max(100) })),
  },
  responses: done,
});

export const readSuspension = createRoute({
  method: "get",
  path: "/api/merchants/{merchantId}/suspension",
  tags: ["merchants"],
  summary: "The transaction that suspends an active merchant, to be signed by MERCHANTS",
  request: { params: merchantId },
  responses: { 200: json(transactionRequest, "Transaction"), ...PROBLEMS },
});

export const readActivation = createRoute({
  method: "get",
  path: "/api/merchants/{merchantId}/activation",
  tags: ["merchants"],
  summary:
    "The transaction that lets a suspended merchant take payments again, to be signed by MERCHANTS",
  request: { params: merchantId },
  responses: { 200: json(transactionRequest, "Transaction"), ...PROBLEMS },
});

export const tillSchema = z
  .object({
    id: uuidText,
    label: z.string(),
    merchant: z.object({
      id: uuidText,
      businessName: z.string(),
      category: z.string(),
      state: z.enum(["imported", "invited", "active", "suspended"]),
      /** Which part of a price the shop takes in local value, in whole percent; 0: none. */
      localPercent: z.number().int(),
      /** By which other shops pay it. */
      number: z.number().int(),
      /** The wallet that the shop keeps itself; absent where it signs with its sheet and password. */
      ownWallet: addressText.optional(),
    }),
    /** Accepted payments have waited long for the chain: they hold, the till only says so. */
    isSettlementDelayed: z.boolean(),
    /** The most that one payment may be. */
    largestPaymentCents: centsText,
    activatedAt: instantText,
    /** Whether it is bound to its device by a key that never leaves it. */
    hasPasskey: z.boolean(),
    /** Who may stand at the shop's tills; where there is nobody, no till asks. */
    operators: z.array(z.object({ id: uuidText, name: z.string() })),
    operatorId: uuidText.optional(),
    /** Until then tills and operators may be changed from here. */
    managedUntil: instantText.optional(),
  })
  .openapi("Till");

const sheetProof = { activationCode: z.string().max(200), password: z.string().max(200) };
/** An EIP-4361 message and the signature of the wallet that the shop is paid on. */
const walletProof = { message: z.string().max(4000), signature: z.string().max(2000) };
const label = z.string().trim().min(1).max(40);

export const writeSignIn = createRoute({
  method: "post",
  path: "/api/tills/sign-in",
  tags: ["tills"],
  summary:
    "The EIP-4361 message that a shop's own wallet is asked to sign, with a nonce good for five minutes",
  request: { body: jsonBody(z.object({ address: walletText })) },
  responses: { 201: json(z.object({ message: z.string() }), "Message"), ...PROBLEMS },
});

export const activateTill = createRoute({
  method: "post",
  path: "/api/tills",
  tags: ["tills"],
  summary:
    "Activates a till with the shop's sheet and password, or its own wallet; sets the cookie borgo_till",
  request: {
    body: jsonBody(
      z
        .union([z.object({ ...sheetProof, label }), z.object({ ...walletProof, label })])
        .openapi("TillActivation"),
    ),
  },
  responses: { 201: json(tillSchema, "Activated"), ...PROBLEMS },
});

export const readTill = createRoute({
  method: "get",
  path: "/api/tills/current",
  tags: ["tills"],
  summary: "The till of this session",
  responses: { 200: json(tillSchema, "Till"), ...PROBLEMS },
});

export const revokeTill = createRoute({
  method: "delete",
  path: "/api/tills/current",
  tags: ["tills"],
  summary: "Takes this till out of use",
  responses: { 204: { description: "Revoked" }, ...PROBLEMS },
});

const closingSchema = z
  .object({
    number: z.number().int(),
    from: instantText,
    until: instantText,
    payments: z.number().int(),
    takenCents: centsText,
    voided: z.number().int(),
    voidedCents: centsText,
    /** Below zero where a reversal that an earlier closing told of has failed since. */
    reversedCents: z.string(),
    netCents: z.string(),
    /** What of it is local value. */
    localNetCents: z.string(),
  })
  .openapi("Closing");

export const closeDay = createRoute({
  method: "post",
  path: "/api/tills/current/closings",
  tags: ["tills"],
  summary: "Closes the shop's drawer: adds up all since the closing before, under the next number",
  responses: { 201: json(closingSchema, "Closed"), ...PROBLEMS },
});

export const listClosings = createRoute({
  method: "get",
  path: "/api/tills/current/closings",
  tags: ["tills"],
  summary: "The shop's last closings, newest first",
  responses: { 200: json(z.array(closingSchema), "Closings"), ...PROBLEMS },
});

export const setLocalShare = createRoute({
  method: "post",
  path: "/api/tills/current/local-share",
  tags: ["tills"],
  summary:
    "Which part of a price the shop takes in local value, from now on; the shop has proven itself before",
  request: { body: jsonBody(z.object({ percent: z.number().int().min(0).max(100) })) },
  responses: { 200: json(tillSchema, "Set"), ...PROBLEMS },
});

export const readLocalValue = createRoute({
  method: "get",
  path: "/api/tills/current/local-value",
  tags: ["tills"],
  summary: "What the shop has of local value, and its last 100 movements",
  responses: {
    200: json(
      z
        .object({
          /** On chain, and promised to nobody. */
          availableCents: centsText,
          movements: z.array(
            z.object({
              at: instantText,
              /** `in`: a sale, a reward, whatever else came; `out`: given back, or spent. */
              direction: z.enum(["in", "out"]),
              amountCents: centsText,
              transactionHash: hashText,
            }),
          ),
        })
        .openapi("ShopLocalValue"),
      "Local value",
    ),
    ...PROBLEMS,
  },
});

const operatorId = z.object({ operatorId: uuidText });
const tillId = z.object({ tillId: uuidText });
const pinText = z.string().regex(/^\d{4,8}$/, "Da quattro a otto cifre");
const tillItem = z
  .object({ id: uuidText, label: z.string(), activatedAt: instantText })
  .openapi("TillItem");

export const proveShop = createRoute({
  method: "post",
  path: "/api/tills/current/proof",
  tags: ["tills"],
  summary:
    "The shop proves itself with sheet and password, or its own wallet, to change tills and operators for ten minutes",
  request: {
    body: jsonBody(z.union([z.object(sheetProof), z.object(walletProof)]).openapi("ShopProof")),
  },
  responses: { 200: json(tillSchema, "Proven"), ...PROBLEMS },
});

export const listShopTills = createRoute({
  method: "get",
  path: "/api/tills",
  tags: ["tills"],
  summary: "The shop's tills in use",
  responses: { 200: json(z.array(tillItem), "Tills"), ...PROBLEMS },
});

export const revokeOtherTill = createRoute({
  method: "delete",
  path: "/api/tills/{tillId}",
  tags: ["tills"],
  summary: "Takes another till of the shop out of use; the shop has proven itself before",
  request: { params: tillId },
  responses: done,
});

export const addOperator = createRoute({
  method: "post",
  path: "/api/tills/current/operators",
  tags: ["tills"],
  summary: "Adds who works in the shop, with a PIN; the shop has proven itself before",
  request: { body: jsonBody(z.object({ name: z.string().trim().min(1).max(40), pin: pinText })) },
  responses: { 201: json(tillSchema, "Added"), ...PROBLEMS },
});

export const revokeOperator = createRoute({
  method: "delete",
  path: "/api/tills/current/operators/{operatorId}",
  tags: ["tills"],
  summary: "Ends what an operator may do, at every till; the shop has proven itself before",
  request: { params: operatorId },
  responses: done,
});

export const takeTill = createRoute({
  method: "post",
  path: "/api/tills/current/operator",
  tags: ["tills"],
  summary: "An operator takes this till with their PIN",
  request: { body: jsonBody(z.object({ operatorId: uuidText, pin: z.string().max(20) })) },
  responses: { 200: json(tillSchema, "Taken"), ...PROBLEMS },
});

export const leaveTill = createRoute({
  method: "delete",
  path: "/api/tills/current/operator",
  tags: ["tills"],
  summary: "The operator leaves this till",
  responses: done,
});

const watchedTill = tillItem
  .extend({
    /** Wrong passwords, of any card, in the present hour. */
    wrongPasswords: z.number().int(),
    /** Where it is locked after wrong passwords. */
    lockedUntil: instantText.optional(),
  })
  .openapi("MerchantTill");

export const listMerchantTills = createRoute({
  method: "get",
  path: "/api/merchants/{merchantId}/tills",
  tags: ["merchants"],
  summary: "A merchant's tills in use",
  request: { params: merchantId },
  responses: { 200: json(z.array(watchedTill), "Tills"), ...PROBLEMS },
});

export const unlockMerchantTill = createRoute({
  method: "post",
  path: "/api/merchants/{merchantId}/tills/{tillId}/unlock",
  tags: ["merchants"],
  summary: "Lets a till that is locked after wrong passwords try again",
  request: { params: merchantId.extend({ tillId: uuidText }) },
  responses: done,
});

export const revokeMerchantTill = createRoute({
  method: "delete",
  path: "/api/merchants/{merchantId}/tills/{tillId}",
  tags: ["merchants"],
  summary: "The office takes a till out of use",
  request: { params: merchantId.extend({ tillId: uuidText }) },
  responses: done,
});
