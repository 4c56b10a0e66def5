import { Link } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import { useCampaigns } from "../../../shared/api/list-campaigns.ts";
import type { Campaign } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatDay, formatLastDay } from "../programmes/rome-day.ts";
import { useHasRole } from "../session/officer-context.ts";
import { OfficeTable } from "../tables/office-table.tsx";
import { YearlyLimitPanel } from "./yearly-limit-panel.tsx";
import { KIND_NAMES, STATE_NAMES, rateText } from "./campaign-words.ts";

/** All campaigns that give local value. */
export function CampaignListPage() {
  const campaigns = useCampaigns();
  const mayOpen = useHasRole("treasury");
  return (
    <>
      <div className="office-heading">
        <h1>Campagne</h1>
        {mayOpen ? (
          <Link className="btn btn-primary" to="/comune/campagne/nuova">
            Nuova campagna
          </Link>
        ) : null}
      </div>
      <ProblemAlert error={campaigns.error} />
      {campaigns.isPending ? <p role="status">Caricamento…</p> : null}
      {campaigns.data === undefined ? null : <CampaignTable campaigns={campaigns.data} />}
      <YearlyLimitPanel />
      {mayOpen ? null : (
        <p className="office-note">
          Le campagne le apre la ragioneria, firmando con il suo portafoglio.
        </p>
      )}
    </>
  );
}

const COLUMNS = [
  { name: "Campagna" },
  { name: "Stato" },
  { name: "Premio" },
  { name: "Periodo" },
  { name: "Stanziamento", isNumber: true },
  { name: "Accreditato", isNumber: true },
];

function CampaignTable({ campaigns }: { readonly campaigns: readonly Campaign[] }) {
  if (campaigns.length === 0)
    return <p>Nessuna campagna ancora: il valore locale nasce solo come premio di una campagna.</p>;
  return (
    <OfficeTable label="Elenco delle campagne" columns={COLUMNS}>
      {campaigns.map((campaign) => (
        <tr key={campaign.id}>
          <th scope="row">
            <Link to={`/comune/campagne/${campaign.id}`}>{campaign.name}</Link>
            <small className="d-block fw-normal">
              {KIND_NAMES[campaign.kind]} · {campaign.act}
            </small>
          </th>
          <td>{STATE_NAMES[campaign.state]}</td>
          <td>{rateText(campaign)}</td>
          <td>
            {formatDay(campaign.rewardsFrom)} – {formatLastDay(campaign.rewardsUntil)}
          </td>
          <td className="office-number">{formatEuroDigits(BigInt(campaign.budgetCents))}</td>
          <td className="office-number">{formatEuroDigits(BigInt(campaign.mintedCents))}</td>
        </tr>
      ))}
    </OfficeTable>
  );
}
