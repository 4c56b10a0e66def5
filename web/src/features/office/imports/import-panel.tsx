import type { UseMutationResult } from "@tanstack/react-query";
import { useId, useState } from "react";

import { formatEuro } from "#core/shared/money.ts";

import type { FileToImport } from "../../../shared/api/import-beneficiaries.ts";
import type { ImportReport } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { RowErrorTable } from "./row-error-table.tsx";

type ImportPanelProps = {
  /** The file's usual name, e.g. `beneficiari.csv`. */
  readonly fileName: string;
  readonly columns: string;
  /** What a row is, in the plural: "beneficiari". */
  readonly nouns: string;
  readonly mutation: UseMutationResult<ImportReport, Error, FileToImport>;
};

/**
 * Imports a file in two steps: it is checked without writing anything, and only a file without errors can be imported,
 * whole. Choosing a file checks it at once.
 */
export function ImportPanel({ fileName, columns, nouns, mutation }: ImportPanelProps) {
  const [file, setFile] = useState<File>();
  const id = useId();
  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    mutation.reset();
    if (chosen !== undefined) mutation.mutate({ file: chosen, isDryRun: true });
  };
  return (
    <div className="office-import">
      <div className="office-field">
        <label htmlFor={id}>File {fileName}</label>
        <input
          id={id}
          type="file"
          accept=".csv,text/csv"
          className="form-control"
          aria-describedby={`${id}-hint`}
          onChange={(event) => choose(event.target.files?.[0])}
        />
        <small id={`${id}-hint`} className="office-hint">
          CSV come esce dal foglio di calcolo, con le colonne {columns}. Prima si controlla: nulla
          viene scritto finché non lo conferma.
        </small>
      </div>
      {mutation.isPending ? <p role="status">Controllo del file…</p> : null}
      <ProblemAlert error={mutation.error} />
      {mutation.data === undefined || file === undefined ? null : (
        <Report
          report={mutation.data}
          nouns={nouns}
          confirm={() => mutation.mutate({ file, isDryRun: false })}
        />
      )}
    </div>
  );
}

type ReportProps = {
  readonly report: ImportReport;
  readonly nouns: string;
  readonly confirm: () => void;
};

function Report({ report, nouns, confirm }: ReportProps) {
  const { dryRun, rows, valid, created, totalCents, errors, warnings } = report;
  const isClean = errors.length === 0;
  const total = totalCents === undefined ? "" : ` per ${formatEuro(BigInt(totalCents))}`;
  return (
    <>
      <div className={`alert ${isClean ? "alert-success" : "alert-danger"}`} role="status">
        {!isClean ? (
          <strong>
            {errors.length} {errors.length === 1 ? "errore" : "errori"} in {rows} righe: nulla è
            stato importato.
          </strong>
        ) : dryRun ? (
          <strong>
            {valid} righe corrette{total}.
          </strong>
        ) : (
          <strong>
            Importati {created} {nouns}
            {total}.
          </strong>
        )}
        {isClean ? null : <p className="mb-0">Correggere il file e sceglierlo di nuovo.</p>}
      </div>
      <RowErrorTable caption="Errori da correggere" errors={errors} />
      <RowErrorTable caption="Da guardare, ma non impedisce l'importazione" errors={warnings} />
      {isClean && dryRun && rows > 0 ? (
        <button type="button" className="btn btn-primary" onClick={confirm}>
          Importa {valid} {nouns}
        </button>
      ) : null}
    </>
  );
}
