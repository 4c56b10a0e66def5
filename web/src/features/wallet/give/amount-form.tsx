import { type FormEvent, useId, useState } from "react";

import { ZERO, centsToJson, parseEuro } from "#core/shared/money.ts";

import { formatValue } from "../../../shared/ui/format-value.ts";

type AmountFormProps = {
  /** Whom it is for, as it stands after "dare". */
  readonly to: string;
  /** What there is of local value, in cents of its unit. */
  readonly available: bigint;
  readonly choose: (amountCents: string) => void;
};

export function AmountForm({ to, available, choose }: AmountFormProps) {
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState("");
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    const amount = parseEuro(text);
    const isAmount = amount.ok && amount.value > ZERO;
    if (!isAmount) setRefusal("Scrivere quanto, per esempio 3,50.");
    else if (amount.value > available)
      setRefusal(`Sulla tessera ci sono ${formatValue("local", available)}.`);
    else choose(centsToJson(amount.value));
  };
  return (
    <form onSubmit={send} className="give-form" noValidate>
      <label htmlFor={id}>Quanto dare {to}</label>
      <input
        id={id}
        type="text"
        className="form-control"
        inputMode="decimal"
        autoComplete="off"
        value={text}
        aria-invalid={refusal !== ""}
        aria-describedby={`${id}-hint ${id}-error`}
        onChange={({ target }) => setText(target.value)}
      />
      <p id={`${id}-hint`}>Si possono dare fino a {formatValue("local", available)}.</p>
      <p id={`${id}-error`} role="alert" className="give-error">
        {refusal}
      </p>
      <button type="submit" className="btn btn-primary wallet-wide">
        Avanti
      </button>
    </form>
  );
}
