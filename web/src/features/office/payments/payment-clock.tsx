import { formatEuro } from "#core/shared/money.ts";

import { usePaymentPace } from "../../../shared/api/transfer-orders.ts";
import type { PaymentPace } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { OfficeTable } from "../tables/office-table.tsx";

const COLUMNS = [
  { name: "Esercente" },
  { name: "In attesa", isNumber: true },
  { name: "Da giorni", isNumber: true },
  { name: "Giorni medi di pagamento", isNumber: true },
] as const;

const DAYS = new Intl.NumberFormat("it-IT", { maximumFractionDigits: 1 });

/** How long the town takes to pay its shops: the figure that keeps them in the scheme, or drives them away. */
export function PaymentClock() {
  const pace = usePaymentPace();
  if (pace.data === undefined) return <ProblemAlert error={pace.error} />;
  const { averageDays, oldestDays, waiting, waitingCents, merchants } = pace.data;
  return (
    <>
      <dl className="office-totals">
        <Figure name="Giorni medi di pagamento" value={daysText(averageDays)} />
        <Figure name="In attesa di pagamento" value={formatEuro(BigInt(waitingCents))} />
        <Figure name="Rendiconti in attesa" value={String(waiting)} />
        <Figure name="Il più vecchio aspetta da giorni" value={daysText(oldestDays)} />
      </dl>
      <details>
        <summary>Esercente per esercente</summary>
        {merchants.length === 0 ? (
          <p>Nessun rendiconto ancora.</p>
        ) : (
          <Merchants {...{ merchants }} />
        )}
      </details>
    </>
  );
}

function Merchants({ merchants }: { readonly merchants: PaymentPace["merchants"] }) {
  return (
    <OfficeTable label="Tempi di pagamento per esercente" columns={COLUMNS}>
      {merchants.map(({ id, businessName, waitingCents, oldestDays, averageDays }) => (
        <tr key={id}>
          <th scope="row">{businessName}</th>
          <td className="office-number">{formatEuro(BigInt(waitingCents))}</td>
          <td className="office-number">{daysText(oldestDays)}</td>
          <td className="office-number">{daysText(averageDays)}</td>
        </tr>
      ))}
    </OfficeTable>
  );
}

function daysText(days: number | undefined): string {
  return days === undefined ? "—" : DAYS.format(days);
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
