import { type FormEvent, useState } from "react";

import { formatEuroDigits } from "#core/shared/money.ts";

import { useCardLimits, useChangeCardLimits } from "../../../shared/api/card-limits.ts";
import type { Programme } from "../../../shared/api/types.ts";
import { FormActs } from "../acts/form-acts.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { OfficerName } from "../session/officer-name.tsx";
import { useHasRole } from "../session/officer-context.ts";
import { isAct } from "./draft-faults.ts";
import { DraftField } from "./draft-field.tsx";
import { focusFirstError } from "./focus-first-error.ts";
import { type LimitErrors, limitErrors, limitsInput, limitsText } from "./limit-draft.ts";
import { LimitFields } from "./limit-fields.tsx";
import { formatMoment } from "./rome-day.ts";

/** What a card may spend of this programme's vouchers, and the acts that changed it. */
export function LimitPanel({ programme }: { readonly programme: Programme }) {
  const changes = useCardLimits(programme.id);
  const mayChange = useHasRole("treasury");
  const [isWriting, setIsWriting] = useState(false);
  return (
    <>
      <p>
        Con una tessera: <strong>{limitsText(programme)}</strong>.
      </p>
      {!mayChange ? (
        <p>Li cambia la ragioneria, con un atto.</p>
      ) : isWriting ? (
        <LimitForm programme={programme} close={() => setIsWriting(false)} />
      ) : (
        <button
          type="button"
          className="btn btn-outline-primary"
          onClick={() => setIsWriting(true)}
        >
          Cambia i limiti
        </button>
      )}
      <ProblemAlert error={changes.error} />
      <ul>
        {changes.data?.map((change) => (
          <li key={change.id}>
            {formatMoment(change.changedAt)}, <OfficerName address={change.changedBy} />:{" "}
            {change.act}, {limitsText(change)}
          </li>
        ))}
      </ul>
    </>
  );
}

type LimitFormProps = { readonly programme: Programme; readonly close: () => void };

function LimitForm({ programme, close }: LimitFormProps) {
  const order = useChangeCardLimits(programme.id);
  const [errors, setErrors] = useState<LimitErrors & { readonly act?: string }>({});
  const [act, setAct] = useState("");
  const [draft, setDraft] = useState({
    cardPayment: typed(programme.cardPaymentCents),
    cardDay: typed(programme.cardDayCents),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = {
      ...(isAct(act) ? {} : { act: "Indicare l'atto, per esempio «Determina 80/2026»." }),
      ...limitErrors(draft),
    };
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirstError(event.currentTarget);
    order.mutate({ act: act.trim(), ...limitsInput(draft) }, { onSuccess: close });
  };
  return (
    <form noValidate onSubmit={submit} className="office-form" aria-label="Limiti per tessera">
      <DraftField
        label="Atto che lo decide"
        hint="Con numero e anno."
        value={act}
        error={errors.act}
        onChange={setAct}
      />
      <LimitFields
        draft={draft}
        errors={errors}
        change={(part) => setDraft({ ...draft, ...part })}
      />
      <ProblemAlert error={order.error} />
      <FormActs confirm="Cambia da subito" isBusy={order.isPending} close={close} />
    </form>
  );
}

function typed(cents: string | undefined): string {
  return cents === undefined ? "" : formatEuroDigits(BigInt(cents));
}
