import { formatEuro } from "#core/shared/money.ts";

import type { Statement } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { Icon } from "../../../shared/ui/icon.tsx";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { Withheld } from "./withheld.tsx";

/** What was presented, the oldest unpaid first, each with its clock. */
export function StatementList({ statements }: { readonly statements: readonly Statement[] }) {
  if (statements.length === 0) return <p>{say("Nessun rendiconto presentato finora.")}</p>;
  return (
    <ul className="till-list" aria-label={say("Rendiconti presentati")}>
      {statements.map((statement) => (
        <li key={statement.id} className="till-row">
          <span>
            {say("N. {0} del {1}", statement.number, formatDay(statement.presentedAt))}
            <small>{statement.programme}</small>
          </span>
          <strong className="till-row-amount">{formatEuro(BigInt(statement.dueCents))}</strong>
          <Withheld statement={statement} />
          <Clock statement={statement} />
          <a
            className="btn btn-outline-primary till-row-act"
            href={`/api/tills/current/statements/${statement.id}/debit-note.pdf`}
            download={`nota-di-debito-${statement.number}.pdf`}
          >
            <Icon name="download" /> {say("Nota di debito (PDF)")}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** How far the money has come: what was done and when, what comes next, and the day it is. */
function Clock({ statement }: { readonly statement: Statement }) {
  const { presentedAt, checkedAt, approvedAt, orderedAt, paidAt, days } = statement;
  const isEmpty = statement.dueCents === "0";
  const steps = [
    [say("presentato"), presentedAt],
    // The treasury may approve what nobody noted to have checked, and pay without an order that is known here.
    [say("controllato"), checkedAt ?? approvedAt],
    [say("approvato sulla blockchain"), approvedAt],
    ...(isEmpty
      ? []
      : ([
          [say("ordinato alla banca"), orderedAt ?? paidAt],
          [say("pagato dalla banca"), paidAt],
        ] as const)),
  ] as const;
  const next = steps.findIndex(([, at]) => at === undefined);
  return (
    <>
      <ol className="till-clock">
        {steps.map(([name, at], index) => (
          <li key={name} aria-current={index === next ? "step" : undefined}>
            {at === undefined ? "○" : "✓"} {name}
            {at === undefined ? "" : ` ${say("il {0}", formatDay(at))}`}
          </li>
        ))}
      </ol>
      <p className="till-statement-note">
        {isEmpty
          ? say("Nulla da pagare.")
          : next === -1
            ? say("Pagato in {0} giorni.", days)
            : say("Giorno {0} di attesa.", days + 1)}
      </p>
    </>
  );
}
