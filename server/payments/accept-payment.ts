import { createHash } from "node:crypto";

import { decodeCode } from "#core/card/card-code.ts";
import { type LocalPart, type PaymentRefusal, judgePayment } from "#core/payment/judge-payment.ts";
import { type ConfirmationRefusal, refuseUnconfirmed } from "#core/payment/phone-confirmation.ts";
import type { SpendingLimits } from "#core/payment/spending-limits.ts";
import type { PaymentId, SealedKeyId } from "#core/shared/ids.ts";
import { type Cents, ZERO } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { lockCard } from "../cards/cards.ts";
import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { Till } from "../merchants/merchants.ts";
import type { Database } from "../shared/database.ts";
import { askPhone } from "./ask-phone.ts";
import { withCardKey } from "./card-key.ts";
import { type Earlier, readEarlier } from "./earlier-request.ts";
import { factsOf, factsToJson } from "./payment-facts.ts";
import { type Acceptance, acceptanceFrom, acceptanceOf } from "./payment-view.ts";
import { readTerms } from "./read-terms.ts";
import { type Sign, type SigningDeps, signShares } from "./sign-shares.ts";
import { storePayment } from "./store-payment.ts";

/** What a service may accept; see `judgePayment`. */
export type PaymentLimits = {
  readonly largestPayment: Cents;
  readonly unsettledLimit: Cents;
  readonly spending: SpendingLimits;
};

export type PaymentDeps = SigningDeps & {
  readonly db: Database;
  readonly custody: Custody;
  readonly limits: PaymentLimits;
  /** Cents accepted and not yet final on chain, a few seconds old at most. */
  readonly unsettled: () => Cents;
};

export type PaymentInput = {
  readonly paymentId: PaymentId;
  /** All that the card pays. */
  readonly amount: Cents;
  /** What of it is local value, and the whole price; absent where it is vouchers alone. */
  readonly local?: LocalPart;
  readonly cardCode: string;
  readonly password: string;
};

export type AcceptRefusal =
  | PaymentRefusal
  | UnlockRefusal
  | ConfirmationRefusal
  | { code: "invalid_amount" }
  | { code: "unknown_code" }
  | { code: "payment_id_reused" }
  | { code: "payment_abandoned" };

/**
 * Takes a payment: checks the password, then in ONE transaction locks the card's accounts, judges, reserves, signs and
 * stores all its parts, the vouchers' and the local value's. Nothing is answered before its commit. The same request
 * again, now or later, here or on another replica, gets the same answer; the same id with other contents is refused.
 */
export async function acceptPayment(
  deps: PaymentDeps,
  till: Till,
  input: PaymentInput,
): Promise<Result<Acceptance, AcceptRefusal>> {
  if (!isPayable(input)) return refuse({ code: "invalid_amount" });
  const code = decodeCode(input.cardCode);
  if (!code.ok) return refuse({ code: "invalid_code", reason: code.refusal.code });
  const requestHash = hashOfRequest(till, input, code.value.secret);
  const earlier = await earlierAnswer(deps, till, input.paymentId, requestHash);
  if (earlier !== undefined) return earlier;
  return withCardKey(deps.custody, input, { till: till.id }, (key, sign) =>
    judgeAndStore(deps, till, input, requestHash, key, sign),
  );
}

/** Something has to be paid, no more in local value than in all, and no more in all than the price. */
function isPayable({ amount, local }: Pick<PaymentInput, "amount" | "local">): boolean {
  if (amount === ZERO) return false;
  return local === undefined || (local.amount <= amount && amount <= local.bill);
}

/** Identifies what was asked. The password is left out: nothing derived from it is ever stored. */
function hashOfRequest(
  till: Till,
  { amount, local }: Pick<PaymentInput, "amount" | "local">,
  secret: Uint8Array,
): Buffer {
  const hash = createHash("sha256");
  // What is paid with vouchers alone is told as it always was: its request may come again after an update.
  if (local === undefined) hash.update(`borgo/payment-request/v1|${till.merchant.id}|${amount}|`);
  else
    hash.update(
      `borgo/payment-request/v2|${till.merchant.id}|${amount}|${local.amount}|${local.bill}|`,
    );
  return hash.update(secret).digest();
}

/** What was answered to this id before; `undefined` where it is new, or has just been confirmed. */
async function earlierAnswer(
  { db }: Pick<PaymentDeps, "db">,
  till: Till,
  paymentId: PaymentId,
  requestHash: Buffer,
): Promise<Result<Acceptance, AcceptRefusal> | undefined> {
  const earlier = await readEarlier(db, paymentId);
  if (earlier === undefined) return undefined;
  if (earlier.merchantId !== till.merchant.id) return refuse({ code: "payment_id_reused" });
  if (earlier.state === "abandoned") return refuse({ code: "payment_abandoned" });
  if (!earlier.requestHash!.equals(requestHash)) return refuse({ code: "payment_id_reused" });
  return earlier.state === "asked" ? unconfirmed(earlier) : ok(await acceptanceOf(db, paymentId));
}

/** Without the password: what the telephone said, or that it has not answered yet, is for the till that asked. */
function unconfirmed({
  confirmation,
  now,
}: Extract<Earlier, { state: "asked" }>): Result<Acceptance, AcceptRefusal> | undefined {
  const refusal = refuseUnconfirmed(confirmation, now);
  return refusal && refuse(refusal);
}

async function judgeAndStore(
  deps: PaymentDeps,
  till: Till,
  input: PaymentInput,
  requestHash: Buffer,
  key: SealedKeyId,
  sign: Sign,
): Promise<Result<Acceptance, AcceptRefusal>> {
  const stored = await deps.db.transaction().execute(async (tx) => {
    const card = await lockCard(tx, key);
    if (card === undefined) return refuse({ code: "unknown_code" });
    const terms = await readTerms(tx, till, input.paymentId, card.id);
    // The same request may have been accepted while this one waited for the card. Inserting its id again would wait for
    // whoever is settling it, and that one waits for the card's accounts.
    if (terms.isKnown) return ok(undefined);
    const facts = factsOf(deps, card, terms);
    const judged = judgePayment(input.amount, facts, terms.now, input.local);
    if (!judged.ok) return judged;
    const local = input.local?.amount ?? ZERO;
    if (card.phoneId !== null || terms.isAsked) {
      const asked = { id: input.paymentId, requestHash, amount: input.amount, local };
      const confirmed = await askPhone(tx, till, card, asked);
      if (!confirmed.ok) return confirmed;
    }
    const { shares, left, localLeft } = judged.value;
    const to = () => terms.merchant.account;
    const transfers = await signShares(deps, { card, to, ...terms }, shares, sign);
    const { paymentId: id, amount } = input;
    const sums = { amount, left, local, localLeft };
    const bill = input.local?.bill;
    const payment = { id, requestHash, card: card.id, ...sums, bill, facts: factsToJson(facts) };
    const acceptedAt = await storePayment(tx, till, payment, transfers);
    // Another request with this id has just been accepted: nothing was written here, and its answer stands.
    if (acceptedAt === undefined) return ok(undefined);
    const digests = transfers.map(({ digest }) => digest);
    return ok(acceptanceFrom({ id, ...sums, acceptedAt }, card.number, digests));
  });
  if (!stored.ok) return stored;
  if (stored.value !== undefined) return ok(stored.value);
  return (await earlierAnswer(deps, till, input.paymentId, requestHash))!;
}
