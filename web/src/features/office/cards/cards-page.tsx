import { useState } from "react";
import { Link } from "react-router";

import { groupCardNumber } from "#core/card/card-number.ts";
import { formatEuro } from "#core/shared/money.ts";

import { useCards } from "../../../shared/api/list-cards.ts";
import type { Card } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { LIST_ENDED, ListPages } from "../tables/list-pages.tsx";
import { NamesButton } from "../tables/names-button.tsx";
import { OfficeTable } from "../tables/office-table.tsx";
import { useAddressState } from "../tables/use-address-state.ts";
import { CARD_STATUSES } from "./card-statuses.ts";
import { HandoverList } from "./handover-list.tsx";
import { SourceUnlock } from "./source-unlock.tsx";

const COLUMNS = [
  { name: "Numero" },
  { name: "Intestatario" },
  { name: "Stato" },
  { name: "Credito", isNumber: true },
] as const;

/** Finds a card by its number. Search and place are in the address; names are masked until somebody asks. */
export function CardsPage() {
  const [{ numero, dopo }, show] = useAddressState(["numero", "dopo"]);
  const [isShown, setIsShown] = useState(false);
  const cards = useCards({ search: numero, after: dopo, shown: isShown ? "true" : undefined });
  return (
    <>
      <h1>Tessere</h1>
      <HandoverList />
      <div className="office-field office-search">
        <label htmlFor="card-search">Numero della tessera, anche solo l'inizio</label>
        <input
          id="card-search"
          type="text"
          inputMode="numeric"
          className="form-control"
          value={numero}
          onChange={({ target }) => show({ numero: target.value, dopo: "" })}
        />
      </div>
      <NamesButton isShown={isShown} show={setIsShown} />
      <ProblemAlert error={cards.error} />
      {cards.isPending ? <p role="status">Caricamento…</p> : null}
      {cards.data === undefined ? null : (
        <>
          <CardTable cards={cards.data.items} empty={emptyText(numero, dopo)} />
          <ListPages
            isLater={dopo !== ""}
            hasMore={cards.data.next !== undefined}
            showFirst={() => show({ dopo: "" })}
            showNext={() => show({ dopo: cards.data.next ?? "" })}
          />
        </>
      )}
      <SourceUnlock />
    </>
  );
}

function emptyText(search: string, after: string): string {
  if (after !== "") return LIST_ENDED;
  return search === ""
    ? "Nessuna tessera qui: si fanno dal loro programma, dopo aver importato i beneficiari."
    : "Nessuna tessera ha un numero che comincia così: controllarlo con chi l'ha in mano.";
}

type CardTableProps = { readonly cards: readonly Card[]; readonly empty: string };

function CardTable({ cards, empty }: CardTableProps) {
  if (cards.length === 0) return <p role="status">{empty}</p>;
  return (
    <OfficeTable label="Tessere" columns={COLUMNS}>
      {cards.map((card) => (
        <tr key={card.id}>
          <th scope="row">
            <Link to={`/comune/tessere/${card.number}`}>{groupCardNumber(card.number)}</Link>
          </th>
          <td>
            {card.holder.surname} {card.holder.name}
          </td>
          <td>
            {CARD_STATUSES[card.status]}
            {card.statusReason === undefined ? null : (
              <small className="d-block">{card.statusReason}</small>
            )}
          </td>
          <td className="office-number">{formatEuro(BigInt(card.balanceCents))}</td>
        </tr>
      ))}
    </OfficeTable>
  );
}
