import { useState } from "react";

import { type GiftTo, useGiveValue } from "../../../shared/api/give-value.ts";
import { newId } from "../../../shared/api/new-id.ts";
import { ProblemError } from "../../../shared/api/request.ts";
import { formatValue } from "../../../shared/ui/format-value.ts";
import { PasswordPad } from "../../../shared/ui/password-pad.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { AmountForm } from "./amount-form.tsx";
import { ReceiverForm } from "./receiver-form.tsx";
import { type Receiver, receiverText } from "./receiver.ts";
import "./give.css";

type GivePageProps = {
  readonly cardCode: string;
  /** What the card has of local value, in its own unit's cents. */
  readonly availableCents: string;
  readonly leave: () => void;
};

/** What is to be given, as far as it has been said. The id is made once for it: asked again, it is the same gift. */
type Draft = {
  readonly giftId: string;
  readonly receiver?: Receiver;
  readonly amountCents?: string;
};

/** Local value from this card to another card or to an association: whom, how much, the password. */
export function GivePage({ cardCode, availableCents, leave }: GivePageProps) {
  const give = useGiveValue();
  const [draft, setDraft] = useState<Draft>(() => ({ giftId: newId() }));
  const { giftId, receiver, amountCents } = draft;
  if (give.data !== undefined)
    return <Given amountCents={give.data.amountCents} to={textOf(give.data.to)} leave={leave} />;
  // Where the answer was lost the gift may be made: then only the same may be asked for again.
  const isInDoubt = give.isError && !(give.error instanceof ProblemError);
  const change = (next: Omit<Draft, "giftId">) => {
    give.reset();
    setDraft({ giftId: newId(), ...next });
  };
  return (
    <section className="wallet-door" aria-labelledby="give-title">
      <ScreenTitle id="give-title">Dare valore locale</ScreenTitle>
      <ProblemNotice error={give.error} />
      {receiver === undefined ? (
        <ReceiverForm choose={(chosen) => change({ receiver: chosen })} />
      ) : amountCents === undefined ? (
        <AmountForm
          to={receiverText(receiver)}
          available={BigInt(availableCents)}
          choose={(amount) => change({ receiver, amountCents: amount })}
        />
      ) : (
        <>
          <p className="give-summary">
            Dare <strong>{formatValue("local", BigInt(amountCents))}</strong> di valore locale{" "}
            <strong>{receiverText(receiver)}</strong>
          </p>
          <p>Quello che si è dato non si può riprendere.</p>
          <PasswordPad
            label="Password della tessera"
            confirm={isInDoubt ? "Riprova" : "Dai"}
            isBusy={give.isPending}
            submit={(password) =>
              give.mutate({ giftId, amountCents, to: toOf(receiver), cardCode, password })
            }
          />
        </>
      )}
      {isInDoubt ? (
        <p role="status">
          Non si sa se è arrivato: riprovando non si dà due volte. Altrimenti guardare i movimenti
          della tessera.
        </p>
      ) : null}
      {receiver === undefined || isInDoubt ? null : (
        <button
          type="button"
          className="btn btn-outline-primary wallet-wide"
          disabled={give.isPending}
          onClick={() => change(amountCents === undefined ? {} : { receiver })}
        >
          Indietro
        </button>
      )}
      <button
        type="button"
        className="btn btn-outline-primary wallet-wide"
        disabled={give.isPending}
        onClick={leave}
      >
        Torna alla tessera
      </button>
    </section>
  );
}

function toOf(receiver: Receiver): GiftTo {
  if (receiver.kind !== "association") return receiver;
  return { kind: "association", id: receiver.id };
}

function textOf(to: { kind: "card"; endsWith: string } | { kind: "association"; name: string }) {
  return to.kind === "card" ? `alla tessera che finisce con ${to.endsWith}` : `a ${to.name}`;
}

type GivenProps = { readonly amountCents: string; readonly to: string; readonly leave: () => void };

function Given({ amountCents, to, leave }: GivenProps) {
  return (
    <section className="wallet-door" aria-labelledby="given-title">
      <ScreenTitle id="given-title">Fatto</ScreenTitle>
      <p className="alert alert-success" role="status">
        <strong>
          Dati {formatValue("local", BigInt(amountCents))} {to}.
        </strong>{" "}
        Chi riceve lo vede subito e lo può spendere tra qualche minuto.
      </p>
      <button type="button" className="btn btn-primary wallet-wide" onClick={leave}>
        Torna alla tessera
      </button>
    </section>
  );
}
