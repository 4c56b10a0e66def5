import { type FormEvent, useState } from "react";

import { useChangePayer, usePayer } from "../../../shared/api/transfer-orders.ts";
import type { Payer } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";

const FIELDS = [
  { name: "name", label: "Intestazione del conto", hint: "", isNeeded: true },
  { name: "iban", label: "IBAN da addebitare", hint: "", isNeeded: true },
  {
    name: "cbiCode",
    label: "Codice univoco CBI",
    hint: "Otto caratteri, dal contratto di home banking. Serve solo per il formato CBI.",
    isNeeded: false,
  },
  { name: "bic", label: "BIC della banca", hint: "Di solito non serve.", isNeeded: false },
] as const;

type Draft = Record<(typeof FIELDS)[number]["name"], string>;

/** The account that reimbursements are paid from: asked for once, then shown with its IBAN's end only. */
export function PayerForm() {
  const payer = usePayer();
  const [isOpen, setIsOpen] = useState(false);
  if (payer.data === undefined) return <ProblemAlert error={payer.error} />;
  const known = payer.data.payer;
  if (known !== undefined && !isOpen)
    return (
      <p>
        Conto da addebitare: <strong>{known.name}</strong>, IBAN che finisce con{" "}
        {known.iban.slice(-4)}.{" "}
        <button
          type="button"
          className="btn btn-outline-primary btn-sm"
          onClick={() => setIsOpen(true)}
        >
          Cambia il conto
        </button>
      </p>
    );
  return <Fields known={known} close={() => setIsOpen(false)} />;
}

type FieldsProps = { readonly known: Payer | undefined; readonly close: () => void };

function Fields({ known, close }: FieldsProps) {
  const change = useChangePayer();
  const [draft, setDraft] = useState<Draft>({
    ...{ name: known?.name ?? "", iban: known?.iban ?? "" },
    ...{ cbiCode: known?.cbiCode ?? "", bic: known?.bic ?? "" },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { cbiCode, bic, ...account } = draft;
    const payer = {
      ...account,
      ...(cbiCode === "" ? {} : { cbiCode: cbiCode.toUpperCase() }),
      ...(bic === "" ? {} : { bic: bic.toUpperCase() }),
    };
    change.mutate(payer, { onSuccess: close });
  };
  return (
    <form className="office-form" aria-label="Conto da addebitare" onSubmit={submit}>
      {FIELDS.map(({ name, label, hint, isNeeded }) => (
        <div key={name} className="office-field">
          <label htmlFor={`payer-${name}`}>{isNeeded ? label : `${label} (facoltativo)`}</label>
          <input
            id={`payer-${name}`}
            type="text"
            autoComplete="off"
            className="form-control"
            required={isNeeded}
            aria-describedby={hint === "" ? undefined : `payer-${name}-hint`}
            value={draft[name]}
            onChange={({ target }) => setDraft({ ...draft, [name]: target.value.trimStart() })}
          />
          {hint === "" ? null : (
            <small id={`payer-${name}-hint`} className="office-hint">
              {hint}
            </small>
          )}
        </div>
      ))}
      <button type="submit" className="btn btn-primary btn-sm" disabled={change.isPending}>
        Salva il conto
      </button>
      <ProblemAlert error={change.error} />
    </form>
  );
}
