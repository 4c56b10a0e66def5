import { formatEuroDigits } from "#core/shared/money.ts";

import type { MonetaryPolicy } from "../../../shared/api/types.ts";
import { partText } from "../../../shared/flow/flow-table.tsx";
import { BarPicture } from "../picture/bar-picture.tsx";
import { formatDay } from "../programmes/rome-day.ts";
import { OfficeTable, numberColumn } from "../tables/office-table.tsx";
import { Figure } from "./figure.tsx";

/** How much there is, how fast it moves, how much of what moves is spent again. */
export function CirculationSection({ policy }: { readonly policy: MonetaryPolicy }) {
  return (
    <section className="office-step" aria-labelledby="circulation">
      <h2 id="circulation" className="h4">
        Come circola
      </h2>
      <div className="policy-figures">
        <Figure name="In circolazione" value={formatEuroDigits(BigInt(policy.mintedCents))}>
          Tutto il valore locale nato finora: nessuno lo distrugge, quindi è tutto da qualche parte.
        </Figure>
        <Figure
          name={`Passato di mano in ${policy.days} giorni`}
          value={formatEuroDigits(BigInt(policy.movedCents))}
        >
          Spese, doni e scambi dal {formatDay(policy.from)}. Non conta il passaggio da una tessera a
          quella che la sostituisce; ciò che un negozio storna è tolto.
        </Figure>
        <Figure name="Velocità, volte l'anno" value={velocityText(policy)}>
          Quante volte in un anno ogni unità cambia mano: ciò che è passato di mano, diviso per ciò
          che c'era in media ({formatEuroDigits(BigInt(policy.averageCents))}), per 365 diviso{" "}
          {policy.days}.
        </Figure>
        <Figure name="Ricircolo" value={shareText(policy.recirculation)}>
          Di ciò che qualcuno ha ricevuto da altri, la parte che ha a sua volta speso o donato:{" "}
          {sumsText(policy.recirculation)}. Ciò che uno ha guadagnato si conta speso per primo:
          quindi è il meno che può essere stato. Da sempre, non solo nel periodo.
        </Figure>
        <Figure name="Ricircolo dei negozi" value={shareText(policy.shopRecirculation)}>
          La stessa parte, dei soli negozi: {sumsText(policy.shopRecirculation)}. È la cifra da
          confrontare con altre monete locali: a Barcellona il REC arrivò al 27 %.
        </Figure>
      </div>
      <Weeks weeks={policy.weeks} />
    </section>
  );
}

type Shares = MonetaryPolicy["recirculation"];

function shareText({ receivedCents, respentCents }: Shares): string {
  const received = BigInt(receivedCents);
  return received === 0n ? "—" : partText(BigInt(respentCents), received);
}

function sumsText({ receivedCents, respentCents }: Shares): string {
  return `${formatEuroDigits(BigInt(respentCents))} di ${formatEuroDigits(BigInt(receivedCents))}`;
}

/** Hundredths of times a year are written like euros and cents. */
function velocityText({ velocityHundredths }: MonetaryPolicy): string {
  return velocityHundredths === undefined ? "—" : formatEuroDigits(BigInt(velocityHundredths));
}

const WEEK_COLUMNS = [{ name: "Settimana dal" }, ...["Nato", "Passato di mano"].map(numberColumn)];

function Weeks({ weeks }: Pick<MonetaryPolicy, "weeks">) {
  if (weeks.length === 0) return <p>In questo periodo non è nato né passato di mano nulla.</p>;
  const bars = weeks.map(({ week, mintedCents, movedCents }) => ({
    name: dayText(week),
    amounts: [BigInt(mintedCents), BigInt(movedCents)],
  }));
  return (
    <>
      <h3 className="h6 mt-4">Settimana per settimana</h3>
      <BarPicture
        label="Nato e passato di mano, settimana per settimana: la tabella qui sotto dice lo stesso"
        rows={["Nato", "Passato di mano"]}
        bars={bars}
      />
      <OfficeTable label="Nato e passato di mano, per settimana" columns={WEEK_COLUMNS}>
        {bars.map(({ name, amounts }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {amounts.map((amount, at) => (
              <td key={WEEK_COLUMNS[at + 1]!.name} className="office-number">
                {formatEuroDigits(amount)}
              </td>
            ))}
          </tr>
        ))}
      </OfficeTable>
    </>
  );
}

function dayText(day: string): string {
  return formatDay(`${day}T10:00:00Z`);
}
