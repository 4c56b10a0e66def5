import { type FormEvent, useState } from "react";
import { useNavigate, useParams } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import { useCreateAction } from "../../../shared/api/civic-actions.ts";
import { useCampaign } from "../../../shared/api/read-campaign.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { focusFirstError } from "../programmes/focus-first-error.ts";
import {
  type ActionDraft,
  type ActionErrors,
  EMPTY_ACTION,
  actionErrors,
  actionInput,
} from "./action-draft.ts";
import { DraftFields } from "./draft-fields.tsx";

const FIELDS = [
  ["title", "Titolo", "text"],
  ["place", "Luogo", "text"],
  ["organiser", "Associazione che organizza", "text"],
  ["startsAt", "Inizio", "datetime-local"],
  ["endsAt", "Fine", "datetime-local"],
  ["places", "Posti", "text"],
  ["reward", "Premio a testa, in valore locale", "text"],
] as const;

/** The form that creates a civic action. */
export function ActionFormPage() {
  const { campaignId = "" } = useParams();
  const campaign = useCampaign(campaignId);
  const [draft, setDraft] = useState<ActionDraft>(EMPTY_ACTION);
  const [errors, setErrors] = useState<ActionErrors>({});
  const creation = useCreateAction(campaignId);
  const navigate = useNavigate();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = actionErrors(draft);
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirstError(event.currentTarget);
    creation.mutate(actionInput(draft), {
      onSuccess: ({ id }) => void navigate(`/comune/azioni/${id}`),
    });
  };
  const most = campaign.data?.centsEach;
  return (
    <>
      <h1>Nuova azione civica</h1>
      <p>
        Le presenze si segnano solo tra l'inizio e la fine.
        {most === undefined
          ? ""
          : ` Il premio è al massimo ${formatEuroDigits(BigInt(most))}, come decide la campagna.`}
      </p>
      <form noValidate onSubmit={submit} className="office-form">
        <DraftFields
          fields={FIELDS}
          {...{ draft, errors }}
          change={(field, text) => setDraft({ ...draft, [field]: text })}
        />
        <ProblemAlert error={creation.error} />
        <button type="submit" className="btn btn-primary" disabled={creation.isPending}>
          {creation.isPending ? "Un momento…" : "Crea l'azione"}
        </button>
      </form>
    </>
  );
}
