import { type FormEvent, useId, useState } from "react";

import { groupCode } from "#core/card/card-code.ts";
import {
  CONTACT_LETTERS_MOST,
  FEEDBACK_LETTERS_LEAST,
  FEEDBACK_LETTERS_MOST,
  FEEDBACK_PAGES,
  type FeedbackPage,
} from "#core/feedback/judge-feedback.ts";

import { useSendFeedback } from "../../shared/api/feedback.ts";
import { newId } from "../../shared/api/new-id.ts";
import type { FeedbackReceived, NewFeedback } from "../../shared/api/types.ts";
import { FEEDBACK_PAGE_NAMES } from "../../shared/ui/feedback-words.ts";
import { ProblemNotice } from "../../shared/ui/problem-notice.tsx";
import { formatDay } from "../../shared/ui/rome-time.ts";
import "./feedback.css";

type Words = { readonly page: FeedbackPage; readonly text: string; readonly contact: string };

const EMPTY: Words = { page: "card", text: "", contact: "" };

/** Tells the town what somebody cannot use. The id stays until it has arrived: asked again after a cut line, it is there once. */
export function FeedbackForm() {
  const [id, setId] = useState(newId);
  const [words, setWords] = useState(EMPTY);
  const send = useSendFeedback();
  if (send.data !== undefined) return <Received received={send.data} />;
  const change = (changed: Partial<Words>) => {
    setWords({ ...words, ...changed });
    if (!send.isError) return;
    // Other words are another piece of feedback.
    setId(newId());
    send.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate(asFeedback(id, words));
  };
  return (
    <form onSubmit={submit} className="feedback-form" aria-label="Segnalazione">
      <Fields words={words} change={change} />
      <ProblemNotice error={send.error} />
      <button
        type="submit"
        className="btn btn-primary"
        disabled={send.isPending || words.text.trim().length < FEEDBACK_LETTERS_LEAST}
      >
        {send.isPending ? "Un momento…" : "Invia al Comune"}
      </button>
    </form>
  );
}

function asFeedback(id: string, { page, text, contact }: Words): NewFeedback {
  const reach = contact.trim();
  return { id, page, text: text.trim(), ...(reach === "" ? {} : { contact: reach }) };
}

type FieldsProps = { readonly words: Words; readonly change: (changed: Partial<Words>) => void };

function Fields({ words, change }: FieldsProps) {
  const id = useId();
  return (
    <>
      <div>
        <label htmlFor={`${id}-page`}>Che cosa non si riesce a usare?</label>
        <select
          id={`${id}-page`}
          className="form-select"
          value={words.page}
          onChange={({ target }) => change({ page: target.value as FeedbackPage })}
        >
          {FEEDBACK_PAGES.map((page) => (
            <option key={page} value={page}>
              {FEEDBACK_PAGE_NAMES[page]}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor={`${id}-text`}>Che cosa succede?</label>
        <textarea
          id={`${id}-text`}
          className="form-control"
          rows={5}
          maxLength={FEEDBACK_LETTERS_MOST}
          aria-describedby={`${id}-help`}
          value={words.text}
          onChange={({ target }) => change({ text: target.value })}
        />
        <small id={`${id}-help`}>
          Con quale apparecchio, quale lettore di schermo, a quale passo. Non serve dire chi si è;
          numeri di tessera e password non vanno scritti mai.
        </small>
      </div>
      <div>
        <label htmlFor={`${id}-contact`}>
          E-mail o telefono, se si vuole la risposta anche lì (facoltativo)
        </label>
        <input
          id={`${id}-contact`}
          type="text"
          className="form-control"
          autoComplete="email"
          maxLength={CONTACT_LETTERS_MOST}
          value={words.contact}
          onChange={({ target }) => change({ contact: target.value })}
        />
      </div>
    </>
  );
}

function Received({ received: { code, dueOn } }: { readonly received: FeedbackReceived }) {
  return (
    <div role="status" className="feedback-received">
      <p>
        <strong>Ricevuta.</strong> Il Comune risponde entro il {formatDay(dueOn)}. La risposta si
        legge in questa pagina con il codice:
      </p>
      <p className="feedback-code">{groupCode(code)}</p>
      <p>Conviene copiarlo: non è scritto da nessun'altra parte.</p>
    </div>
  );
}
