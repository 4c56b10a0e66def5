import { useOwnOffers } from "../../../shared/api/board.ts";
import type { Offer } from "../../../shared/api/types.ts";
import { SIDES } from "../../../shared/ui/offer-words.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import type { Go } from "./board-page.tsx";
import { STATES } from "./board-words.ts";

export function OwnOffers({ go }: { readonly go: Go }) {
  const { data, error } = useOwnOffers();
  return (
    <section aria-labelledby="own-title">
      <ScreenTitle id="own-title">I miei annunci</ScreenTitle>
      <ProblemNotice error={error} />
      {data?.length === 0 ? <p>Nessun annuncio ancora.</p> : null}
      <ul className="wallet-list" aria-label="I miei annunci">
        {data?.map((offer) => (
          <OwnItem key={offer.id} offer={offer} go={go} />
        ))}
      </ul>
      <button
        type="button"
        className="btn btn-primary wallet-wide"
        onClick={() => go({ at: "new" })}
      >
        Metti un annuncio
      </button>
    </section>
  );
}

function OwnItem({ offer, go }: { readonly offer: Offer; readonly go: Go }) {
  const { id, side, title, state, mayRenew, expiresAt } = offer;
  return (
    <li className="board-item">
      <div>
        <button type="button" className="board-link" onClick={() => go({ at: "offer", id })}>
          {SIDES[side]}: {title}
        </button>
        <span>
          {STATES[state]}
          {state === "open" ? ` fino al ${formatDay(expiresAt)}` : ""}
        </span>
        {mayRenew ? (
          <strong>{state === "open" ? "Sta per scadere" : "Si può rinnovare"}</strong>
        ) : null}
      </div>
    </li>
  );
}
