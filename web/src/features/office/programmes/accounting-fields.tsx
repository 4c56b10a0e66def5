import { DraftField } from "./draft-field.tsx";
import type { DraftErrors, ProgrammeDraft } from "./programme-draft.ts";

type AccountingFieldsProps = {
  readonly draft: ProgrammeDraft;
  readonly errors: DraftErrors;
  readonly change: (part: Partial<ProgrammeDraft>) => void;
};

/** How the accounts office knows a programme, which never leaves the town; and how well its families are hidden. */
export function AccountingFields({ draft, errors, change }: AccountingFieldsProps) {
  return (
    <>
      <fieldset>
        <legend>Per la contabilità, dove ci sono</legend>
        <p className="office-hint">Restano in Comune e compaiono nella relazione finale.</p>
        <div className="office-pair">
          <DraftField
            label="Capitolo di bilancio"
            value={draft.chapter}
            error={errors.chapter}
            onChange={(chapter) => change({ chapter })}
          />
          <DraftField
            label="Impegno di spesa"
            value={draft.commitment}
            error={errors.commitment}
            onChange={(commitment) => change({ commitment })}
          />
          <DraftField
            label="Fonte di finanziamento"
            value={draft.source}
            error={errors.source}
            onChange={(source) => change({ source })}
          />
          <DraftField
            label="CUP"
            value={draft.cup}
            error={errors.cup}
            onChange={(cup) => change({ cup: cup.toUpperCase() })}
          />
        </div>
      </fieldset>
      <DraftField
        label="Conti su cui si divide ogni ricarica"
        hint="Più sono, meno un negozio che riconosce un acquisto può leggere del mese di una famiglia; ogni conto costa una commissione."
        inputMode="numeric"
        value={draft.accounts}
        error={errors.accounts}
        onChange={(accounts) => change({ accounts })}
      />
    </>
  );
}
