import { useState } from "react";
import { useSearchParams } from "react-router";

import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import { useTillDay } from "../../../shared/api/read-till-day.ts";
import type { Payment, Till, TillDay } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { Icon } from "../../../shared/ui/icon.tsx";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ClosingPanel } from "./closing-panel.tsx";
import { dayTotals, localIn } from "./day-totals.ts";
import { dayToCsv, findPayments } from "./export-day.ts";
import { PaidToShops } from "./paid-to-shops.tsx";
import { PaymentRow } from "./payment-row.tsx";
import { ReversalPanel } from "./reversal-panel.tsx";

const DAY = "giorno";

/** The day's payments with their totals, to look through, to print, and to take back what was a mistake. */
export function DayPage({ till }: { readonly till: Till }) {
  const [params, setParams] = useSearchParams();
  const [reversing, setReversing] = useState<Payment>();
  const day = useTillDay(params.get(DAY) ?? undefined);
  if (reversing !== undefined)
    return <ReversalPanel till={till} payment={reversing} close={() => setReversing(undefined)} />;
  return (
    <section aria-labelledby="day-title">
      <ScreenTitle id="day-title" className="till-title">
        {day.data === undefined ? say("Incassi") : say("Incassi del {0}", formatDay(day.data.day))}
      </ScreenTitle>
      <p className="till-print-only">{till.merchant.businessName}</p>
      <label className="till-day-choice">
        {say("Un altro giorno")}
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
      {day.isPending ? <p role="status">{say("Caricamento…")}</p> : null}
      {day.data === undefined ? null : <DayList day={day.data} reverse={setReversing} />}
    </section>
  );
}

type DayListProps = { readonly day: TillDay; readonly reverse: (payment: Payment) => void };

function DayList({ day, reverse }: DayListProps) {
  const [text, setText] = useState("");
  const found = findPayments(day.payments, text);
  return (
    <>
      <DayTotals day={day} />
      <label className="till-day-choice">
        {say("Cerca tessera, importo, documento o cassa")}
        <input
          type="search"
          className="form-control"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      {day.payments.length === 0 ? <p>{say("Nessun pagamento in questo giorno.")}</p> : null}
      {day.payments.length > 0 && found.length === 0 ? (
        <p role="status">{say("Nessun pagamento corrisponde alla ricerca.")}</p>
      ) : null}
      <ul className="till-list" aria-label={say("Pagamenti")}>
        {found.map((payment) => (
          <PaymentRow key={payment.paymentId} payment={payment} reverse={reverse} />
        ))}
      </ul>
      <PaidToShops paid={day.toShops} />
      <button type="button" className="btn btn-outline-primary till-go" onClick={() => print()}>
        <Icon name="print" /> {say("Stampa l'elenco")}
      </button>
      <button
        type="button"
        className="btn btn-outline-primary till-go"
        onClick={() => saveText(`incassi-${day.day}.csv`, "text/csv", dayToCsv(day))}
      >
        <Icon name="file-csv" /> {say("Esporta l'elenco (CSV)")}
      </button>
      <ClosingPanel />
    </>
  );
}

/** What was taken, by kind, less what went back. */
function DayTotals({ day }: { readonly day: TillDay }) {
  const { taken, reversed, voided, net, localNet } = dayTotals(day);
  const local = localIn(day.parts);
  return (
    <dl className="till-totals">
      {local === 0n ? (
        <>
          <dt>{say("Pagamenti con buoni ({0})", day.count)}</dt>
          <dd>{formatEuro(taken)}</dd>
        </>
      ) : (
        <>
          <dt>{say("Pagamenti ({0})", day.count)}</dt>
          <dd>{formatEuro(taken)}</dd>
          <dt>{say("di cui con i buoni")}</dt>
          <dd>{formatEuro(taken - local)}</dd>
          <dt>{say("di cui in valore locale")}</dt>
          <dd>{formatEuroDigits(local)}</dd>
        </>
      )}
      <dt>{say("Annullati, non contati")}</dt>
      <dd>{formatEuro(voided)}</dd>
      <dt>{say("Stornati")}</dt>
      <dd>{formatEuro(-reversed)}</dd>
      <dt>{say("Totale")}</dt>
      <dd>{formatEuro(net)}</dd>
      {localNet === 0n ? null : (
        <>
          <dt>{say("del totale, in valore locale")}</dt>
          <dd>{formatEuroDigits(localNet)}</dd>
        </>
      )}
    </dl>
  );
}

/** Hands a text over as a file, without asking anybody. */
function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
