import { type FormEvent, useId, useState } from "react";

import { FEEDBACK_LETTERS_LEAST, FEEDBACK_LETTERS_MOST } from "#core/feedback/judge-feedback.ts";

import { useCloseFeedback, useFeedback, useFeedbackContact } from "../../../shared/api/feedback.ts";
import type { Feedback } from "../../../shared/api/types.ts";
import { FEEDBACK_PAGE_NAMES } from "../../../shared/ui/feedback-words.ts";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useHasRole } from "../session/officer-context.ts";

/** What people cannot use, with the day that the town has to answer by. */
export function FeedbackPage() {
  const feedback = useFeedback();
  return (
    <>
      <h1>Accessibilità</h1>
      <p>
        Qui arriva ciò che qualcuno non riesce a usare, scritto in «Accessibilità». Si risponde
        entro trenta giorni; dopo, chi ha scritto può rivolgersi al difensore civico per il
        digitale. La risposta si legge in quella pagina con il codice che ha chi ha scritto; se ha
        lasciato un recapito, gliela si manda anche lì. Tutto si cancella 180 giorni dopo la
        risposta.
      </p>
      <ProblemAlert error={feedback.error} />
      {feedback.isPending ? <p role="status">Caricamento…</p> : null}
      {feedback.data?.length === 0 ? <p role="status">Nessuna segnalazione.</p> : null}
      <ul className="list-unstyled" aria-label="Segnalazioni di accessibilità">
        {feedback.data?.map((one) => (
          <li key={one.id} className="office-card">
            <Piece feedback={one} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Piece({ feedback }: { readonly feedback: Feedback }) {
  const { page, text, receivedAt, hasContact } = feedback;
  return (
    <>
      <h2 className="h5">
        {FEEDBACK_PAGE_NAMES[page]}, {formatDay(receivedAt)}
      </h2>
      <p className="office-words">{text}</p>
      {hasContact ? <Contact id={feedback.id} /> : <p>Senza recapito.</p>}
      <Ending feedback={feedback} />
    </>
  );
}

function Contact({ id }: { readonly id: string }) {
  const mayAct = useHasRole("guardian", "issuer");
  const contact = useFeedbackContact();
  if (contact.data !== undefined)
    return (
      <p role="status">
        Recapito: <strong>{contact.data.contact}</strong>
      </p>
    );
  if (!mayAct) return null;
  return (
    <>
      <button
        type="button"
        className="btn btn-outline-primary"
        disabled={contact.isPending}
        onClick={() => contact.mutate(id)}
      >
        Mostra il recapito
      </button>
      <ProblemAlert error={contact.error} />
    </>
  );
}

function Ending({ feedback }: { readonly feedback: Feedback }) {
  const { id, dueOn, isLate, closedAt, answer } = feedback;
  const mayAct = useHasRole("guardian", "issuer");
  if (closedAt !== undefined)
    return answer === undefined ? (
      <p role="status">Chiusa senza risposta il {formatDay(closedAt)}.</p>
    ) : (
      <p role="status" className="office-words">
        Risposta del {formatDay(closedAt)}: {answer}
      </p>
    );
  return (
    <>
      <p className={isLate ? "alert alert-danger" : ""}>
        {isLate
          ? `In ritardo: la risposta era dovuta entro il ${formatDay(dueOn)}.`
          : `Risposta dovuta entro il ${formatDay(dueOn)}.`}
      </p>
      {mayAct ? <AnswerForm id={id} /> : null}
    </>
  );
}

function AnswerForm({ id }: { readonly id: string }) {
  const [answer, setAnswer] = useState("");
  const close = useCloseFeedback();
  const field = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close.mutate({ id, answer: answer.trim() });
  };
  return (
    <form onSubmit={submit} className="office-field">
      <label htmlFor={field}>Risposta: la legge chi ha scritto, e non si cambia più</label>
      <textarea
        id={field}
        className="form-control"
        rows={4}
        maxLength={FEEDBACK_LETTERS_MOST}
        value={answer}
        onChange={({ target }) => setAnswer(target.value)}
      />
      <div className="office-choices-row">
        <button
          type="submit"
          className="btn btn-primary"
          disabled={close.isPending || answer.trim().length < FEEDBACK_LETTERS_LEAST}
        >
          Rispondi
        </button>
        <DismissButton isBusy={close.isPending} dismiss={() => close.mutate({ id })} />
      </div>
      <ProblemAlert error={close.error} />
    </form>
  );
}

type DismissProps = { readonly isBusy: boolean; readonly dismiss: () => void };

/** What is no feedback at all: asked twice, because it is for good. */
function DismissButton({ isBusy, dismiss }: DismissProps) {
  const [isSure, setIsSure] = useState(false);
  return (
    <button
      type="button"
      className="btn btn-outline-primary"
      disabled={isBusy}
      onClick={() => (isSure ? dismiss() : setIsSure(true))}
    >
      {isSure ? "Sì, chiudi senza rispondere" : "Non è una segnalazione: chiudi"}
    </button>
  );
}
