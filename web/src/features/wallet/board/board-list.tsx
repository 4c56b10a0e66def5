import { type FormEvent, useState } from "react";

import { OFFER_CATEGORIES, OFFER_SIDES } from "#core/offer/offer-words.ts";

import { type BoardFilter, useOffers } from "../../../shared/api/board.ts";
import { SIDES } from "../../../shared/ui/offer-words.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import type { Go } from "./board-page.tsx";
import { CATEGORIES } from "./board-words.ts";
import { ChoiceField } from "./choice-field.tsx";
import { OfferItem } from "./offer-item.tsx";

/** What is up, searched and narrowed, a page at a time. */
export function BoardList({ go }: { readonly go: Go }) {
  const [filter, setFilter] = useState<BoardFilter>({});
  const offers = useOffers(filter);
  const next = offers.data?.next;
  return (
    <section aria-labelledby="board-title">
      <ScreenTitle id="board-title">Bacheca</ScreenTitle>
      <p>
        Cose, servizi, capacità e saperi di chi ha la tessera. Nessuno vede chi scrive: né il nome,
        né il numero della tessera.
      </p>
      <button
        type="button"
        className="btn btn-primary wallet-wide"
        onClick={() => go({ at: "new" })}
      >
        Metti un annuncio
      </button>
      <Search filter={filter} choose={setFilter} />
      <ProblemNotice error={offers.error} />
      {offers.isPending ? <p role="status">Caricamento…</p> : null}
      {offers.data?.items.length === 0 ? <p role="status">Nessun annuncio.</p> : null}
      <ul className="wallet-list" aria-label="Annunci">
        {offers.data?.items.map((offer) => (
          <OfferItem key={offer.id} offer={offer} go={go} />
        ))}
      </ul>
      {next === undefined ? null : (
        <button
          type="button"
          className="btn btn-outline-primary wallet-wide"
          onClick={() => setFilter({ ...filter, before: next })}
        >
          Annunci più vecchi
        </button>
      )}
    </section>
  );
}

type SearchProps = {
  readonly filter: BoardFilter;
  readonly choose: (filter: BoardFilter) => void;
};

function Search({ filter, choose }: SearchProps) {
  const [words, setWords] = useState("");
  // Another search begins at its first page.
  const narrow = (part: BoardFilter) => choose({ ...filter, ...part, before: undefined });
  const send = (event: FormEvent) => {
    event.preventDefault();
    narrow({ search: words.trim() });
  };
  return (
    <form onSubmit={send} role="search" className="board-search">
      <label htmlFor="board-words">Cerca una parola</label>
      <div className="board-search-line">
        <input
          id="board-words"
          type="search"
          className="form-control"
          maxLength={100}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <button type="submit" className="btn btn-outline-primary">
          Cerca
        </button>
      </div>
      <div className="board-choices">
        <ChoiceField
          label="Si offre o si cerca"
          none="Tutto"
          values={OFFER_SIDES}
          names={SIDES}
          value={filter.side}
          choose={(side) => narrow({ side })}
        />
        <ChoiceField
          label="Argomento"
          none="Tutti"
          values={OFFER_CATEGORIES}
          names={CATEGORIES}
          value={filter.category}
          choose={(category) => narrow({ category })}
        />
      </div>
    </form>
  );
}
