import { useOffer } from "../../../shared/api/board.ts";
import type { Offer } from "../../../shared/api/types.ts";
import { SIDES } from "../../../shared/ui/offer-words.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import type { Go } from "./board-page.tsx";
import { CATEGORIES, KINDS, priceText } from "./board-words.ts";
import { MessageForm } from "./message-form.tsx";
import { OwnOfferActs } from "./own-offer-acts.tsx";
import { Photo } from "./photo.tsx";
import { ReportForm } from "./report-form.tsx";

type OfferPageProps = { readonly id: string; readonly go: Go };

/** One offer, with what the reader may do about it. */
export function OfferPage({ id, go }: OfferPageProps) {
  const { data, error } = useOffer(id);
  if (data === undefined)
    return error === null ? <p role="status">Caricamento…</p> : <ProblemNotice error={error} />;
  return (
    <section aria-labelledby="offer-title">
      <OfferText offer={data} />
      {data.isOwn ? <OwnOfferActs offer={data} /> : <Answer offer={data} go={go} />}
    </section>
  );
}

function OfferText({ offer }: { readonly offer: Offer }) {
  const { side, kind, category, title, text, zone, photos, expiresAt } = offer;
  return (
    <>
      <ScreenTitle id="offer-title" className="board-title">
        <small>{SIDES[side]}</small> {title}
      </ScreenTitle>
      <p className="wallet-amount">{priceText(offer)}</p>
      {photos.map((photo, index) => (
        <Photo key={photo} id={photo} title={`Fotografia ${index + 1} di «${title}»`} />
      ))}
      <p className="board-text">{text}</p>
      <p>
        {KINDS[kind]} · {CATEGORIES[category]} · {zone} · fino al {formatDay(expiresAt)}
      </p>
    </>
  );
}

function Answer({ offer, go }: { readonly offer: Offer; readonly go: Go }) {
  const { id, threadId } = offer;
  if (threadId !== undefined)
    return (
      <button
        type="button"
        className="btn btn-primary wallet-wide"
        onClick={() => go({ at: "thread", id: threadId })}
      >
        Leggi i messaggi
      </button>
    );
  return (
    <>
      <h2 className="h4">Scrivi a chi lo ha messo</h2>
      <p>Non vedrà il nome né la tessera. Il telefono si può dire, ma non serve.</p>
      <MessageForm about={`/offers/${id}`} sent={(thread) => go({ at: "thread", id: thread.id })} />
      <ReportForm about={`/offers/${id}`} what="questo annuncio" />
    </>
  );
}
