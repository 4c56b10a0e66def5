import { type FormEvent, useId, useState } from "react";

import { isCardNumber } from "#core/card/card-number.ts";

import { useAssociations } from "../../../shared/api/give-value.ts";
import { CodeScanner } from "../../../shared/scan/code-scanner.tsx";
import type { Receiver } from "./receiver.ts";

type ReceiverFormProps = { readonly choose: (receiver: Receiver) => void };

/** Whom to give to: the number on a card, its QR, or an association of the town's list. */
export function ReceiverForm({ choose }: ReceiverFormProps) {
  return (
    <>
      <NumberForm choose={(number) => choose({ kind: "card_number", number })} />
      <h2 className="h4">Oppure la sua tessera</h2>
      <CodeScanner
        kind="card"
        label="Inquadrare la tessera di chi riceve"
        codeLabel="Codice della tessera di chi riceve"
        choose={(code) => choose({ kind: "card_code", code })}
      />
      <Associations choose={choose} />
    </>
  );
}

function NumberForm({ choose }: { readonly choose: (number: string) => void }) {
  const [text, setText] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    const number = text.replace(/\D/g, "");
    setIsWrong(!isCardNumber(number));
    if (isCardNumber(number)) choose(number);
  };
  return (
    <form onSubmit={send} className="give-form" noValidate>
      <label htmlFor={id}>Numero della tessera di chi riceve</label>
      <input
        id={id}
        type="text"
        className="form-control"
        inputMode="numeric"
        autoComplete="off"
        value={text}
        aria-invalid={isWrong}
        aria-describedby={`${id}-error`}
        onChange={({ target }) => setText(target.value)}
      />
      <p id={`${id}-error`} role="alert" className="give-error">
        {isWrong ? "Non è un numero di tessera: sono otto cifre, stampate sulla tessera." : ""}
      </p>
      <button type="submit" className="btn btn-primary wallet-wide">
        Avanti
      </button>
    </form>
  );
}

function Associations({ choose }: ReceiverFormProps) {
  const associations = useAssociations();
  if (associations.data === undefined || associations.data.length === 0) return null;
  return (
    <>
      <h2 className="h4">Oppure un'associazione</h2>
      <ul className="give-associations">
        {associations.data.map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              className="btn btn-outline-primary wallet-wide"
              onClick={() => choose({ kind: "association", id, name })}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
