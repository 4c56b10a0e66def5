import { type FormEvent, useState } from "react";

import { REPORT_REASONS, type ReportReason } from "#core/offer/offer-words.ts";

import { type About, useReport } from "../../../shared/api/board.ts";
import { newId } from "../../../shared/api/new-id.ts";
import { REASONS } from "../../../shared/ui/offer-words.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ChoiceField } from "./choice-field.tsx";

type ReportFormProps = { readonly about: About; readonly what: string };

/** Calls the town. It is told what, and not by whom. */
export function ReportForm({ about, what }: ReportFormProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [reason, setReason] = useState<ReportReason>("fraud");
  const [note, setNote] = useState("");
  const [id] = useState(newId);
  const report = useReport(about);
  if (report.isSuccess) return <p role="status">Il Comune è avvisato e guarderà.</p>;
  if (!isOpen)
    return (
      <button
        type="button"
        className="btn btn-outline-danger wallet-wide"
        onClick={() => setIsOpen(true)}
      >
        Segnala {what} al Comune
      </button>
    );
  const send = (event: FormEvent) => {
    event.preventDefault();
    report.mutate({ id, reason, ...(note.trim() === "" ? {} : { note: note.trim() }) });
  };
  return (
    <form onSubmit={send} className="board-field">
      <ChoiceField
        label="Che cosa non va"
        values={REPORT_REASONS}
        names={REASONS}
        value={reason}
        choose={(chosen) => setReason(chosen ?? "other")}
      />
      <label htmlFor="board-note">Altro da dire (si può lasciare vuoto)</label>
      <input
        id="board-note"
        type="text"
        className="form-control"
        maxLength={300}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <ProblemNotice error={report.error} />
      <button type="submit" className="btn btn-danger wallet-wide" disabled={report.isPending}>
        Avvisa il Comune
      </button>
      <button
        type="button"
        className="btn btn-outline-primary wallet-wide"
        onClick={() => setIsOpen(false)}
      >
        Lascia stare
      </button>
    </form>
  );
}
