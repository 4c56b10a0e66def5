import { useContext, useState } from "react";

import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import { BoardCard, usePayDeal, useWithdrawDeal } from "../../../shared/api/board.ts";
import type { OfferDeal, OpenOfferThread } from "../../../shared/api/types.ts";
import { PasswordPad } from "../../../shared/ui/password-pad.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import type { Go } from "./board-page.tsx";
import { DealForm } from "./deal-form.tsx";

type DealPanelProps = { readonly thread: OpenOfferThread; readonly go: Go };

/** The price that two agreed on: proposed by who gives, paid by the other, seen by both. */
export function DealPanel({ thread, go }: DealPanelProps) {
  const { id, deals, mayPropose, isOwnOffer, offer } = thread;
  if (deals.length === 0 && !mayPropose) return null;
  const isPaid = deals.some(({ state }) => state === "paid");
  return (
    <section aria-labelledby="deal-title" className="board-deal">
      <h2 id="deal-title" className="h5">
        Accordo e pagamento
      </h2>
      {deals.map((deal) => (
        <Deal key={deal.id} deal={deal} />
      ))}
      {isPaid && isOwnOffer && offer?.state === "open" ? (
        <button
          type="button"
          className="btn btn-outline-primary wallet-wide"
          onClick={() => go({ at: "offer", id: offer.id })}
        >
          Non serve più? Chiudi l'annuncio
        </button>
      ) : null}
      {mayPropose ? <DealForm threadId={id} offer={offer} /> : null}
    </section>
  );
}

function Deal({ deal }: { readonly deal: OfferDeal }) {
  return (
    <div className="board-deal-one">
      <p>
        <strong>{priceText(deal)}</strong>
        <br />
        {stateText(deal)}
      </p>
      {deal.state === "proposed" ? <OpenDeal deal={deal} /> : null}
    </div>
  );
}

function priceText({ localCents, euroCents }: OfferDeal): string {
  const local = `${formatEuroDigits(BigInt(localCents))} di valore locale`;
  return euroCents === "0" ? local : `${local} e ${formatEuro(BigInt(euroCents))} a mano`;
}

function stateText({ state, isPaidToMe, proposedAt, decidedAt, giftState }: OfferDeal): string {
  if (state === "proposed")
    return isPaidToMe
      ? `Proposto il ${formatMoment(proposedAt)}: si aspetta che l'altro paghi.`
      : `Proposto da chi dà, il ${formatMoment(proposedAt)}.`;
  if (state === "withdrawn")
    return `Ritirato il ${formatMoment(decidedAt!)}: non si è pagato nulla.`;
  const done = `${isPaidToMe ? "Ricevuto" : "Pagato"} il ${formatMoment(decidedAt!)}`;
  if (giftState === "failed")
    return `${done}, ma la registrazione non è riuscita: sentire il Comune.`;
  return giftState === "settled" ? `${done}.` : `${done}: arriva sulla tessera tra qualche minuto.`;
}

function OpenDeal({ deal }: { readonly deal: OfferDeal }) {
  const cardCode = useContext(BoardCard);
  const [isPaying, setIsPaying] = useState(false);
  const pay = usePayDeal(deal.id);
  const withdraw = useWithdrawDeal(deal.id);
  return (
    <>
      <ProblemNotice error={pay.error ?? withdraw.error} />
      {deal.isPaidToMe ? null : isPaying ? (
        <PasswordPad
          label="Password della tessera, per pagare"
          confirm={`Paga ${formatEuroDigits(BigInt(deal.localCents))}`}
          isBusy={pay.isPending}
          submit={(password) => pay.mutate({ cardCode, password })}
        />
      ) : (
        <button
          type="button"
          className="btn btn-primary wallet-wide"
          onClick={() => setIsPaying(true)}
        >
          Sono d'accordo: paga con la tessera
        </button>
      )}
      {deal.euroCents === "0" || deal.isPaidToMe ? null : (
        <p>Gli euro si danno a mano, quando ci si vede: qui non passano.</p>
      )}
      <button
        type="button"
        className="btn btn-outline-danger wallet-wide"
        disabled={withdraw.isPending || pay.isPending}
        onClick={() => withdraw.mutate()}
      >
        {deal.isPaidToMe ? "Ritira la proposta" : "Non sono d'accordo"}
      </button>
    </>
  );
}
