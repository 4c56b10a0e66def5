import type { UseMutationResult } from "@tanstack/react-query";
import { type DragEvent, useId, useState } from "react";

import { formatEuro } from "#core/shared/money.ts";

import type { FileToImport } from "../../../shared/api/import-beneficiaries.ts";
import type { ImportReport } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { saveFile } from "../cards/save-file.ts";
import { RowErrorTable } from "./row-error-table.tsx";

/** As the service takes it. */
const MOST_MEGABYTES = 10;

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
    if (chosen !== undefined && !isTooLarge(chosen))
      mutation.mutate({ file: chosen, isDryRun: true });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    choose(event.dataTransfer.files[0]);
  };
  return (
    <div className="office-import" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <div className="office-field">
        <label htmlFor={id}>File {fileName}</label>
        <input
          id={id}
          type="file"
          accept=".csv,text/csv,.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          className="form-control"
          aria-describedby={`${id}-hint`}
          onChange={(event) => choose(event.target.files?.[0])}
        />
        <small id={`${id}-hint`} className="office-hint">
          CSV o XLSX come escono dal foglio di calcolo, con le colonne {columns}. Si può anche
          trascinare qui. Prima si controlla: nulla viene scritto finché non lo conferma.
        </small>
      </div>
      {file !== undefined && isTooLarge(file) ? (
        <p className="alert alert-danger" role="alert">
          Il file {file.name} supera {MOST_MEGABYTES} MB: non è stato mandato. Togliere immagini e
          fogli che non servono, o dividerlo.
        </p>
      ) : null}
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

function isTooLarge({ size }: File): boolean {
  return size > MOST_MEGABYTES * 1024 * 1024;
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
      {report.rejected === undefined ? null : <RejectedRows csv={report.rejected} />}
      <RowErrorTable caption="Da guardare, ma non impedisce l'importazione" errors={warnings} />
      {isClean && dryRun && rows > 0 ? (
        <button type="button" className="btn btn-primary" onClick={confirm}>
          Importa {valid} {nouns}
        </button>
      ) : null}
    </>
  );
}

/** The rows to mend, to open in the office suite: each says what is wrong with it. */
function RejectedRows({ csv }: { readonly csv: string }) {
  const save = () => saveFile(new Blob([csv], { type: "text/csv" }), "righe-da-correggere.csv");
  return (
    <button type="button" className="btn btn-outline-primary btn-sm" onClick={save}>
      Scarica le righe da correggere
    </button>
  );
}
