import { useEffect, useState } from "react";

import { groupCardNumber } from "#core/card/card-number.ts";
import { formatEuro } from "#core/shared/money.ts";

import { useAnswerQuestion, usePhoneQuestions } from "../../../shared/api/card-phone.ts";
import { problemCode } from "../../../shared/api/request.ts";
import type { Question } from "../../../shared/api/types.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatTime } from "../../../shared/ui/rome-time.ts";
import { isBoundPhone, rememberBound } from "./bound-phone.ts";
import "./phone.css";

/** On the telephone that confirms a card's payments: what a till asks just now, or what it was told last. */
export function PhoneQuestions() {
  const [isBound] = useState(isBoundPhone);
  const view = usePhoneQuestions(isBound);
  const isOver = problemCode(view.error) === "phone_required";
  useEffect(() => {
    if (isOver) rememberBound(false);
  }, [isOver]);
  if (!isBound || isOver) return null;
  const [question] = view.data?.questions ?? [];
  return (
    <section className="phone-questions" aria-label="Conferma dei pagamenti" aria-live="assertive">
      {question?.state === "waiting" ? (
        <Asking key={question.paymentId} question={question} />
      ) : (
        <>
          {question === undefined ? null : <Told question={question} />}
          <p>
            Questo telefono conferma i pagamenti: quando la cassa chiede, la domanda appare qui da
            sola.
          </p>
        </>
      )}
    </section>
  );
}

type QuestionProps = { readonly question: Question };

function Asking({ question }: QuestionProps) {
  const answer = useAnswerQuestion();
  const { paymentId, businessName, amountCents, cardNumber, till, askedAt } = question;
  const send = (said: "confirmed" | "refused") => answer.mutate({ paymentId, answer: said });
  return (
    <>
      <h2>
        {businessName} chiede <strong>{formatEuro(BigInt(amountCents))}</strong>
      </h2>
      <p>
        Alla cassa «{till}», alle {formatTime(askedAt)}, con la tessera{" "}
        {groupCardNumber(cardNumber)}.
      </p>
      <ProblemNotice error={answer.error} />
      <button
        type="button"
        className="btn btn-primary wallet-wide"
        disabled={answer.isPending || answer.isSuccess}
        onClick={() => send("confirmed")}
      >
        Confermo
      </button>
      <button
        type="button"
        className="btn btn-outline-danger wallet-wide"
        disabled={answer.isPending || answer.isSuccess}
        onClick={() => send("refused")}
      >
        Non sono io: rifiuta
      </button>
    </>
  );
}

const TOLD = {
  waiting: "",
  confirmed: "Confermato: la cassa lo sta prendendo.",
  paid: "Confermato e pagato.",
  refused:
    "Rifiutato: dalla tessera non è uscito nulla. Se in negozio non c'era lei, qualcuno conosce la sua password: la cambi qui sotto, e avvisi l'ufficio del Comune.",
  expired: "Nessuna conferma in tempo: dalla tessera non è uscito nulla.",
  given_up: "La cassa ha annullato: dalla tessera non è uscito nulla.",
} as const satisfies Record<Question["state"], string>;

function Told({ question: { state, businessName, amountCents, askedAt } }: QuestionProps) {
  return (
    <p>
      <strong>
        {businessName}, {formatEuro(BigInt(amountCents))}, {formatTime(askedAt)}.
      </strong>{" "}
      {TOLD[state]}
    </p>
  );
}
