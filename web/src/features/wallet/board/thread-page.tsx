import { useState } from "react";

import { useBlock, useThread } from "../../../shared/api/board.ts";
import type { OpenOfferThread } from "../../../shared/api/types.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import type { Go } from "./board-page.tsx";
import { DealPanel } from "./deal-panel.tsx";
import { MessageForm } from "./message-form.tsx";
import { ReportForm } from "./report-form.tsx";

/** What two people write to each other about an offer. Neither reads who the other is. */
export function ThreadPage({ id, go }: { readonly id: string; readonly go: Go }) {
  const { data, error } = useThread(id);
  if (data === undefined)
    return error === null ? <p role="status">Caricamento…</p> : <ProblemNotice error={error} />;
  const { title, isOwnOffer, isOpen, offer } = data;
  return (
    <section aria-labelledby="thread-title">
      <ScreenTitle id="thread-title">{title}</ScreenTitle>
      {offer === undefined ? (
        <p>Questo annuncio non c'è più.</p>
      ) : (
        <button
          type="button"
          className="board-link"
          onClick={() => go({ at: "offer", id: offer.id })}
        >
          Vedi l'annuncio
        </button>
      )}
      <Messages
        messages={data.messages}
        other={isOwnOffer ? "Chi è interessato" : "Chi ha messo l'annuncio"}
      />
      <DealPanel thread={data} go={go} />
      {isOpen ? (
        <MessageForm about={`/threads/${id}`} />
      ) : (
        <p>
          Qui non si può più scrivere.
          {data.closedReason === undefined ? "" : ` Il Comune ha scritto: «${data.closedReason}».`}
        </p>
      )}
      {isOpen ? <BlockButton id={id} /> : null}
      <ReportForm about={`/threads/${id}`} what="questi messaggi" />
    </section>
  );
}

type MessagesProps = {
  readonly messages: OpenOfferThread["messages"];
  readonly other: string;
};

function Messages({ messages, other }: MessagesProps) {
  return (
    <ol className="board-messages" aria-label="Messaggi">
      {messages.map(({ id, at, isMine, text }) => (
        <li key={id} className={isMine ? "board-mine" : undefined}>
          <small>
            {isMine ? "Io" : other}, {formatMoment(at)}
          </small>
          <p className="board-text">{text}</p>
        </li>
      ))}
    </ol>
  );
}

function BlockButton({ id }: { readonly id: string }) {
  const block = useBlock(id);
  const [isSure, setIsSure] = useState(false);
  return (
    <>
      <ProblemNotice error={block.error} />
      <button
        type="button"
        className="btn btn-outline-danger wallet-wide"
        disabled={block.isPending}
        onClick={() => (isSure ? block.mutate() : setIsSure(true))}
      >
        {isSure
          ? "Sì, non voglio più messaggi da lì"
          : "Non ricevere più messaggi da questa persona"}
      </button>
    </>
  );
}
