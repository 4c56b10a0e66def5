import { type FormEvent, useId, useState } from "react";

import { useCheckIn, useWriteNote } from "../../shared/api/organiser.ts";
import type { Organiser } from "../../shared/api/types.ts";
import { CodeScanner } from "../../shared/scan/code-scanner.tsx";
import { ProblemNotice } from "../../shared/ui/problem-notice.tsx";
import { formatMoment } from "../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../shared/ui/screen-title.tsx";

/** One card after the other; at the end, what was done. */
export function CheckInPage({ organiser }: { readonly organiser: Organiser }) {
  const { title, place, startsAt, endsAt, places, present } = organiser;
  return (
    <section className="organiser" aria-labelledby="action-title">
      <ScreenTitle id="action-title">{title}</ScreenTitle>
      <p>
        {place}, dal {formatMoment(startsAt)} al {formatMoment(endsAt)}. Organizza:{" "}
        {organiser.organiser}.
      </p>
      <p className="organiser-count" role="status">
        <strong>{present}</strong> {present === 1 ? "presenza" : "presenze"} su {places} posti
      </p>
      <CheckIn />
      <NoteForm note={organiser.note ?? ""} />
      <p>
        Qui non compare di chi è una tessera. Le presenze valgono quando il Comune le ha approvate.
      </p>
    </section>
  );
}

function CheckIn() {
  const checkIn = useCheckIn();
  const [isScanning, setIsScanning] = useState(true);
  const scan = (cardCode: string) => {
    setIsScanning(false);
    checkIn.mutate(cardCode);
  };
  if (isScanning)
    return (
      <CodeScanner
        kind="card"
        label="Inquadrare la tessera di chi partecipa"
        codeLabel="Codice della tessera"
        choose={scan}
      />
    );
  return (
    <div className="organiser-form">
      <ProblemNotice error={checkIn.error} />
      {checkIn.isPending ? <p role="status">Un momento…</p> : null}
      {checkIn.isSuccess ? (
        <p className="alert alert-success" role="status">
          <strong>Presenza segnata.</strong>
        </p>
      ) : null}
      <button
        type="button"
        className="btn btn-primary organiser-go"
        disabled={checkIn.isPending}
        onClick={() => setIsScanning(true)}
      >
        Un'altra tessera
      </button>
    </div>
  );
}

const SHORTEST_NOTE = 3;
const LONGEST_NOTE = 1000;

function NoteForm({ note }: { readonly note: string }) {
  const writing = useWriteNote();
  const [text, setText] = useState(note);
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    writing.mutate(text.trim());
  };
  return (
    <form onSubmit={send} className="organiser-form" noValidate>
      <label htmlFor={id}>Che cosa si è fatto, senza nomi di persone</label>
      <textarea
        id={id}
        className="form-control"
        rows={3}
        maxLength={LONGEST_NOTE}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <button
        type="submit"
        className="btn btn-outline-primary organiser-go"
        disabled={text.trim().length < SHORTEST_NOTE || writing.isPending}
      >
        Salva la nota
      </button>
      {writing.isSuccess ? <p role="status">Nota salvata.</p> : null}
      <ProblemNotice error={writing.error} />
    </form>
  );
}
