import { FEWEST_HOLDERS } from "#core/local-value/circulation.ts";
import { formatEuroDigits } from "#core/shared/money.ts";

import type { MonetaryPolicy } from "../../../shared/api/types.ts";
import { partText } from "../../../shared/flow/flow-table.tsx";
import { BarPicture } from "../picture/bar-picture.tsx";
import { OfficeTable, numberColumn } from "../tables/office-table.tsx";

const KIND_NAMES = {
  card: "Tessere",
  shop: "Negozi",
  own: "Altri portafogli",
} as const satisfies Record<MonetaryPolicy["held"][number]["kind"], string>;

const COLUMNS = [
  { name: "Chi" },
  ...[
    "Quanti",
    "Hanno in tutto",
    "Parte del totale",
    "Il 10 % che ha di più",
    "Indice di Gini",
  ].map(numberColumn),
];

/** Where local value lies, and in how few hands; shops and cards apart. */
export function ConcentrationSection({ held }: Pick<MonetaryPolicy, "held">) {
  const whole = held.reduce((sum, { totalCents }) => sum + BigInt(totalCents), 0n);
  return (
    <section className="office-step" aria-labelledby="concentration">
      <h2 id="concentration" className="h4">
        In quante mani è
      </h2>
      <p>
        Si conta chi ne ha avuto almeno una volta, anche se ora è a zero. «Il 10 % che ha di più» è
        la parte del valore che sta presso un decimo di loro. L'indice di Gini va da 0 (tutti hanno
        lo stesso) a 1 (uno ha tutto): Σ (2i − n − 1) xᵢ / (n Σ xᵢ), con i saldi xᵢ in ordine. Sotto
        i {FEWEST_HOLDERS} non si dice: sarebbe il saldo di qualcuno.
      </p>
      <BarPicture
        label="Dove sta il valore locale: la tabella qui sotto dice lo stesso"
        rows={["Hanno in tutto"]}
        bars={held.map(({ kind, totalCents }) => ({
          ...{ name: KIND_NAMES[kind], amounts: [BigInt(totalCents)] },
        }))}
      />
      <OfficeTable label="In quante mani è il valore locale" columns={COLUMNS}>
        {held.map(({ kind, holders, totalCents, concentration }) => (
          <tr key={kind}>
            <th scope="row">{KIND_NAMES[kind]}</th>
            <td className="office-number">{holders}</td>
            <td className="office-number">{formatEuroDigits(BigInt(totalCents))}</td>
            <td className="office-number">{partText(BigInt(totalCents), whole)}</td>
            <td className="office-number">
              {concentration === undefined
                ? "—"
                : `${partText(BigInt(concentration.topCents), BigInt(totalCents))} (${concentration.topHolders})`}
            </td>
            <td className="office-number">{giniText(concentration?.giniBasisPoints)}</td>
          </tr>
        ))}
      </OfficeTable>
    </section>
  );
}

const GINI = new Intl.NumberFormat("it", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function giniText(basisPoints: number | undefined): string {
  return basisPoints === undefined ? "—" : GINI.format(basisPoints / 10_000);
}
