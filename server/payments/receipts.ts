import { type Receipt, receiptUrl } from "#core/payment/receipt-code.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { Hash, PaymentId } from "#core/shared/ids.ts";
import { centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import { unixSeconds } from "#core/shared/unix-time.ts";

import type { Custody } from "../custody/custody.ts";
import type { Till } from "../merchants/merchants.ts";
import type { Database, PaymentRow } from "../shared/database.ts";
import { partsToJson, reversalToJson } from "./payment-view.ts";
import { type ShopView, shopsById } from "./shop-payments.ts";
import { ownPayment } from "./take-back.ts";

export type ReceiptDeps = {
  readonly db: Database;
  readonly custody: Custody;
  readonly deployment: Deployment;
  readonly publicUrl: string;
  /** How long a payment waits before it may be put into a batch. */
  readonly pace: { readonly settleAfterSeconds: number };
};

/** Exactly one of card and shop. */
type Payer = {
  cardNumber?: string;
  leftCents?: string;
  localLeftCents?: string;
  payer?: ShopView;
};

export type ReceiptView = Awaited<ReturnType<typeof describe>>;

/** What shop and citizen keep of a payment, as it stands now. */
export async function readReceipt(
  deps: ReceiptDeps,
  till: Till,
  id: PaymentId,
): Promise<Result<ReceiptView, { code: "not_found" }>> {
  const payment = await ownPayment(deps, till.merchant.id, id);
  return payment === undefined
    ? refuse({ code: "not_found" })
    : ok(await describe(deps, till, payment));
}

async function describe(deps: ReceiptDeps, till: Till, payment: PaymentRow) {
  const { db, publicUrl, pace } = deps;
  const { amount_cents, accepted_at, state, fiscal_document } = payment;
  const { bill_cents, local_cents } = payment;
  const reversals = await db
    .selectFrom("reversal")
    .selectAll()
    .where("payment_id", "=", payment.id)
    .orderBy("accepted_at")
    .execute();
  const { receipt, digests } = await signedReceipt(deps, till, payment);
  const voidableUntil = new Date(accepted_at.getTime() + pace.settleAfterSeconds * 1000);
  return {
    paymentId: payment.id as string,
    businessName: till.merchant.businessName,
    amountCents: centsToJson(amount_cents),
    parts: partsToJson(amount_cents, local_cents),
    ...(bill_cents === null ? {} : { billCents: centsToJson(bill_cents) }),
    ...(await payerOf(deps, payment)),
    acceptedAt: accepted_at.toISOString(),
    state: state as Exclude<typeof state, "abandoned">,
    digests: digests as string[],
    ...(fiscal_document === null ? {} : { fiscalDocument: fiscal_document }),
    /** Until about then the till can void it with a touch. */
    voidableUntil: voidableUntil.toISOString(),
    reversals: reversals.map(reversalToJson),
    checkUrl: receiptUrl(publicUrl, receipt),
  };
}

/** Who paid, and what a card had left; what another shop has left is not this one's business. */
async function payerOf(
  deps: ReceiptDeps,
  { card_id, payer_id, left_cents, local_left_cents }: PaymentRow,
): Promise<Payer> {
  if (payer_id !== null) return { payer: (await shopsById(deps, [payer_id])).get(payer_id)! };
  const { number } = await deps.db
    .selectFrom("card")
    .select("number")
    .where("id", "=", card_id!)
    .executeTakeFirstOrThrow();
  return {
    ...{ cardNumber: number, leftCents: centsToJson(left_cents!) },
    ...(local_left_cents === null ? {} : { localLeftCents: centsToJson(local_left_cents) }),
  };
}

/** Signed when it is asked for, not when the payment is accepted: nobody at the counter waits for it. */
async function signedReceipt(
  { db, custody, deployment }: ReceiptDeps,
  till: Till,
  { id, accepted_at }: PaymentRow,
): Promise<{ receipt: Receipt; digests: readonly Hash[] }> {
  const transfers = await db
    .selectFrom("signed_transfer")
    .innerJoin("token", "token.id", "signed_transfer.programme_id")
    .where("payment_id", "=", id)
    .orderBy("position")
    .select(["token.address", "from_account", "amount_cents", "nonce", "deadline", "digest"])
    .execute();
  const digests = transfers.map(({ digest }) => digest);
  const acceptedAt = BigInt(unixSeconds(accepted_at));
  const { chainId } = deployment;
  const { signature } = await custody.signReceipt(chainId, { payments: digests, acceptedAt });
  const shares = transfers.map(({ address, from_account, amount_cents, nonce, deadline }) => ({
    token: address!,
    from: from_account,
    amount: amount_cents,
    nonce,
    deadline: BigInt(unixSeconds(deadline)),
  }));
  const merchant = till.merchant.account;
  return { receipt: { chainId, merchant, acceptedAt, shares, signature }, digests };
}
