import { SMALLEST_COUNT } from "#core/open-data/suppress-cells.ts";

import type { PublicCounts } from "../../shared/api/types.ts";

/** What the chain cannot tell: the town states it, and it is said that it does. */
export function TownCounts({ counts }: { readonly counts: PublicCounts }) {
  const { cards, shops, paidStatements, averageDaysToPay } = counts;
  return (
    <section aria-labelledby="town-counts">
      <h2 id="town-counts" className="h4">
        Dichiarato dal Comune, non leggibile sulla catena
      </h2>
      <dl className="transparency-counts">
        <Count
          name="Tessere in uso"
          value={cards === undefined ? `meno di ${SMALLEST_COUNT}` : cards.toLocaleString("it")}
          computed="Tessere consegnate e non chiuse né sostituite. Sulla catena ogni tessera ha molti conti, che non si possono ricondurre a lei."
        />
        <Count
          name="Esercenti convenzionati"
          value={shops.toLocaleString("it")}
          computed="Negozi attivi oggi; il registro dei conti che possono incassare è anche sulla catena."
        />
        <Count
          name="Giorni per pagare gli esercenti, in media"
          value={
            averageDaysToPay === undefined
              ? "nessun rendiconto pagato nell'ultimo anno"
              : averageDaysToPay.toLocaleString("it")
          }
          computed={`Dal giorno in cui un esercente presenta il rendiconto al bonifico, sui ${paidStatements.toLocaleString("it")} rendiconti pagati nell'ultimo anno. Il bonifico avviene in banca, fuori dalla catena.`}
        />
      </dl>
    </section>
  );
}

type CountProps = { readonly name: string; readonly value: string; readonly computed: string };

function Count({ name, value, computed }: CountProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        <details>
          <summary>Come si calcola</summary>
          <p>{computed}</p>
        </details>
      </dd>
    </div>
  );
}
