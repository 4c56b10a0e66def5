import { useState } from "react";
import { useSearchParams } from "react-router";

import { formatEuro } from "#core/shared/money.ts";

import { useTillDay } from "../../../shared/api/read-till-day.ts";
import type { Payment, Till, TillDay } from "../../../shared/api/types.ts";
import { Icon } from "../../../shared/ui/icon.tsx";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { dayTotals } from "./day-totals.ts";
import { PaymentRow } from "./payment-row.tsx";
import { ReversalPanel } from "./reversal-panel.tsx";

const DAY = "giorno";

/** The day's payments with their totals, to look through, to print, and to take back what was a mistake. */
export function DayPage({ till }: { readonly till: Till }) {
  const [params, setParams] = useSearchParams();
  const [reversing, setReversing] = useState<Payment>();
  const day = useTillDay(params.get(DAY) ?? undefined);
  if (reversing !== undefined)
    return <ReversalPanel payment={reversing} close={() => setReversing(undefined)} />;
  return (
    <section aria-labelledby="day-title">
      <ScreenTitle id="day-title" className="till-title">
        Incassi {day.data === undefined ? "" : `del ${formatDay(day.data.day)}`}
      </ScreenTitle>
      <p className="till-print-only">{till.merchant.businessName}</p>
      <label className="till-day-choice">
        Un altro giorno
        <input
          type="date"
          className="form-control"
          value={params.get(DAY) ?? day.data?.day ?? ""}
          onChange={({ target }) =>
            setParams(target.value === "" ? {} : { [DAY]: target.value }, { replace: true })
          }
        />
      </label>
      <ProblemNotice error={day.error} />
      {day.isPending ? <p role="status">Caricamento…</p> : null}
      {day.data === undefined ? null : <DayList day={day.data} reverse={setReversing} />}
    </section>
  );
}

type DayListProps = { readonly day: TillDay; readonly reverse: (payment: Payment) => void };

function DayList({ day, reverse }: DayListProps) {
  const { taken, reversed, net } = dayTotals(day);
  return (
    <>
      <dl className="till-totals">
        <dt>Pagamenti ({day.count})</dt>
        <dd>{formatEuro(taken)}</dd>
        <dt>Stornati</dt>
        <dd>{formatEuro(-reversed)}</dd>
        <dt>Totale</dt>
        <dd>{formatEuro(net)}</dd>
      </dl>
      {day.payments.length === 0 ? <p>Nessun pagamento in questo giorno.</p> : null}
      <ul className="till-list" aria-label="Pagamenti">
        {day.payments.map((payment) => (
          <PaymentRow key={payment.paymentId} payment={payment} reverse={reverse} />
        ))}
      </ul>
      <button type="button" className="btn btn-outline-primary till-go" onClick={() => print()}>
        <Icon name="print" /> Stampa l'elenco
      </button>
    </>
  );
}
