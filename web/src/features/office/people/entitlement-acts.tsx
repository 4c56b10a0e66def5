import { type FormEvent, useId, useState } from "react";

import { formatEuroDigits, parseEuro } from "#core/shared/money.ts";

import { type EntitlementOrder, useChangeEntitlement } from "../../../shared/api/change-person.ts";
import type { PersonWithChanges } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { ReasonField, SHORTEST_REASON } from "./reason-field.tsx";

type Due = PersonWithChanges["entitlements"][number];
type What = EntitlementOrder["what"];
type EntitlementActsProps = { readonly person: PersonWithChanges; readonly due: Due };

const BUTTONS = {
  amount: "Cambia l'importo",
  withdrawal: "Ritira dal programma",
  readmission: "Riammetti",
} as const satisfies Record<What, string>;

/** Changes an entitlement by hand: one act at a time, each with its reason. */
export function EntitlementActs({ person, due }: EntitlementActsProps) {
  const [what, setWhat] = useState<What>();
  const possible: readonly What[] =
    due.withdrawnAt === undefined ? ["amount", "withdrawal"] : ["readmission"];
  if (what !== undefined)
    return <EntitlementForm {...{ person, due, what }} close={() => setWhat(undefined)} />;
  return (
    <div className="office-choices-row">
      {possible.map((each) => (
        <button
          key={each}
          type="button"
          className="btn btn-outline-primary btn-sm"
          aria-label={`${BUTTONS[each]}: ${due.programme}`}
          onClick={() => setWhat(each)}
        >
          {BUTTONS[each]}
        </button>
      ))}
    </div>
  );
}

type EntitlementFormProps = EntitlementActsProps & {
  readonly what: What;
  readonly close: () => void;
};

function EntitlementForm({ person, due, what, close }: EntitlementFormProps) {
  const change = useChangeEntitlement(person.id);
  const [reason, setReason] = useState("");
  const [text, setText] = useState(formatEuroDigits(BigInt(due.amountCents)));
  const amount = parseEuro(text);
  const isAmount = what === "amount";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({
      ...{ entitlementId: due.id, what, version: person.version, reason: reason.trim() },
      ...(isAmount && amount.ok ? { amountCents: amount.value.toString() } : {}),
    });
  };
  return (
    <form onSubmit={submit} aria-label={BUTTONS[what]}>
      {isAmount ? <AmountField {...{ text, setText }} isWrong={!amount.ok} /> : null}
      {what === "withdrawal" ? (
        <p>
          Non riceverà altre ricariche. Il credito già sulla tessera resta: per fermarlo si blocca
          la tessera.
        </p>
      ) : null}
      <ReasonField {...{ reason, setReason }} />
      <div className="office-choices-row">
        <button
          type="submit"
          className="btn btn-primary btn-sm"
          disabled={
            reason.trim().length < SHORTEST_REASON || (isAmount && !amount.ok) || change.isPending
          }
        >
          {BUTTONS[what]}
        </button>
        <button type="button" className="btn btn-outline-primary btn-sm" onClick={close}>
          Lascia com'è
        </button>
      </div>
      <ProblemAlert error={change.error} />
    </form>
  );
}

type AmountFieldProps = {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly isWrong: boolean;
};

function AmountField({ text, setText, isWrong }: AmountFieldProps) {
  const id = useId();
  return (
    <div className="office-field">
      <label htmlFor={id}>Importo, in euro</label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        className="form-control"
        aria-invalid={isWrong}
        aria-describedby={`${id}-error`}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <p id={`${id}-error`} className="office-error">
        {isWrong ? "Scriverlo come 155,00 oppure 1.234,56." : ""}
      </p>
    </div>
  );
}
