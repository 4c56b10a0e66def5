import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";

import { useCreateProgramme } from "../../../shared/api/create-programme.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useHasRole } from "../session/officer-context.ts";
import { AccountingFields } from "./accounting-fields.tsx";
import { CategoryField } from "./category-field.tsx";
import { DraftField } from "./draft-field.tsx";
import { focusFirstError } from "./focus-first-error.ts";
import { LimitFields } from "./limit-fields.tsx";
import {
  type DraftErrors,
  type ProgrammeDraft,
  draftErrors,
  draftInput,
  forgetDraft,
  loadDraft,
  saveDraft,
} from "./programme-draft.ts";

/** The form that drafts a programme. What is typed stays until the draft is made, also across a reload. */
export function ProgrammeFormPage() {
  const [draft, setDraft] = useState(loadDraft);
  const [errors, setErrors] = useState<DraftErrors>({});
  const creation = useCreateProgramme();
  const navigate = useNavigate();
  const mayOpen = useHasRole("treasury");
  const change = (part: Partial<ProgrammeDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    saveDraft(next);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = draftErrors(draft);
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirstError(event.currentTarget);
    creation.mutate(draftInput(draft), {
      onSuccess: ({ programme }) => {
        forgetDraft();
        void navigate(`/comune/programmi/${programme.id}`);
      },
    });
  };
  if (!mayOpen) return <p>I programmi li apre chi ha il ruolo di tesoreria.</p>;
  return (
    <>
      <h1>Nuovo programma</h1>
      <p>Quello che scrive resta anche se chiude la pagina. Il fondo vale dopo la sua firma.</p>
      <form noValidate onSubmit={submit} className="office-form">
        <DraftFields draft={draft} errors={errors} change={change} />
        <ProblemAlert error={creation.error} />
        <button type="submit" className="btn btn-primary" disabled={creation.isPending}>
          {creation.isPending ? "Preparazione…" : "Prepara il programma"}
        </button>
      </form>
    </>
  );
}

type DraftFieldsProps = {
  readonly draft: ProgrammeDraft;
  readonly errors: DraftErrors;
  readonly change: (part: Partial<ProgrammeDraft>) => void;
};

function DraftFields({ draft, errors, change }: DraftFieldsProps) {
  return (
    <>
      <DraftField
        label="Nome del programma"
        value={draft.name}
        error={errors.name}
        onChange={(name) => change({ name })}
      />
      <DraftField
        label="Sigla"
        hint="È il simbolo pubblico dei buoni sulla blockchain, per esempio SPESA26."
        value={draft.symbol}
        error={errors.symbol}
        onChange={(symbol) => change({ symbol: symbol.toUpperCase() })}
      />
      <DraftField
        label="Atto che lo istituisce"
        hint="Delibera o determina, con numero e anno."
        value={draft.act}
        error={errors.act}
        onChange={(act) => change({ act })}
      />
      <DraftField
        label="Fondo stanziato, in euro"
        hint="Il contratto non emetterà mai più di così."
        inputMode="decimal"
        value={draft.fund}
        error={errors.fund}
        onChange={(fund) => change({ fund })}
      />
      <div className="office-pair">
        <DraftField
          label="Primo giorno di spesa"
          type="date"
          value={draft.from}
          error={errors.from}
          onChange={(from) => change({ from })}
        />
        <DraftField
          label="Ultimo giorno di spesa"
          type="date"
          value={draft.until}
          error={errors.until}
          onChange={(until) => change({ until })}
        />
      </div>
      <LimitFields draft={draft} errors={errors} change={change} />
      <AccountingFields draft={draft} errors={errors} change={change} />
      <CategoryField
        legend="Categorie di esercenti ammesse"
        chosen={draft.categories}
        error={errors.categories}
        choose={(categories) => change({ categories })}
      />
    </>
  );
}
