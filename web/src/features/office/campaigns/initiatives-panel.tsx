import { Link } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import { useInitiatives } from "../../../shared/api/initiatives.ts";
import type { Campaign, Initiative } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatMoment } from "../programmes/rome-day.ts";
import { OfficeTable } from "../tables/office-table.tsx";
import { stageName } from "./initiative-words.ts";

/** What a campaign has people pass on, each with how far it went: the town's net of people. */
export function InitiativesPanel({ campaign }: { readonly campaign: Campaign }) {
  const initiatives = useInitiatives(campaign.id);
  return (
    <section className="office-step" aria-labelledby="initiatives">
      <h2 id="initiatives" className="h4">
        Rete di diffusione
      </h2>
      <p>
        Ogni tessera ha un link suo. Le visite si contano senza sapere di chi sono, e si premiano la
        notte dopo.
      </p>
      {campaign.state === "closed" ? null : (
        <p>
          <Link
            className="btn btn-outline-primary"
            to={`/comune/campagne/${campaign.id}/iniziative/nuova`}
          >
            Nuova iniziativa
          </Link>
        </p>
      )}
      <ProblemAlert error={initiatives.error} />
      {initiatives.data === undefined ? null : <InitiativeTable initiatives={initiatives.data} />}
    </section>
  );
}

const COLUMNS = [
  { name: "Iniziativa" },
  { name: "Quando" },
  { name: "Visite dai link", isNumber: true },
  { name: "Altre visite", isNumber: true },
  { name: "Tessere che diffondono", isNumber: true },
  { name: "Guadagnato", isNumber: true },
];

function InitiativeTable({ initiatives }: { readonly initiatives: readonly Initiative[] }) {
  if (initiatives.length === 0) return <p>Nessuna iniziativa ancora.</p>;
  return (
    <OfficeTable label="Rete di diffusione" columns={COLUMNS}>
      {initiatives.map((initiative) => (
        <tr key={initiative.id}>
          <th scope="row">
            <Link to={`/comune/iniziative/${initiative.id}`}>{initiative.title}</Link>
            <small className="d-block fw-normal">
              {stageName(initiative)} · {initiative.place}
            </small>
          </th>
          <td>{formatMoment(initiative.startsAt)}</td>
          <td className="office-number">{initiative.visits}</td>
          <td className="office-number">{initiative.otherVisits}</td>
          <td className="office-number">{initiative.sharers}</td>
          <td className="office-number">{formatEuroDigits(BigInt(initiative.earnedCents))}</td>
        </tr>
      ))}
    </OfficeTable>
  );
}
