import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { type Cents, cents, centsToJson } from "#core/shared/money.ts";

import { abandonPayment } from "../../../shared/api/abandon-payment.ts";
import { makePayment } from "../../../shared/api/make-payment.ts";
import { readTillOptions } from "../../../shared/api/read-till.ts";
import { ProblemError } from "../../../shared/api/request.ts";
import type { Acceptance, Problem } from "../../../shared/api/types.ts";
import { newId } from "./new-id.ts";
import { forgetPending, keepPending, readPending } from "./pending-payment.ts";
import { type Credentials, useCredentials } from "./use-credentials.ts";
import { type Bill, NEW_SALE, type Sale, billOf, isFinalRefusal } from "./sale.ts";

const ASK_AGAIN_MS = 3_000;

/** A sale from the amount to the answer. Whatever was sent is followed until its outcome is known, also after a reload. */
export function useSale() {
  const [sale, setSale] = useState<Sale>(startingSale);
  const credentials = useCredentials(sale.step);
  const client = useQueryClient();
  const send = async (bill: Bill, given: Credentials) => {
    credentials.keep(given);
    setSale({ step: "asking", bill });
    const outcome = await ask(bill, given);
    if (outcome.step === "refused" && outcome.problem.code === "till_required")
      await client.invalidateQueries({ queryKey: readTillOptions().queryKey });
    setSale(outcome);
  };
  useDoubt(sale, setSale);
  return {
    sale,
    begin: () => setSale(NEW_SALE),
    chooseAmount: (amount: Cents) => setSale({ step: "card", bill: billOf(amount) }),
    chooseCard: (bill: Bill, cardCode: string) => setSale({ step: "password", bill, cardCode }),
    pay: (bill: Bill, given: Credentials) => void send(bill, given),
    /**
     * Asks again with the card and the password that the customer gave already, under a new id; from the card on where
     * they were forgotten.
     */
    payAgain: (bill: Bill) => {
      const given = credentials.recall();
      if (given === undefined) setSale({ step: "card", bill });
      else void send(bill, given);
    },
    /** Another try at the password, with the same card. */
    retypePassword: (bill: Bill) => {
      const cardCode = credentials.recall()?.cardCode;
      setSale(
        cardCode === undefined ? { step: "card", bill } : { step: "password", bill, cardCode },
      );
    },
  };
}

export type SaleDesk = ReturnType<typeof useSale>;

function startingSale(): Sale {
  const pending = readPending();
  return pending === undefined ? NEW_SALE : { step: "doubt", pending };
}

async function ask(bill: Bill, { cardCode, password }: Credentials): Promise<Sale> {
  const paymentId = newId();
  const amountCents = centsToJson(bill.amount);
  const pending = {
    paymentId,
    amountCents,
    cashCents: centsToJson(bill.cash),
    sentAt: new Date().toISOString(),
  };
  keepPending(pending);
  try {
    const acceptance = await makePayment({ paymentId, amountCents, cardCode, password });
    forgetPending(paymentId);
    return { step: "accepted", acceptance, cash: bill.cash };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined || !isFinalRefusal(problem))
      return { step: "doubt", pending, problem };
    forgetPending(paymentId);
    return { step: "refused", bill, problem };
  }
}

/** Asks until someone answers what became of the payment: it was taken, or it never will be. */
function useDoubt(sale: Sale, setSale: (sale: Sale) => void): void {
  const client = useQueryClient();
  useEffect(() => {
    if (sale.step !== "doubt") return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askOutcome = async () => {
      const outcome = await endDoubt(sale);
      if (isOver) return;
      if (outcome === "unanswered") timer = setTimeout(() => void askOutcome(), ASK_AGAIN_MS);
      else if (outcome === "till_required")
        await client.invalidateQueries({ queryKey: readTillOptions().queryKey });
      else setSale(outcome);
    };
    void askOutcome();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [sale, setSale, client]);
}

type Doubt = Extract<Sale, { step: "doubt" }>;

async function endDoubt(doubt: Doubt): Promise<Sale | "unanswered" | "till_required"> {
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
    if (problem.code === "till_required") return "till_required";
    // The id belongs to another shop: this phone was another shop's till, and the sale is not ours to judge.
    forgetPending(pending.paymentId);
    return { step: "refused", bill: billOfPending(doubt), problem };
  }
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
  const { amountCents, cashCents } = pending;
  return { amount: cents(BigInt(amountCents)), cash: cents(BigInt(cashCents)) };
}

function problemOf(error: unknown): Problem | undefined {
  return error instanceof ProblemError ? error.problem : undefined;
}
