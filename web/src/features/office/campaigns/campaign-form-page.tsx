import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";

import { CAMPAIGN_KINDS } from "#core/campaign/campaign-kind.ts";

import { useCreateCampaign } from "../../../shared/api/create-campaign.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { CategoryField } from "../programmes/category-field.tsx";
import { DraftField } from "../programmes/draft-field.tsx";
import { focusFirstError } from "../programmes/focus-first-error.ts";
import { useHasRole } from "../session/officer-context.ts";
import {
  type CampaignDraft,
  type CampaignErrors,
  campaignErrors,
  campaignInput,
  forgetCampaign,
  loadCampaign,
  saveCampaign,
} from "./campaign-draft.ts";
import { CampaignTrialPanel } from "./campaign-trial-panel.tsx";
import { KIND_NAMES } from "./campaign-words.ts";

/** The form that drafts a campaign. What is typed stays until the draft is made, also across a reload. */
export function CampaignFormPage() {
  const [draft, setDraft] = useState(loadCampaign);
  const [errors, setErrors] = useState<CampaignErrors>({});
  const creation = useCreateCampaign();
  const navigate = useNavigate();
  const mayOpen = useHasRole("treasury");
  const change = (part: Partial<CampaignDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    saveCampaign(next);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = campaignErrors(draft);
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirstError(event.currentTarget);
    creation.mutate(campaignInput(draft), {
      onSuccess: ({ campaign }) => {
        forgetCampaign();
        void navigate(`/comune/campagne/${campaign.id}`);
      },
    });
  };
  if (!mayOpen) return <p>Le campagne le apre chi ha il ruolo di tesoreria.</p>;
  return (
    <>
      <h1>Nuova campagna</h1>
      <p>
        Una campagna dà <strong>valore locale</strong> in premio. Quello che scrive resta anche se
        chiude la pagina; i termini, una volta preparati, non si cambiano più.
      </p>
      <form noValidate onSubmit={submit} className="office-form">
        <WhatFields draft={draft} errors={errors} change={change} />
        <CapFields draft={draft} errors={errors} change={change} />
        <CampaignTrialPanel draft={draft} show={setErrors} />
        <ProblemAlert error={creation.error} />
        <button type="submit" className="btn btn-primary" disabled={creation.isPending}>
          {creation.isPending ? "Preparazione…" : "Prepara la campagna"}
        </button>
      </form>
    </>
  );
}

type FieldsProps = {
  readonly draft: CampaignDraft;
  readonly errors: CampaignErrors;
  readonly change: (part: Partial<CampaignDraft>) => void;
};

function WhatFields({ draft, errors, change }: FieldsProps) {
  return (
    <>
      <KindField draft={draft} change={change} />
      <DraftField
        label="Nome della campagna"
        value={draft.name}
        error={errors.name}
        onChange={(name) => change({ name })}
      />
      <DraftField
        label="Atto che la istituisce"
        value={draft.act}
        error={errors.act}
        onChange={(act) => change({ act })}
      />
      {draft.kind === "purchases" ? (
        <DraftField
          label="Premio, in percentuale del prezzo"
          hint="Si arrotonda al centesimo per difetto: dividere una spesa non conviene."
          inputMode="decimal"
          value={draft.percent}
          error={errors.percent}
          onChange={(percent) => change({ percent })}
        />
      ) : (
        <DraftField
          label={
            draft.kind === "sharing"
              ? "Premio per ogni visita, in valore locale"
              : "Premio per ogni azione, in valore locale"
          }
          inputMode="decimal"
          value={draft.each}
          error={errors.each}
          onChange={(each) => change({ each })}
        />
      )}
      <div className="office-pair">
        <DraftField
          label="Primo giorno"
          type="date"
          value={draft.from}
          error={errors.from}
          onChange={(from) => change({ from })}
        />
        <DraftField
          label="Ultimo giorno"
          type="date"
          value={draft.until}
          error={errors.until}
          onChange={(until) => change({ until })}
        />
      </div>
    </>
  );
}

function KindField({ draft, change }: Omit<FieldsProps, "errors">) {
  return (
    <fieldset className="office-field">
      <legend>Che cosa premia</legend>
      {CAMPAIGN_KINDS.map((kind) => (
        <div className="form-check" key={kind}>
          <input
            id={`kind-${kind}`}
            type="radio"
            name="kind"
            checked={draft.kind === kind}
            onChange={() => change({ kind })}
          />
          <label htmlFor={`kind-${kind}`}>{KIND_NAMES[kind]}</label>
        </div>
      ))}
    </fieldset>
  );
}

/** The caps in the order in which they are typed, each with what it bounds. */
const CAPS = [
  ["card", "Massimo per tessera", "Nell'intera campagna."],
  ["household", "Massimo per nucleo", "Tutte le tessere della stessa famiglia insieme."],
  ["cardDay", "Massimo per tessera al giorno", undefined],
] as const;
const SHOP_CAPS = [
  ["merchant", "Massimo per negozio", "Tutti i premi per le spese fatte in un negozio."],
  ["merchantDay", "Massimo per negozio al giorno", undefined],
] as const;

function CapFields({ draft, errors, change }: FieldsProps) {
  const isPurchases = draft.kind === "purchases";
  return (
    <>
      <DraftField
        label="Stanziamento, in valore locale"
        hint="Il contratto non ne darà mai più di così."
        inputMode="decimal"
        value={draft.budget}
        error={errors.budget}
        onChange={(budget) => change({ budget })}
      />
      {[...CAPS, ...(isPurchases ? SHOP_CAPS : [])].map(([field, label, hint]) => (
        <DraftField
          key={field}
          label={label}
          {...(hint === undefined ? {} : { hint })}
          inputMode="decimal"
          value={draft[field]}
          error={errors[field]}
          onChange={(text) => change({ [field]: text })}
        />
      ))}
      {isPurchases ? (
        <CategoryField
          legend="Categorie di negozi premiate"
          hint="Nessuna scelta: tutti i negozi."
          chosen={draft.categories}
          error={errors.categories}
          choose={(categories) => change({ categories })}
        />
      ) : null}
    </>
  );
}
