import { useState } from "react";
import { Link, useSearchParams } from "react-router";

import { groupCardNumber } from "#core/card/card-number.ts";
import { formatEuro } from "#core/shared/money.ts";

import { useCards } from "../../../shared/api/list-cards.ts";
import type { Card } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { NamesButton } from "../tables/names-button.tsx";
import { CARD_STATUSES } from "./card-statuses.ts";
import { HandoverList } from "./handover-list.tsx";
import { SourceUnlock } from "./source-unlock.tsx";

const PAGE_SIZE = 25;

/** Finds a card by its number. Search and page are in the address; names are masked until somebody asks. */
export function CardsPage() {
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.get("numero") ?? "";
  const page = Math.max(1, Number.parseInt(parameters.get("pagina") ?? "1", 10) || 1);
  const [isShown, setIsShown] = useState(false);
  const cards = useCards({ search, page, pageSize: PAGE_SIZE, isShown });
  const show = (numero: string, pagina: number) =>
    setParameters(
      { ...(numero === "" ? {} : { numero }), ...(pagina > 1 ? { pagina: String(pagina) } : {}) },
      { replace: true },
    );
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
          value={search}
          onChange={({ target }) => show(target.value, 1)}
        />
      </div>
      <NamesButton isShown={isShown} show={setIsShown} />
      <ProblemAlert error={cards.error} />
      {cards.isPending ? <p role="status">Caricamento…</p> : null}
      {cards.data === undefined ? null : (
        <>
          <CardTable cards={cards.data.items} total={cards.data.total} />
          <Pages page={page} total={cards.data.total} show={(next) => show(search, next)} />
        </>
      )}
      <SourceUnlock />
    </>
  );
}

type CardTableProps = { readonly cards: readonly Card[]; readonly total: number };

function CardTable({ cards, total }: CardTableProps) {
  if (total === 0)
    return (
      <p>Nessuna tessera qui: si fanno dal loro programma, dopo aver importato i beneficiari.</p>
    );
  return (
    <div className="table-responsive" tabIndex={0} role="region" aria-label="Tessere">
      <p role="status">{total} tessere</p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Numero</th>
            <th scope="col">Intestatario</th>
            <th scope="col">Stato</th>
            <th scope="col" className="office-number">
              Credito
            </th>
          </tr>
        </thead>
        <tbody>
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
        </tbody>
      </table>
    </div>
  );
}

type PagesProps = {
  readonly page: number;
  readonly total: number;
  readonly show: (page: number) => void;
};

function Pages({ page, total, show }: PagesProps) {
  const last = Math.ceil(total / PAGE_SIZE);
  if (last <= 1) return null;
  return (
    <nav aria-label="Pagine dell'elenco" className="office-choices-row">
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        disabled={page <= 1}
        onClick={() => show(page - 1)}
      >
        Precedente
      </button>
      <span>
        Pagina {page} di {last}
      </span>
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        disabled={page >= last}
        onClick={() => show(page + 1)}
      >
        Successiva
      </button>
    </nav>
  );
}
