import { useState } from "react";
import { Link, useParams } from "react-router";

import { groupCardNumber } from "#core/card/card-number.ts";
import { formatEuro } from "#core/shared/money.ts";

import { useCards } from "../../../shared/api/list-cards.ts";
import type { Card } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { NamesButton } from "../tables/names-button.tsx";
import { CardActs } from "./card-acts.tsx";
import { CARD_STATUSES } from "./card-statuses.ts";

/** One card, by the number that its holder reads out on the telephone. */
export function CardPage() {
  const { number = "" } = useParams();
  const [isShown, setIsShown] = useState(false);
  const cards = useCards({ search: number, limit: "1", shown: isShown ? "true" : undefined });
  const card = cards.data?.items.find((one) => one.number === number);
  return (
    <>
      <p>
        <Link to="/comune/tessere">Tutte le tessere</Link>
      </p>
      <h1>Tessera {groupCardNumber(number)}</h1>
      <ProblemAlert error={cards.error} />
      {cards.isPending ? <p role="status">Caricamento…</p> : null}
      {cards.data !== undefined && card === undefined ? (
        <p>Nessuna tessera ha questo numero: controllarlo con chi l'ha in mano.</p>
      ) : null}
      {card === undefined ? null : (
        <>
          <CardFacts card={card} />
          <NamesButton isShown={isShown} show={setIsShown} />
          <CardActs key={card.status} card={card} />
        </>
      )}
    </>
  );
}

function CardFacts({ card: { holder, status, statusReason, balanceCents } }: { card: Card }) {
  return (
    <dl>
      <dt>Intestatario</dt>
      <dd>
        {holder.surname} {holder.name}
      </dd>
      <dt>Stato</dt>
      <dd>
        {CARD_STATUSES[status]}
        {statusReason === undefined ? "" : `: ${statusReason}`}
      </dd>
      <dt>Credito</dt>
      <dd>{formatEuro(BigInt(balanceCents))}</dd>
    </dl>
  );
}
