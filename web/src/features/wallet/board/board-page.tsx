import { useEffect, useState } from "react";

import { BoardCard, BoardToken, closeBoard, useOpenBoard } from "../../../shared/api/board.ts";
import type { CardCredentials } from "../../../shared/api/view-card.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { BoardList } from "./board-list.tsx";
import "./board.css";
import { OfferForm } from "./offer-form.tsx";
import { OfferPage } from "./offer-page.tsx";
import { OwnOffers } from "./own-offers.tsx";
import { ThreadList } from "./thread-list.tsx";
import { ThreadPage } from "./thread-page.tsx";

/** A screen of the board. `id` is an offer's, or a thread's. */
export type Place =
  | { readonly at: "list" | "own" | "threads" | "new" }
  | { readonly at: "offer" | "thread"; readonly id: string };

export type Go = (place: Place) => void;

type BoardPageProps = { readonly credentials: CardCredentials; readonly leave: () => void };

/** The noticeboard, open while this is shown: who leaves closes it. */
export function BoardPage({ credentials, leave }: BoardPageProps) {
  const { mutate, data, error } = useOpenBoard();
  useEffect(() => mutate(credentials), [mutate, credentials]);
  const token = data?.token;
  useEffect(() => (token === undefined ? undefined : () => void closeBoard(token)), [token]);
  return (
    <div className="board">
      <ProblemNotice error={error} />
      {token === undefined ? (
        <p role="status">{error === null ? "La bacheca si apre…" : "La bacheca è chiusa."}</p>
      ) : (
        <BoardToken value={token}>
          <BoardCard value={credentials.cardCode}>
            <Screens />
          </BoardCard>
        </BoardToken>
      )}
      <button type="button" className="btn btn-outline-primary wallet-wide" onClick={leave}>
        Torna alla tessera
      </button>
    </div>
  );
}

const TABS = [
  { at: "list", name: "Annunci" },
  { at: "own", name: "I miei" },
  { at: "threads", name: "Messaggi" },
] as const;

function Screens() {
  const [place, go] = useState<Place>({ at: "list" });
  return (
    <>
      <nav className="board-tabs" aria-label="Bacheca">
        {TABS.map(({ at, name }) => (
          <button
            key={at}
            type="button"
            aria-current={place.at === at ? "page" : undefined}
            onClick={() => go({ at })}
          >
            {name}
          </button>
        ))}
      </nav>
      <Screen key={JSON.stringify(place)} place={place} go={go} />
    </>
  );
}

function Screen({ place, go }: { readonly place: Place; readonly go: Go }) {
  switch (place.at) {
    case "list":
      return <BoardList go={go} />;
    case "own":
      return <OwnOffers go={go} />;
    case "threads":
      return <ThreadList go={go} />;
    case "new":
      return <OfferForm go={go} />;
    case "offer":
      return <OfferPage id={place.id} go={go} />;
    case "thread":
      return <ThreadPage id={place.id} go={go} />;
  }
}
