import { formatEuro } from "#core/shared/money.ts";

import { refusalAdvice, refusalTitle } from "../../../shared/api/refusal-advice.ts";
import type { Problem } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { Answer } from "./answer.tsx";
import { type Bill, isAboutTheCard, mayBeAskedAgain, partialBill } from "./sale.ts";

type RefusedProps = {
  readonly bill: Bill;
  readonly problem: Problem;
  readonly begin: () => void;
  readonly retypePassword: (bill: Bill) => void;
  readonly payAgain: (bill: Bill) => void;
  readonly changeCard: (bill: Bill) => void;
};

/** Not paid: why, and what can be done about it now. */
export function RefusedScreen(props: RefusedProps) {
  const { bill, problem, begin } = props;
  return (
    <Answer kind="no" icon="close" title={say("Non pagato")}>
      <p className="till-answer-amount">{formatEuro(bill.amount)}</p>
      <p className="till-answer-reason">
        <strong>{refusalTitle(problem)}</strong> {refusalAdvice(problem)}
      </p>
      <NextStep {...props} />
      <button type="button" className="btn till-quiet" onClick={begin}>
        {say("Nuova vendita")}
      </button>
    </Answer>
  );
}

function NextStep({ bill, problem, retypePassword, payAgain, changeCard }: RefusedProps) {
  const partial = partialBill(bill, problem);
  if (partial !== undefined)
    return (
      <Step
        text={say(
          "{0} con la tessera e {1} in contanti",
          formatEuro(partial.amount),
          formatEuro(partial.cash),
        )}
        take={() => payAgain(partial)}
      />
    );
  if (problem.code === "wrong_password")
    return <Step text={say("Riprova la password")} take={() => retypePassword(bill)} />;
  if (mayBeAskedAgain(problem))
    return <Step text={say("Chiedi di nuovo")} take={() => payAgain(bill)} />;
  if (problem.status >= 500) return <Step text={say("Riprova")} take={() => payAgain(bill)} />;
  if (isAboutTheCard(problem))
    return <Step text={say("Prova un'altra tessera")} take={() => changeCard(bill)} />;
  return null;
}

function Step({ text, take }: { readonly text: string; readonly take: () => void }) {
  return (
    <button type="button" className="btn btn-light till-go" onClick={take}>
      {text}
    </button>
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
    <Answer kind="no" icon="close" title={say("Non pagato")}>
      <p className="till-answer-amount">{formatEuro(bill.amount)}</p>
      <p className="till-answer-reason">
        <strong>{say("La linea si era interrotta.")}</strong>{" "}
        {say("Verificato: il pagamento non è partito e sulla tessera non manca nulla.")}
      </p>
      <Step text={say("Rifai il pagamento")} take={() => payAgain(bill)} />
      <button type="button" className="btn till-quiet" onClick={begin}>
        {say("Nuova vendita")}
      </button>
    </Answer>
  );
}
