import { useEffect, useRef } from "react";

import { csvText } from "#core/shared/csv-text.ts";
import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import { listProgrammesOptions } from "../../../shared/api/list-programmes.ts";
import { useReclaim } from "../../../shared/api/read-reclaim.ts";
import type { Programme, Reclaim } from "../../../shared/api/types.ts";
import { TransactionLink } from "../../../shared/chain/transaction-link.tsx";
import { PartsControl } from "../acts/parts-control.tsx";
import { forgetAct } from "../acts/pending-acts.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { type Part, partKey } from "../acts/run-parts.ts";
import { useParts } from "../acts/use-parts.ts";
import { saveFile } from "../cards/save-file.ts";
import { useHasRole, useOfficer } from "../session/officer-context.ts";
import { OfficeTable } from "../tables/office-table.tsx";
import { formatLastDay, formatMoment } from "./rome-day.ts";

const WHOLE = new Intl.NumberFormat("it-IT");

/** What nobody spent goes back to the fund: first what it would be, then the signatures, then what was done. */
export function ReclaimPanel({ programme }: { readonly programme: Programme }) {
  const reclaim = useReclaim(programme.id);
  if (reclaim.data === undefined)
    return reclaim.error === null ? (
      <p role="status">Caricamento…</p>
    ) : (
      <ProblemAlert error={reclaim.error} />
    );
  return (
    <>
      <Plan programme={programme} plan={reclaim.data} />
      {reclaim.data.done.length === 0 ? null : <DoneTable done={reclaim.data.done} />}
    </>
  );
}

type PlanProps = { readonly programme: Programme; readonly plan: Reclaim };

function Plan({ programme, plan }: PlanProps) {
  const { accounts, cards, totalCents, parts } = plan;
  const gas = parts.reduce((sum, part) => sum + part.gas, 0);
  const isMeasured = parts.every(({ isGasMeasured }) => isGasMeasured);
  if (accounts === 0)
    return <p>Sulle tessere non resta nulla: non c'è niente da far rientrare nel fondo.</p>;
  return (
    <>
      <p>
        {plan.isEnded ? "Rientrano" : "Se finisse ora rientrerebbero"} nel fondo{" "}
        <strong>{formatEuro(BigInt(totalCents))}</strong> da {cards} tessere ({accounts} conti), in{" "}
        {parts.length === 1 ? "una transazione" : `${parts.length} transazioni`};{" "}
        {isMeasured ? "" : "al più "}
        {WHOLE.format(gas)} unità di gas.
      </p>
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        onClick={() => saveFile(linesAsCsv(plan), `rientro-${programme.symbol}.csv`)}
      >
        Scarica l'elenco dei conti
      </button>
      <Signing plan={plan} />
    </>
  );
}

function linesAsCsv({ parts }: Reclaim): Blob {
  const rows = parts.flatMap(({ lines }, index) =>
    lines.map(({ account, amountCents }) => [
      String(index + 1),
      account,
      formatEuroDigits(BigInt(amountCents)),
    ]),
  );
  return new Blob([csvText([["parte", "conto", "importo"], ...rows])], { type: "text/csv" });
}

function Signing({ plan }: { readonly plan: Reclaim }) {
  const maySign = useHasRole("treasury");
  const waiting = plan.parts.filter((part): part is Reclaim["parts"][number] & Part =>
    Boolean(part.transaction),
  );
  const run = useParts(waiting, listProgrammesOptions().queryKey);
  useForgetDone(plan.parts.map(({ ref }) => ref).join());
  if (!plan.isEnded)
    return (
      <p className="office-note">
        È una prova: si firma dopo il {formatLastDay(plan.settleableUntil)}, quando nessun pagamento
        accettato può più arrivare.
      </p>
    );
  if (plan.waitingTransfers > 0) return <Waiting plan={plan} />;
  if (!maySign) return <p>In attesa della firma della ragioneria.</p>;
  return (
    <div className="office-choices-row">
      <PartsControl run={run}>
        {run.sent > 0 ? "Riprendi il rientro" : "Firma il rientro nel fondo"}
      </PartsControl>
      {run.sent > 0 ? (
        <p className="mb-0" role="status">
          {run.sent} di {waiting.length} parti inviate, in attesa che siano definitive.
        </p>
      ) : null}
    </div>
  );
}

function Waiting({ plan: { waitingTransfers, waitingCents } }: { readonly plan: Reclaim }) {
  const amount = formatEuro(BigInt(waitingCents));
  return (
    <p className="alert alert-warning" role="alert">
      {waitingTransfers === 1
        ? `Un pagamento accettato per ${amount} non è ancora registrato: il rientro lo lascerebbe scoperto.`
        : `${waitingTransfers} pagamenti accettati per ${amount} non sono ancora registrati: il rientro li lascerebbe scoperti.`}{" "}
      Spostare l'ultimo giorno di registrazione con un atto, qui sopra, e aspettare la
      registrazione.
    </p>
  );
}

/** A part that is no longer in the plan is done: the same accounts may hold something again one day. */
function useForgetDone(refs: string): void {
  const earlier = useRef(refs);
  useEffect(() => {
    const present = new Set(refs.split(","));
    for (const ref of earlier.current.split(",")) if (!present.has(ref)) forgetAct(partKey(ref));
    earlier.current = refs;
  }, [refs]);
}

const DONE_COLUMNS = [
  { name: "Quando" },
  { name: "Conti", isNumber: true },
  { name: "Rientrati", isNumber: true },
  { name: "Transazione" },
] as const;

function DoneTable({ done }: { readonly done: Reclaim["done"] }) {
  const { town } = useOfficer();
  return (
    <OfficeTable label="Rientri nel fondo" columns={DONE_COLUMNS}>
      {done.map(({ transactionHash, at, accounts, totalCents }) => (
        <tr key={transactionHash}>
          <th scope="row">{formatMoment(at)}</th>
          <td className="office-number">{accounts}</td>
          <td className="office-number">{formatEuro(BigInt(totalCents))}</td>
          <td>
            <TransactionLink town={town} hash={transactionHash} />
          </td>
        </tr>
      ))}
    </OfficeTable>
  );
}
