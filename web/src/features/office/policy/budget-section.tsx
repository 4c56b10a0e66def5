import { Link } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import type { Campaign } from "../../../shared/api/types.ts";
import { partText } from "../../../shared/flow/flow-table.tsx";
import { KIND_NAMES, STATE_NAMES } from "../campaigns/campaign-words.ts";
import { OfficeTable, numberColumn } from "../tables/office-table.tsx";

const COLUMNS = [
  { name: "Campagna" },
  { name: "Stato" },
  ...["Stanziamento", "Guadagnato", "Accreditato", "Resta", "Usato"].map(numberColumn),
];

/** The campaigns' budgets: what of each is earned, credited and left. */
export function BudgetSection({ campaigns }: { readonly campaigns: readonly Campaign[] }) {
  return (
    <section className="office-step" aria-labelledby="budgets">
      <h2 id="budgets" className="h4">
        Stanziamenti delle campagne
      </h2>
      <p>
        «Guadagnato» è ciò che le tessere hanno meritato, tolto quello che è tornato con storni e
        annullamenti; «accreditato» è ciò che ne è già arrivato sulle tessere; «resta» è quanto si
        può ancora guadagnare.
      </p>
      {campaigns.length === 0 ? <p>Nessuna campagna ancora.</p> : <Budgets campaigns={campaigns} />}
    </section>
  );
}

function Budgets({ campaigns }: { readonly campaigns: readonly Campaign[] }) {
  return (
    <OfficeTable label="Stanziamenti delle campagne" columns={COLUMNS}>
      {campaigns.map((campaign) => {
        const [budget, earned] = [BigInt(campaign.budgetCents), BigInt(campaign.earnedCents)];
        return (
          <tr key={campaign.id}>
            <th scope="row">
              <Link to={`/comune/campagne/${campaign.id}`}>{campaign.name}</Link>
              <small className="d-block fw-normal">{KIND_NAMES[campaign.kind]}</small>
            </th>
            <td>{STATE_NAMES[campaign.state]}</td>
            <td className="office-number">{formatEuroDigits(budget)}</td>
            <td className="office-number">{formatEuroDigits(earned)}</td>
            <td className="office-number">{formatEuroDigits(BigInt(campaign.mintedCents))}</td>
            <td className="office-number">{formatEuroDigits(leftOf(campaign, budget - earned))}</td>
            <td className="office-number">{partText(earned, budget)}</td>
          </tr>
        );
      })}
    </OfficeTable>
  );
}

/** Nothing more is earned of a closed campaign, whatever it did not give. */
function leftOf({ state }: Campaign, left: bigint): bigint {
  return state === "closed" ? 0n : left;
}
