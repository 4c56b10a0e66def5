import { type FormEvent, useId, useState } from "react";

import { useNoteFiscalDocument } from "../../../shared/api/note-fiscal-document.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";

const LONGEST = 40;

type FiscalDocumentFormProps = { readonly paymentId: string; readonly noted: string };

/** The number of the shop's own document beside the payment, so that the two can be found from each other. */
export function FiscalDocumentForm({ paymentId, noted }: FiscalDocumentFormProps) {
  const [number, setNumber] = useState(noted);
  const note = useNoteFiscalDocument();
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    note.mutate({ paymentId, number });
  };
  return (
    <form className="till-note" onSubmit={send}>
      <label htmlFor={id}>{say("Numero del documento commerciale")}</label>
      <input
        id={id}
        className="form-control"
        maxLength={LONGEST}
        value={number}
        autoComplete="off"
        onChange={({ target }) => setNumber(target.value)}
      />
      <button
        type="submit"
        className="btn btn-outline-primary till-row-act"
        disabled={note.isPending || number.trim() === noted}
      >
        {say("Annota")}
      </button>
      <ProblemNotice error={note.error} />
    </form>
  );
}
