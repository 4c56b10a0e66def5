import { useThreads } from "../../../shared/api/board.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import type { Go } from "./board-page.tsx";

export function ThreadList({ go }: { readonly go: Go }) {
  const { data, error } = useThreads();
  return (
    <section aria-labelledby="threads-title">
      <ScreenTitle id="threads-title">Messaggi</ScreenTitle>
      <ProblemNotice error={error} />
      {data?.length === 0 ? <p>Nessun messaggio ancora.</p> : null}
      <ul className="wallet-list" aria-label="Messaggi">
        {data?.map(({ id, title, isOwnOffer, unread, lastMessageAt }) => (
          <li key={id} className="board-item">
            <div>
              <button type="button" className="board-link" onClick={() => go({ at: "thread", id })}>
                {title}
              </button>
              <span>
                {isOwnOffer ? "Un annuncio mio" : "Un annuncio di altri"} ·{" "}
                {formatMoment(lastMessageAt)}
              </span>
              {unread === 0 ? null : (
                <strong>{unread === 1 ? "1 messaggio nuovo" : `${unread} messaggi nuovi`}</strong>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
