import { type ReactNode, useEffect } from "react";

import { type Cents, ZERO, formatEuro } from "#core/shared/money.ts";
import { groupCardNumber } from "#core/card/card-number.ts";

import type { Acceptance, Problem } from "../../../shared/api/types.ts";
import { Icon } from "../../../shared/ui/icon.tsx";
import type { IconName } from "../../../shared/ui/icon-names.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { refusalAdvice } from "../../../shared/api/refusal-advice.ts";
import { type Bill, partialBill } from "./sale.ts";

const YES_MS = [120];
const NO_MS = [200, 120, 200];

type AnswerProps = {
  readonly kind: "yes" | "no";
  readonly icon: IconName;
  readonly title: string;
  readonly children: ReactNode;
};

/** The answer fills the screen: colour, sign, words and a vibration say the same. */
function Answer({ kind, icon, title, children }: AnswerProps) {
  useEffect(() => {
    // Not every browser has it, and one that was never touched refuses: the screen says it anyway.
    navigator.vibrate?.(kind === "yes" ? YES_MS : NO_MS);
  }, [kind]);
  return (
    <section className={`till-answer till-answer-${kind}`} role="alert">
      <Icon name={icon} className="till-answer-icon" />
      <ScreenTitle>{title}</ScreenTitle>
      {children}
    </section>
  );
}

type AcceptedProps = {
  readonly acceptance: Acceptance;
  readonly cash: Cents;
  readonly begin: () => void;
};

export function AcceptedScreen({ acceptance, cash, begin }: AcceptedProps) {
  const { amountCents, leftCents, cardNumber, acceptedAt, digests } = acceptance;
  return (
    <Answer kind="yes" icon="check-circle" title="Pagato">
      <p className="till-answer-amount">{formatEuro(BigInt(amountCents))}</p>
      {cash === ZERO ? null : (
        <p className="till-answer-cash">Da incassare in contanti: {formatEuro(cash)}</p>
      )}
      <p>
        Restano sulla tessera {formatEuro(BigInt(leftCents))}
        <br />
        Tessera {groupCardNumber(cardNumber)} · {formatMoment(acceptedAt)}
      </p>
      <p className="till-print-only till-digest">
        Sulla blockchain, da chiunque verificabile: {digests.join(" ")}
      </p>
      <button type="button" className="btn btn-light till-go" onClick={begin}>
        Nuova vendita
      </button>
      <button type="button" className="btn till-quiet" onClick={() => print()}>
        <Icon name="print" /> Stampa la ricevuta
      </button>
    </Answer>
  );
}

type RefusedProps = {
  readonly bill: Bill;
  readonly problem: Problem;
  readonly begin: () => void;
  readonly retypePassword: (bill: Bill) => void;
  readonly payAgain: (bill: Bill) => void;
};

export function RefusedScreen({ bill, problem, begin, retypePassword, payAgain }: RefusedProps) {
  const partial = partialBill(bill, problem);
  const isServiceBusy = problem.status >= 500;
  return (
    <Answer kind="no" icon="close-circle" title="Non pagato">
      <p className="till-answer-amount">{formatEuro(bill.amount)}</p>
      <p className="till-answer-reason">
        <strong>{problem.title}</strong> {refusalAdvice(problem)}
      </p>
      {problem.code === "wrong_password" ? (
        <button
          type="button"
          className="btn btn-light till-go"
          onClick={() => retypePassword(bill)}
        >
          Riprova la password
        </button>
      ) : null}
      {isServiceBusy ? (
        <button type="button" className="btn btn-light till-go" onClick={() => payAgain(bill)}>
          Riprova
        </button>
      ) : null}
      {partial === undefined ? null : (
        <button type="button" className="btn btn-light till-go" onClick={() => payAgain(partial)}>
          {formatEuro(partial.amount)} con la tessera e {formatEuro(partial.cash)} in contanti
        </button>
      )}
      <button type="button" className="btn till-quiet" onClick={begin}>
        Nuova vendita
      </button>
    </Answer>
  );
}

type AbandonedProps = {
  readonly bill: Bill;
  readonly begin: () => void;
  readonly payAgain: (bill: Bill) => void;
};

/** The doubt ended: the request never arrived, and can no longer. */
export function AbandonedScreen({ bill, begin, payAgain }: AbandonedProps) {
  return (
    <Answer kind="no" icon="warning-circle" title="Non pagato">
      <p className="till-answer-amount">{formatEuro(bill.amount)}</p>
      <p className="till-answer-reason">
        <strong>La linea si era interrotta.</strong> Verificato: il pagamento non è partito e sulla
        tessera non manca nulla.
      </p>
      <button type="button" className="btn btn-light till-go" onClick={() => payAgain(bill)}>
        Rifai il pagamento
      </button>
      <button type="button" className="btn till-quiet" onClick={begin}>
        Nuova vendita
      </button>
    </Answer>
  );
}
