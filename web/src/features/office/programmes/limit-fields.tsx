import { DraftField } from "./draft-field.tsx";
import type { LimitDraft, LimitErrors } from "./limit-draft.ts";

type LimitFieldsProps = {
  readonly draft: LimitDraft;
  readonly errors: LimitErrors;
  readonly change: (part: Partial<LimitDraft>) => void;
};

/** How much of a programme's vouchers one card may spend. */
export function LimitFields({ draft, errors, change }: LimitFieldsProps) {
  return (
    <fieldset>
      <legend>Limiti per tessera, se l'atto li prevede</legend>
      <p className="office-hint">
        Valgono per i buoni di questo programma; oltre si paga in euro. Non vanno sulla blockchain.
      </p>
      <div className="office-pair">
        <DraftField
          label="Al più per un acquisto, in euro"
          inputMode="decimal"
          value={draft.cardPayment}
          error={errors.cardPayment}
          onChange={(cardPayment) => change({ cardPayment })}
        />
        <DraftField
          label="Al più in un giorno, in euro"
          hint="In tutti i negozi insieme."
          inputMode="decimal"
          value={draft.cardDay}
          error={errors.cardDay}
          onChange={(cardDay) => change({ cardDay })}
        />
      </div>
    </fieldset>
  );
}
