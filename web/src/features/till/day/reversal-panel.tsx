import { useState } from "react";

import { type Cents, centsToJson, formatEuro } from "#core/shared/money.ts";

import { reversalTerms, useReversePayment } from "../../../shared/api/reverse-payment.ts";
import type { Payment, Till } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { AmountPad } from "../sale/amount-pad.tsx";
import { newId } from "../../../shared/api/new-id.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ConsentKey } from "../session/consent-key.tsx";
import { payerText, reversibleOf } from "./day-totals.ts";

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
  const [amount, setAmount] = useState<Cents>();
  // One id per panel: a request whose answer was lost is sent again as the same, and never gives back twice.
  const [reversalId] = useState(newId);
  const reversal = useReversePayment();
  if (reversal.data !== undefined)
    return <Done amountCents={reversal.data.amountCents} close={close} />;
  return (
    <section className="till-screen" aria-labelledby="reversal-title">
      <ScreenTitle id="reversal-title" className="till-title">
        {say("Storno del pagamento di {0}", formatMoment(acceptedAt))}
      </ScreenTitle>
      <p className="till-reminder">
        {payerText(payment)}
        {amount === undefined ? "" : `: ${say("tornano {0}", formatEuro(amount))}`}
      </p>
      <ProblemNotice error={reversal.error} />
      {amount === undefined ? (
        <AmountChoice most={reversibleOf(payment)} choose={setAmount} />
      ) : (
        <ConsentKey
          till={till}
          confirm={say("Storna {0}", formatEuro(amount))}
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

type AmountChoiceProps = { readonly most: Cents; readonly choose: (amount: Cents) => void };

function AmountChoice({ most, choose }: AmountChoiceProps) {
  const sentence = say("Si possono stornare al massimo {0}.", formatEuro(most));
  return (
    <>
      <button type="button" className="btn btn-primary till-go" onClick={() => choose(most)}>
        {say("Tutto: {0}", formatEuro(most))}
      </button>
      <p>
        {say(
          "Si può stornare finché il negozio non ne ha chiesto il rimborso; l'importo torna sulla stessa tessera.",
        )}
      </p>
      <p className="till-title">{say("oppure una parte")}</p>
      <AmountPad
        label={say("Importo da stornare")}
        confirm={(amount) => say("Storna {0}", formatEuro(amount))}
        most={{ amount: most, sentence }}
        choose={choose}
      />
    </>
  );
}

type DoneProps = { readonly amountCents: string; readonly close: () => void };

function Done({ amountCents, close }: DoneProps) {
  return (
    <section className="till-answer till-answer-yes" role="alert">
      <h1>{say("Stornato")}</h1>
      <p className="till-answer-amount">{formatEuro(BigInt(amountCents))}</p>
      <p>
        {say("Tornano sulla tessera appena la blockchain li registra: di solito pochi minuti.")}
      </p>
      <button type="button" className="btn btn-light till-go" onClick={close}>
        {say("Torna all'elenco")}
      </button>
    </section>
  );
}
