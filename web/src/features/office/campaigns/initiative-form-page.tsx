import { type FormEvent, useId, useState } from "react";
import { useNavigate, useParams } from "react-router";

import { useDraftInitiative } from "../../../shared/api/initiatives.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { focusFirstError } from "../programmes/focus-first-error.ts";
import { DraftFields } from "./draft-fields.tsx";
import {
  EMPTY_INITIATIVE,
  type InitiativeDraft,
  type InitiativeErrors,
  initiativeErrors,
  initiativeInput,
} from "./initiative-draft.ts";

const FIELDS = [
  ["title", "Titolo", "text"],
  ["place", "Luogo", "text"],
  ["startsAt", "Inizio", "datetime-local"],
  ["endsAt", "Fine", "datetime-local"],
] as const;

/** The form that prepares an initiative; its picture comes afterwards. */
export function InitiativeFormPage() {
  const { campaignId = "" } = useParams();
  const [draft, setDraft] = useState<InitiativeDraft>(EMPTY_INITIATIVE);
  const [errors, setErrors] = useState<InitiativeErrors>({});
  const drafting = useDraftInitiative(campaignId);
  const navigate = useNavigate();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = initiativeErrors(draft);
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirstError(event.currentTarget);
    drafting.mutate(initiativeInput(draft), {
      onSuccess: ({ id }) => void navigate(`/comune/iniziative/${id}`),
    });
  };
  const change = (field: keyof InitiativeDraft, text: string) =>
    setDraft({ ...draft, [field]: text });
  return (
    <>
      <h1>Nuova iniziativa</h1>
      <p>
        Diventa una pagina che chiunque può leggere. Prima di pubblicarla si aggiunge la fotografia
        e si rilegge: dopo non si cambia più, si può solo ritirare.
      </p>
      <form noValidate onSubmit={submit} className="office-form">
        <DraftFields fields={FIELDS} {...{ draft, errors, change }} />
        <BodyField text={draft.body} error={errors.body} change={(text) => change("body", text)} />
        <ProblemAlert error={drafting.error} />
        <button type="submit" className="btn btn-primary" disabled={drafting.isPending}>
          {drafting.isPending ? "Un momento…" : "Prepara la pagina"}
        </button>
      </form>
    </>
  );
}

type BodyFieldProps = {
  readonly text: string;
  readonly error: string | undefined;
  readonly change: (text: string) => void;
};

function BodyField({ text, error, change }: BodyFieldProps) {
  const id = useId();
  return (
    <div className="office-field">
      <label htmlFor={id}>Testo</label>
      <textarea
        id={id}
        className={`form-control ${error === undefined ? "" : "is-invalid"}`}
        rows={8}
        maxLength={4000}
        value={text}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => change(target.value)}
      />
      <small id={`${id}-hint`} className={error === undefined ? "office-hint" : "office-error"}>
        {error ?? "Una riga vuota divide i paragrafi. Senza nomi di persone."}
      </small>
    </div>
  );
}
