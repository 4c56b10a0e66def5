import { useState } from "react";

import { useImportOutcomes } from "../../../shared/api/transfer-orders.ts";
import type { OutcomeReport } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { RowErrorTable } from "../imports/row-error-table.tsx";

/** Takes in what the bank answers, in two steps: checked first, then recorded whole. */
export function OutcomePanel() {
  const outcomes = useImportOutcomes();
  const [file, setFile] = useState<File>();
  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    outcomes.reset();
    if (chosen !== undefined) outcomes.mutate({ file: chosen, isDryRun: true });
  };
  return (
    <>
      <div className="office-field">
        <label htmlFor="outcome-file">File con l'esito della banca</label>
        <input
          id="outcome-file"
          type="file"
          accept=".xml,.csv,.xlsx"
          className="form-control"
          aria-describedby="outcome-hint"
          onChange={({ target }) => choose(target.files?.[0])}
        />
        <small id="outcome-hint" className="office-hint">
          pain.002 o esito CBI, come lo scarica l'home banking; oppure un CSV o XLSX con le colonne
          riferimento, esito (pagato, rifiutato), data, importo, motivo. Prima si controlla.
        </small>
      </div>
      {outcomes.isPending ? <p role="status">Controllo del file…</p> : null}
      <ProblemAlert error={outcomes.error} />
      {outcomes.data === undefined || file === undefined ? null : (
        <Report report={outcomes.data} record={() => outcomes.mutate({ file, isDryRun: false })} />
      )}
    </>
  );
}

type ReportProps = { readonly report: OutcomeReport; readonly record: () => void };

function Report({ report, record }: ReportProps) {
  const { dryRun, paid, rejected, pending, errors, warnings } = report;
  const isClean = errors.length === 0;
  const hasNews = paid + rejected > 0;
  return (
    <>
      <div className={`alert ${isClean ? "alert-success" : "alert-danger"}`} role="status">
        <strong>
          {!isClean
            ? `${errors.length} ${errors.length === 1 ? "errore" : "errori"}: nulla è stato registrato.`
            : `${dryRun ? "" : "Registrato: "}${paid} pagati, ${rejected} respinti, ${pending} ancora in corso.`}
        </strong>
      </div>
      <RowErrorTable caption="Da verificare con la banca" errors={errors} />
      <RowErrorTable caption="Già noti: non cambiano nulla" errors={warnings} />
      {isClean && dryRun && hasNews ? (
        <button type="button" className="btn btn-primary" onClick={record}>
          Registra l'esito
        </button>
      ) : null}
    </>
  );
}
