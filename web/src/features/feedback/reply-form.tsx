import { type FormEvent, useId, useState } from "react";

import { useFeedbackReply } from "../../shared/api/feedback.ts";
import type { FeedbackReply } from "../../shared/api/types.ts";
import { readCode } from "../../shared/scan/read-code.ts";
import { FEEDBACK_PAGE_NAMES } from "../../shared/ui/feedback-words.ts";
import { ProblemNotice } from "../../shared/ui/problem-notice.tsx";
import { formatDay } from "../../shared/ui/rome-time.ts";
import "./feedback.css";

/** What became of a piece of feedback, for who kept its code. A mistyped one is refused before anybody is asked. */
export function ReplyForm() {
  const [code, setCode] = useState("");
  const [mistake, setMistake] = useState<string>();
  const reply = useFeedbackReply();
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readCode(code, "feedback");
    setMistake(read.ok ? undefined : read.refusal);
    if (read.ok) reply.mutate(read.value);
  };
  return (
    <>
      <form onSubmit={submit} className="feedback-form" aria-label="Leggere la risposta">
        <div>
          <label htmlFor={id}>Codice della segnalazione</label>
          <input
            id={id}
            type="text"
            className="form-control"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        </div>
        {mistake === undefined ? null : (
          <p className="alert alert-danger" role="alert">
            {mistake}
          </p>
        )}
        <ProblemNotice error={reply.error} />
        <button
          type="submit"
          className="btn btn-outline-primary"
          disabled={reply.isPending || code.trim() === ""}
        >
          Leggi la risposta
        </button>
      </form>
      {reply.data === undefined ? null : <Reply reply={reply.data} />}
    </>
  );
}

function Reply({ reply: { page, receivedAt, dueOn, closedAt, answer } }: { reply: FeedbackReply }) {
  return (
    <div role="status" className="feedback-received">
      <p>
        <strong>{FEEDBACK_PAGE_NAMES[page]}</strong>, segnalazione del {formatDay(receivedAt)}.
      </p>
      {answer !== undefined ? (
        <>
          <p>Risposta del Comune, {formatDay(closedAt!)}:</p>
          <p className="feedback-answer">{answer}</p>
        </>
      ) : closedAt !== undefined ? (
        <p>Il Comune l'ha chiusa il {formatDay(closedAt)} senza rispondere.</p>
      ) : (
        <p>Non c'è ancora una risposta: il Comune la dà entro il {formatDay(dueOn)}.</p>
      )}
    </div>
  );
}
