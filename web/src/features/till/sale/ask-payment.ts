import { cents, centsToJson } from "#core/shared/money.ts";

import { abandonPayment } from "../../../shared/api/abandon-payment.ts";
import { makePayment } from "../../../shared/api/make-payment.ts";
import { readConfirmation } from "../../../shared/api/read-confirmation.ts";
import { previewPayment } from "../../../shared/api/preview-payment.ts";
import { ProblemError } from "../../../shared/api/request.ts";
import type { Acceptance, PaymentInput, Problem } from "../../../shared/api/types.ts";
import { newId } from "../../../shared/api/new-id.ts";
import { type PendingPayment, forgetPending, keepPending, readPending } from "./pending-payment.ts";
import {
  type Bill,
  NEW_SALE,
  type ReadCard,
  type Sale,
  coveredBill,
  isFinalRefusal,
  totalOf,
} from "./sale.ts";
import type { Credentials } from "./use-credentials.ts";

/** Asks what the card covers of the bill. Nothing is at stake yet: where nobody answers, it is asked again. */
export async function askCover(bill: Bill, card: ReadCard): Promise<Sale> {
  const amountCents = centsToJson(bill.amount);
  try {
    const cover = await previewPayment({ amountCents, cardCode: card.cardCode });
    const covered = coveredBill(bill, cover);
    return covered.amount === bill.amount && covered.local === undefined
      ? { step: "password", bill, card }
      : { step: "cover", bill: covered, card, parts: cover.parts };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined || !isFinalRefusal(problem)) return { step: "unreached", bill, card };
    return { step: "refused", bill, problem: withOrigin(problem, card) };
  }
}

/** Where the card is unknown here and was printed for another site, the answer can say for which. */
function withOrigin(problem: Problem, { origin }: ReadCard): Problem {
  const isForeign = origin !== undefined && origin !== location.origin;
  return problem.code === "unknown_code" && isForeign ? { ...problem, origin } : problem;
}

/** Sends a payment under an id that is written down before. */
export async function askPayment(bill: Bill, credentials: Credentials): Promise<Sale> {
  // Another window of this till may be in doubt: its truth first, so that no second sale hides it.
  const earlier = readPending();
  if (earlier !== undefined) return { step: "doubt", pending: earlier };
  const paymentId = newId();
  const amountCents = centsToJson(bill.amount);
  const cashCents = centsToJson(bill.cash);
  const sentAt = new Date().toISOString();
  const pending = { paymentId, amountCents, cashCents, ...localOf(bill), sentAt };
  keepPending(pending);
  return sendPayment(bill, pending, credentials);
}

/** Sends it, for the first time or after the holder has answered on the telephone. */
export async function sendPayment(
  bill: Bill,
  pending: PendingPayment,
  { cardCode, password }: Credentials,
): Promise<Sale> {
  const { paymentId, amountCents } = pending;
  try {
    const card = { cardCode, password };
    const acceptance = await makePayment({ paymentId, amountCents, ...localPart(bill), ...card });
    forgetPending(paymentId);
    return { step: "accepted", acceptance, cash: bill.cash };
  } catch (error) {
    const problem = problemOf(error);
    // It stays written down: after a reload the till gives it up, and the telephone is not asked any more.
    if (problem?.code === "confirmation_waiting") return { step: "confirming", bill, pending };
    if (problem === undefined || !isFinalRefusal(problem))
      return { step: "doubt", pending, problem };
    forgetPending(paymentId);
    return { step: "refused", bill, problem };
  }
}

function localOf({ local }: Bill): { readonly localCents?: string } {
  return local === undefined ? {} : { localCents: centsToJson(local) };
}

/** The service takes local value up to the shop's share of the whole price. */
function localPart(bill: Bill): Pick<PaymentInput, "local"> {
  if (bill.local === undefined) return {};
  const billCents = centsToJson(totalOf(bill));
  return { local: { amountCents: centsToJson(bill.local), billCents } };
}

type Doubt = Extract<Sale, { step: "doubt" }>;

/** Asks once what became of a payment: it was taken, or it never will be. */
export async function endDoubt(doubt: Doubt): Promise<Sale | "unanswered" | "till_required"> {
  const { pending } = doubt;
  try {
    const outcome = await abandonPayment(pending.paymentId);
    forgetPending(pending.paymentId);
    return outcome.outcome === "accepted"
      ? takenAfterAll(doubt, outcome.payment)
      : nothingTaken(doubt);
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined || !isFinalRefusal(problem)) return "unanswered";
    if (isAboutTheTill(problem)) return "till_required";
    // The id belongs to another shop: this phone was another shop's till, and the sale is not ours to judge.
    forgetPending(pending.paymentId);
    return { step: "refused", bill: billOfPending(doubt), problem };
  }
}

/** Whether the holder has answered on the telephone, whatever it was. Where nobody is heard, not yet. */
export async function isAnswered(pending: PendingPayment): Promise<boolean> {
  try {
    return (await readConfirmation(pending.paymentId)).state !== "waiting";
  } catch (error) {
    const problem = problemOf(error);
    return problem !== undefined && isFinalRefusal(problem);
  }
}

/** Gives up a payment that waits for the telephone; what was taken in that very moment is the truth. */
export async function giveUp(pending: PendingPayment): Promise<Sale> {
  const outcome = await endDoubt({ step: "doubt", pending });
  if (outcome === "unanswered" || outcome === "till_required") return { step: "doubt", pending };
  return outcome.step === "abandoned" ? NEW_SALE : outcome;
}

/** Refusals of the device or of who stands at it: they say nothing of the payment. */
export function isAboutTheTill({ status }: Problem): boolean {
  return status === 401;
}

function takenAfterAll({ pending }: Doubt, acceptance: Acceptance): Sale {
  return { step: "accepted", acceptance, cash: cents(BigInt(pending.cashCents)) };
}

function nothingTaken(doubt: Doubt): Sale {
  const { problem } = doubt;
  const bill = billOfPending(doubt);
  return problem === undefined ? { step: "abandoned", bill } : { step: "refused", bill, problem };
}

function billOfPending({ pending }: Doubt): Bill {
  const { amountCents, cashCents, localCents } = pending;
  const bill = { amount: cents(BigInt(amountCents)), cash: cents(BigInt(cashCents)) };
  return localCents === undefined ? bill : { ...bill, local: cents(BigInt(localCents)) };
}

function problemOf(error: unknown): Problem | undefined {
  return error instanceof ProblemError ? error.problem : undefined;
}
