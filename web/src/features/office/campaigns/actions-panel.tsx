import { Link } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import { useActions } from "../../../shared/api/civic-actions.ts";
import type { Campaign, CivicAction } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatMoment } from "../programmes/rome-day.ts";
import { OfficeTable } from "../tables/office-table.tsx";

/** The actions that a campaign rewards, each with what waits for a decision. */
export function ActionsPanel({ campaign }: { readonly campaign: Campaign }) {
  const actions = useActions(campaign.id);
  return (
    <section className="office-step" aria-labelledby="actions">
      <h2 id="actions" className="h4">
        Azioni civiche
      </h2>
      <p>
        Chi organizza segna le tessere, una seconda persona in Comune approva: solo allora si
        guadagna.
      </p>
      {campaign.state === "closed" ? null : (
        <p>
          <Link
            className="btn btn-outline-primary"
            to={`/comune/campagne/${campaign.id}/azioni/nuova`}
          >
            Nuova azione
          </Link>
        </p>
      )}
      <ProblemAlert error={actions.error} />
      {actions.data === undefined ? null : <ActionTable actions={actions.data} />}
    </section>
  );
}

const COLUMNS = [
  { name: "Azione" },
  { name: "Quando" },
  { name: "Premio", isNumber: true },
  { name: "Da decidere", isNumber: true },
  { name: "Approvate", isNumber: true },
];

function ActionTable({ actions }: { readonly actions: readonly CivicAction[] }) {
  if (actions.length === 0) return <p>Nessuna azione ancora.</p>;
  return (
    <OfficeTable label="Azioni civiche" columns={COLUMNS}>
      {actions.map((action) => (
        <tr key={action.id}>
          <th scope="row">
            <Link to={`/comune/azioni/${action.id}`}>{action.title}</Link>
            <small className="d-block fw-normal">
              {action.place} · {action.organiser}
            </small>
          </th>
          <td>{formatMoment(action.startsAt)}</td>
          <td className="office-number">{formatEuroDigits(BigInt(action.rewardCents))}</td>
          <td className="office-number">{action.waiting}</td>
          <td className="office-number">{action.approved}</td>
        </tr>
      ))}
    </OfficeTable>
  );
}
