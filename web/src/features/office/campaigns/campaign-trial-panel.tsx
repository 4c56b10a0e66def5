import { type RefObject, useRef, useState } from "react";

import { civilDay } from "#core/shared/civil-day.ts";

import { useTryCampaign } from "../../../shared/api/try-campaign.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { focusFirstError } from "../programmes/focus-first-error.ts";
import { CampaignTrialResult } from "./campaign-trial-result.tsx";
import {
  type CampaignDraft,
  type CampaignErrors,
  type PastDays,
  pastErrors,
  termErrors,
  trialInput,
} from "./campaign-draft.ts";
import { DraftFields } from "./draft-fields.tsx";

const DAY_MS = 86_400_000;
const FIELDS = [
  ["pastFrom", "Primo giorno da ripetere", "date"],
  ["pastUntil", "Ultimo giorno da ripetere", "date"],
] as const;

type CampaignTrialPanelProps = {
  readonly draft: CampaignDraft;
  /** Says at the form's own fields what is wrong there. */
  readonly show: (errors: CampaignErrors) => void;
};

/** Tries the campaign as it is typed, on what people bought or did before. Nothing is kept, here or in the service. */
export function CampaignTrialPanel({ draft, show }: CampaignTrialPanelProps) {
  const [past, setPast] = useState(lastMonth);
  const [errors, setErrors] = useState<ReturnType<typeof pastErrors>>({});
  const [tried, setTried] = useState<CampaignDraft>();
  const trial = useTryCampaign();
  const panel = useRef<HTMLElement>(null);
  const run = () => {
    const [wrong, wrongPast] = [termErrors(draft), pastErrors(past)];
    show(wrong);
    setErrors(wrongPast);
    if (Object.keys({ ...wrong, ...wrongPast }).length > 0) return focusIn(panel);
    setTried(draft);
    trial.mutate(trialInput(draft, past));
  };
  return (
    <section className="office-card" aria-labelledby="trial" ref={panel}>
      <h2 id="trial" className="h4">
        Prova sul passato
      </h2>
      <p>
        {draft.kind === "purchases"
          ? "Che cosa costerebbe questa campagna se nei suoi giorni si comprasse come nei giorni scelti qui?"
          : "Che cosa costerebbe questa campagna se nei suoi giorni si premiasse ciò che fu premiato nei giorni scelti qui?"}{" "}
        Si giudica con le stesse regole dei premi veri; non resta scritto nulla. Se i giorni scelti
        sono meno di quelli della campagna, si ripetono.
      </p>
      <DraftFields
        fields={FIELDS}
        draft={past}
        errors={errors}
        change={(field, day) => setPast({ ...past, [field]: day })}
      />
      <button
        type="button"
        className="btn btn-outline-primary"
        disabled={trial.isPending}
        onClick={run}
      >
        {trial.isPending ? "Calcolo…" : "Prova"}
      </button>
      <ProblemAlert error={trial.error} />
      {trial.data === undefined || tried === undefined ? null : (
        <CampaignTrialResult trial={trial.data} draft={tried} isOld={tried !== draft} />
      )}
    </section>
  );
}

function focusIn(panel: RefObject<HTMLElement | null>): void {
  const form = panel.current?.closest("form");
  if (form) focusFirstError(form);
}

/** The 28 whole days before today: every weekday as often as the others. */
function lastMonth(): PastDays {
  const daysAgo = (days: number) => civilDay(new Date(Date.now() - days * DAY_MS));
  return { pastFrom: daysAgo(28), pastUntil: daysAgo(1) };
}
