import { useEffect, useId, useState } from "react";

import { useShares } from "../../shared/api/shares.ts";
import type { Share } from "../../shared/api/types.ts";
import type { CardCredentials } from "../../shared/api/view-card.ts";
import { formatValue } from "../../shared/ui/format-value.ts";
import { ProblemNotice } from "../../shared/ui/problem-notice.tsx";
import { formatMoment } from "../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../shared/ui/screen-title.tsx";

type SharePageProps = { readonly card: CardCredentials; readonly leave: () => void };

/** The town's initiatives, each with this card's own link, and how many came by it. */
export function SharePage({ card, leave }: SharePageProps) {
  const { mutate, data, error } = useShares();
  useEffect(() => mutate(card), [mutate, card]);
  return (
    <section className="wallet-door" aria-labelledby="share-title">
      <ScreenTitle id="share-title">Condividi le iniziative</ScreenTitle>
      <ProblemNotice error={error} />
      {data === undefined && error === null ? <p role="status">Un momento…</p> : null}
      {data?.length === 0 ? (
        <p>In questo momento il Comune non ha iniziative da far conoscere.</p>
      ) : null}
      {data === undefined || data.length === 0 ? null : (
        <>
          <p>
            Si guadagna valore locale quando altri aprono il link e leggono per qualche secondo. Chi
            apre non sa da chi viene, e resta sconosciuto; le visite proprie non contano.
          </p>
          <ul className="wallet-list">
            {data.map((share) => (
              <ShareItem key={share.initiativeId} share={share} />
            ))}
          </ul>
        </>
      )}
      <button type="button" className="btn btn-outline-primary wallet-wide" onClick={leave}>
        Torna alla tessera
      </button>
    </section>
  );
}

function ShareItem({ share }: { readonly share: Share }) {
  const { title, place, startsAt, visits, visitsToday, centsEach, earnedCents } = share;
  const each = formatValue("local", BigInt(centsEach));
  const earned = formatValue("local", BigInt(earnedCents));
  return (
    <li className="wallet-voucher">
      <h2 className="h4">{title}</h2>
      <span>
        {place}, {formatMoment(startsAt)}. Per ogni visita {each}, fino al massimo della campagna.
      </span>
      <span>
        Arrivati dal link: <strong>{visits}</strong> (oggi {visitsToday}). Guadagnati: {earned}; la
        giornata di oggi si conta stanotte.
      </span>
      <SendLink share={share} />
    </li>
  );
}

/** The phone's own choice of whom to send it to; where there is none, the link to copy. */
function SendLink({ share: { title, url } }: { readonly share: Share }) {
  const [outcome, setOutcome] = useState("");
  const id = useId();
  const copy = () =>
    navigator.clipboard
      .writeText(url)
      .then(() => setOutcome("Link copiato."))
      .catch(() => setOutcome("Il telefono non lo copia da solo: tenere premuto sul link."));
  const send = () =>
    // Who closes the choice without sending has done nothing wrong.
    navigator.share({ title, url }).catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === "AbortError")) return copy();
    });
  return (
    <div className="wallet-share">
      {"share" in navigator ? (
        <button type="button" className="btn btn-primary wallet-wide" onClick={() => void send()}>
          Condividi
        </button>
      ) : null}
      <label htmlFor={id}>Link di questa tessera</label>
      <input
        id={id}
        className="form-control"
        readOnly
        value={url}
        onFocus={({ target }) => target.select()}
      />
      <button
        type="button"
        className="btn btn-outline-primary wallet-wide"
        onClick={() => void copy()}
      >
        Copia il link
      </button>
      <p role="status">{outcome}</p>
    </div>
  );
}
