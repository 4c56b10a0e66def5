import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

import type { Cents } from "#core/shared/money.ts";

import { readTillOptions } from "../../../shared/api/read-till.ts";
import { useAsking } from "../session/use-asking.ts";
import {
  askCover,
  askPayment,
  endDoubt,
  giveUp,
  isAboutTheTill,
  isAnswered,
  sendPayment,
} from "./ask-payment.ts";
import { type PendingPayment, readPending } from "./pending-payment.ts";
import { type Bill, NEW_SALE, type ReadCard, type Sale, billOf, totalOf } from "./sale.ts";
import { allowSound } from "./signal.ts";
import { type Credentials, useCredentials } from "./use-credentials.ts";

const DOUBT_MS = 3_000;
const CONFIRMATION_MS = 2_000;

/** A sale from the amount to the answer. Whatever was sent is followed until its outcome is known, also after a reload. */
export function useSale() {
  const { sale, setSale, follow } = useSteps();
  const credentials = useCredentials(sale.step);
  const cover = (bill: Bill, card: ReadCard) =>
    follow({ step: "covering", bill, card }, askCover(bill, card));
  const send = (bill: Bill, given: Credentials) => {
    allowSound();
    credentials.keep(given);
    follow({ step: "asking", bill }, askPayment(bill, given));
  };
  useDoubt(sale, setSale);
  useConfirmation(sale, (bill, pending) => {
    const given = credentials.recall();
    const asked = given === undefined ? giveUp(pending) : sendPayment(bill, pending, given);
    follow({ step: "asking", bill }, asked);
  });
  return {
    sale,
    begin: () => setSale(startingSale()),
    chooseAmount: (amount: Cents) => setSale({ step: "card", bill: billOf(amount) }),
    chooseCard: cover,
    /** The sale goes on with another card: whatever the first one covered is forgotten. */
    changeCard: (bill: Bill) => setSale({ step: "card", bill: billOf(totalOf(bill)) }),
    agree: (bill: Bill, card: ReadCard) => setSale({ step: "password", bill, card }),
    pay: (bill: Bill, { cardCode }: ReadCard, password: string) =>
      send(bill, { cardCode, password }),
    /**
     * Asks again with the card and the password that the customer gave already, under a new id; from the card on where
     * they were forgotten.
     */
    payAgain: (bill: Bill) => {
      const given = credentials.recall();
      if (given === undefined) setSale({ step: "card", bill });
      else send(bill, given);
    },
    /** The customer has no telephone at hand, or has thought better of it. */
    giveUp: (bill: Bill, pending: PendingPayment) =>
      follow({ step: "asking", bill }, giveUp(pending)),
    /** Another try at the password, with the same card. */
    retypePassword: (bill: Bill) => {
      const cardCode = credentials.recall()?.cardCode;
      setSale(
        cardCode === undefined
          ? { step: "card", bill }
          : { step: "password", bill, card: { cardCode } },
      );
    },
  };
}

export type SaleDesk = ReturnType<typeof useSale>;

/** Where the sale stands, and how a question to the service moves it on: only if nobody has moved it meanwhile. */
function useSteps() {
  const [sale, setStep] = useState<Sale>(startingSale);
  const turn = useRef(0);
  const client = useQueryClient();
  const setSale = (next: Sale) => {
    turn.current += 1;
    setStep(next);
  };
  const follow = (meanwhile: Sale, asked: Promise<Sale>) => {
    setSale(meanwhile);
    const asking = turn.current;
    void moveOn(asked, asking);
  };
  const moveOn = async (asked: Promise<Sale>, asking: number) => {
    const outcome = await asked;
    if (outcome.step === "refused" && isAboutTheTill(outcome.problem))
      await client.invalidateQueries({ queryKey: readTillOptions().queryKey });
    if (turn.current === asking) setSale(outcome);
  };
  return { sale, setSale, follow };
}

function startingSale(): Sale {
  const pending = readPending();
  return pending === undefined ? NEW_SALE : { step: "doubt", pending };
}

/** Asks until someone answers what became of the payment: it was taken, or it never will be. */
function useDoubt(sale: Sale, setSale: (sale: Sale) => void): void {
  const client = useQueryClient();
  useAsking(sale.step === "doubt" ? sale : undefined, {
    everyMs: DOUBT_MS,
    ask: async (doubted) => {
      const outcome = await endDoubt(doubted);
      return outcome === "unanswered" ? undefined : outcome;
    },
    take: (outcome) => {
      if (outcome !== "till_required") setSale(outcome);
      else void client.invalidateQueries({ queryKey: readTillOptions().queryKey });
    },
  });
}

/** Asks until the holder has answered on the telephone, then goes on: the service says with what. */
function useConfirmation(sale: Sale, goOn: (bill: Bill, pending: PendingPayment) => void): void {
  useAsking(sale.step === "confirming" ? sale : undefined, {
    everyMs: CONFIRMATION_MS,
    afterMs: CONFIRMATION_MS,
    ask: async (asked) => ((await isAnswered(asked.pending)) ? asked : undefined),
    take: ({ bill, pending }) => goOn(bill, pending),
  });
}
