import { createHash } from "node:crypto";

import { sql } from "kysely";

import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { MerchantState } from "#core/merchant/merchant-state.ts";
import {
  type ShopPaymentFacts,
  type ShopPaymentRefusal,
  judgeShopPayment,
} from "#core/payment/judge-shop-payment.ts";
import type { Address, MerchantId, PaymentId } from "#core/shared/ids.ts";
import { type Cents, ZERO } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { type Till, aliasOf } from "../merchants/merchants.ts";
import type { Tx } from "../shared/database.ts";
import type { PaymentDeps } from "./accept-payment.ts";
import { factsToJson } from "./payment-facts.ts";
import {
  type ConsentRefusal,
  type ShopConsent,
  type ShopKey,
  type ShopTransfer,
  type SigningRefusal,
  takeShopKey,
  usualDeadline,
} from "./shop-key.ts";
import { type ShopPaid, shopPaid } from "./shop-payments.ts";
import {
  type NewShopTransfer,
  type ShopHolding,
  lockShopHolding,
  readNow,
  storeShopTransfers,
} from "./shop-transfers.ts";

export type ShopPaymentTerms = {
  /** The shop that is paid, by its number. */
  readonly payee: number;
  readonly amount: Cents;
};

export type ShopPaymentInput = ShopPaymentTerms & {
  readonly paymentId: PaymentId;
  readonly consent: ShopConsent;
};

export type PayShopRefusal =
  | ShopPaymentRefusal
  | ConsentRefusal
  | SigningRefusal
  | { code: "invalid_amount" }
  | { code: "unknown_shop" }
  | { code: "payment_id_reused" }
  | { code: "payment_abandoned" };

/**
 * A shop pays another one in local value: a payment like a card's, which the other shop may void and give back as it does
 * any other. Checked, judged, reserved, signed and stored as that is; the same request again gets the same answer.
 */
export async function payShop(
  deps: PaymentDeps,
  till: Till,
  input: ShopPaymentInput,
): Promise<Result<ShopPaid, PayShopRefusal>> {
  if (input.amount === ZERO) return refuse({ code: "invalid_amount" });
  const earlier = await earlierAnswer(deps, till, input);
  if (earlier !== undefined) return earlier;
  const key = await takeShopKey(deps, till, input.consent);
  if (!key.ok) return key;
  try {
    const stored = await deps.db
      .transaction()
      .execute((tx) => judgeAndStore(deps, tx, till, input, key.value));
    return stored.ok ? (await earlierAnswer(deps, till, input))! : stored;
  } finally {
    await key.value.release();
  }
}

/** What an own wallet has to sign for such a payment; promises nothing. */
export async function termsOfShopPayment(
  deps: PaymentDeps,
  till: Till,
  wanted: ShopPaymentTerms,
): Promise<Result<readonly ShopTransfer[], PayShopRefusal>> {
  if (wanted.amount === ZERO) return refuse({ code: "invalid_amount" });
  const judged = await deps.db
    .transaction()
    .execute((tx) => judgeTerms(deps, tx, till, wanted, usualDeadline));
  return judged.ok ? ok([judged.value.transfer]) : judged;
}

/** Identifies what was asked. The sheet and the signature are left out: the same request may come with another. */
function hashOfRequest({ merchant }: Till, { payee, amount }: ShopPaymentTerms): Buffer {
  const text = `borgo/shop-payment-request/v1|${merchant.id}|${payee}|${amount}`;
  return createHash("sha256").update(text).digest();
}

async function earlierAnswer(
  deps: PaymentDeps,
  till: Till,
  input: ShopPaymentInput,
): Promise<Result<ShopPaid, PayShopRefusal> | undefined> {
  const payment = await deps.db
    .selectFrom("payment")
    .selectAll()
    .where("id", "=", input.paymentId)
    .executeTakeFirst();
  if (payment === undefined) return undefined;
  if (payment.state === "abandoned" && payment.merchant_id === till.merchant.id)
    return refuse({ code: "payment_abandoned" });
  const isSame =
    payment.payer_id === till.merchant.id &&
    payment.request_hash?.equals(hashOfRequest(till, input));
  if (isSame !== true) return refuse({ code: "payment_id_reused" });
  return ok(await shopPaid(deps, payment));
}

async function judgeAndStore(
  deps: PaymentDeps,
  tx: Tx,
  till: Till,
  input: ShopPaymentInput,
  key: ShopKey,
): Promise<Result<undefined, PayShopRefusal>> {
  const terms = await judgeTerms(deps, tx, till, input, key.deadlineOf);
  // The same request may have been accepted while this one waited for what the shop has.
  if (await isKnown(tx, input.paymentId)) return ok(undefined);
  if (!terms.ok) return terms;
  const { transfer, facts, left, payee } = terms.value;
  // Before anything is written: what the key refuses to sign leaves nothing behind.
  const signed = await key.sign([transfer]);
  if (!signed.ok) return signed;
  const { paymentId: id, amount } = input;
  const inserted = await tx
    .insertInto("payment")
    .values({
      ...{ id, till_id: till.id, merchant_id: payee, payer_id: till.merchant.id, card_id: null },
      ...{ state: "accepted", request_hash: hashOfRequest(till, input) },
      ...{ amount_cents: amount, bill_cents: amount, local_cents: amount },
      ...{ left_cents: null, local_left_cents: left, facts: factsToJson(facts) },
      ...{ operator_id: till.operatorId ?? null },
      ...{ accepted_at: sql<Date>`now()`, voided_at: null, settled_at: null },
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted !== undefined) {
    const own = [{ ...transfer, ...signed.value[0]! }];
    await storeShopTransfers(tx, deps, till, { payment_id: id }, own, key);
  }
  return ok(undefined);
}

async function isKnown(tx: Tx, id: PaymentId): Promise<boolean> {
  const query = tx.selectFrom("payment").select("id").where("id", "=", id);
  return (await query.executeTakeFirst()) !== undefined;
}

type Judged = {
  readonly transfer: NewShopTransfer;
  readonly facts: ShopPaymentFacts;
  readonly left: Cents;
  readonly payee: MerchantId;
};

/** Judges under a lock on what the shop has, and under one on both shops that a suspension must wait for. */
async function judgeTerms(
  deps: PaymentDeps,
  tx: Tx,
  { merchant }: Till,
  { payee: number, amount }: ShopPaymentTerms,
  deadlineOf: ShopKey["deadlineOf"],
): Promise<Result<Judged, PayShopRefusal>> {
  const { payer, payee } = await lockShops(tx, merchant.id, number);
  if (payer === undefined || payee?.account == null) return refuse({ code: "unknown_shop" });
  const holding = await lockShopHolding(tx, merchant, LOCAL_VALUE);
  const { limits, unsettled, deployment } = deps;
  const facts: ShopPaymentFacts = {
    payer: { state: payer.state },
    payee: { state: payee.state, localPercent: payee.local_percent },
    isItself: payee.id === merchant.id,
    ...{ available: holding?.available ?? ZERO, hasFreeNonce: holding?.hasFreeNonce ?? true },
    ...{ largestPayment: limits.largestPayment, unsettledLimit: limits.unsettledLimit },
    unsettled: unsettled(),
  };
  const judged = judgeShopPayment(amount, facts);
  if (!judged.ok) return judged;
  const deadline = deadlineOf(0, await readNow(tx));
  const message = messageTo(payee.account, amount, holding!, deadline);
  const { address: token } = deployment.contracts.localToken;
  const transfer = { programmeId: LOCAL_VALUE, token, message, reversed: null };
  return ok({ transfer, facts, left: judged.value.left, payee: payee.id });
}

function messageTo(
  to: Address,
  amount: Cents,
  { nextNonce: nonce }: ShopHolding,
  deadline: bigint,
) {
  return { payment: null, to, amount, nonce, deadline };
}

type Shop = {
  readonly id: MerchantId;
  readonly alias: string;
  readonly account: Address | null;
  readonly state: MerchantState;
  readonly local_percent: number;
};

async function lockShops(tx: Tx, payerId: MerchantId, payeeNumber: number) {
  const alias = aliasOf(payeeNumber);
  const shops: Shop[] = await tx
    .selectFrom("merchant")
    .select(["id", "alias", "account", "state", "local_percent"])
    .where((where) => where.or([where("id", "=", payerId), where("alias", "=", alias)]))
    .orderBy("id")
    .forShare()
    .execute();
  return {
    payer: shops.find((shop) => shop.id === payerId),
    payee: shops.find((shop) => shop.alias === alias),
  };
}
