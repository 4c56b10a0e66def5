import { useState } from "react";

import { type Cents, centsToJson } from "#core/shared/money.ts";

import { reversalTerms, useReversePayment } from "../../../shared/api/reverse-payment.ts";
import type { Payment, Till } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { AmountPad } from "../sale/amount-pad.tsx";
import { newId } from "../../../shared/api/new-id.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ConsentKey } from "../session/consent-key.tsx";
import { formatOf, payerText, reversibleOf } from "./day-totals.ts";

type ReversalPanelProps = {
  readonly till: Till;
  readonly payment: Payment;
  readonly close: () => void;
};

/**
 * Gives a payment back, wholly or in part. The shop's vouchers go back to the card, so the shop signs: with its sheet
 * and password or its own wallet, not with this device alone.
 */
export function ReversalPanel({ till, payment, close }: ReversalPanelProps) {
  const { paymentId, acceptedAt } = payment;
  const format = formatOf(payment);
  const [amount, setAmount] = useState<Cents>();
  // One id per panel: a request whose answer was lost is sent again as the same, and never gives back twice.
  const [reversalId] = useState(newId);
  const reversal = useReversePayment();
  if (reversal.data !== undefined)
    return <Done payment={payment} amountCents={reversal.data.amountCents} close={close} />;
  return (
    <section className="till-screen" aria-labelledby="reversal-title">
      <ScreenTitle id="reversal-title" className="till-title">
        {say("Storno del pagamento di {0}", formatMoment(acceptedAt))}
      </ScreenTitle>
      <p className="till-reminder">
        {payerText(payment)}
        {amount === undefined ? "" : `: ${say("tornano {0}", format(amount))}`}
      </p>
      <ProblemNotice error={reversal.error} />
      {amount === undefined ? (
        <AmountChoice payment={payment} choose={setAmount} />
      ) : (
        <ConsentKey
          till={till}
          confirm={say("Storna {0}", format(amount))}
          isBusy={reversal.isPending}
          terms={() => reversalTerms(paymentId, centsToJson(amount))}
          submit={(consent) => {
            const amountCents = centsToJson(amount);
            reversal.mutate({ paymentId, reversalId, amountCents, ...consent });
          }}
        />
      )}
      <button type="button" className="btn btn-outline-primary till-go" onClick={close}>
        {say("Torna all'elenco")}
      </button>
    </section>
  );
}

type AmountChoiceProps = {
  readonly payment: Payment;
  readonly choose: (amount: Cents) => void;
};

function AmountChoice({ payment, choose }: AmountChoiceProps) {
  const format = formatOf(payment);
  const most = reversibleOf(payment);
  const sentence = say("Si possono stornare al massimo {0}.", format(most));
  return (
    <>
      <button type="button" className="btn btn-primary till-go" onClick={() => choose(most)}>
        {say("Tutto: {0}", format(most))}
      </button>
      <p>
        {payment.payer === undefined
          ? say(
              "Si può stornare finché il negozio non ne ha chiesto il rimborso; l'importo torna sulla stessa tessera.",
            )
          : say(
              "Si può stornare finché il negozio non l'ha speso; l'importo torna al negozio che ha pagato.",
            )}
      </p>
      <p className="till-title">{say("oppure una parte")}</p>
      <AmountPad
        label={say("Importo da stornare")}
        confirm={(amount) => say("Storna {0}", format(amount))}
        most={{ amount: most, sentence }}
        format={format}
        choose={choose}
      />
    </>
  );
}

type DoneProps = {
  readonly payment: Payment;
  readonly amountCents: string;
  readonly close: () => void;
};

function Done({ payment, amountCents, close }: DoneProps) {
  return (
    <section className="till-answer till-answer-yes" role="alert">
      <h1>{say("Stornato")}</h1>
      <p className="till-answer-amount">{formatOf(payment)(BigInt(amountCents))}</p>
      <p>
        {payment.payer === undefined
          ? say("Tornano sulla tessera appena la blockchain li registra: di solito pochi minuti.")
          : say("Tornano al negozio appena la blockchain li registra: di solito pochi minuti.")}
      </p>
      <button type="button" className="btn btn-light till-go" onClick={close}>
        {say("Torna all'elenco")}
      </button>
    </section>
  );
}
