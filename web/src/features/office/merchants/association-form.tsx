import { type FormEvent, useId, useState } from "react";

import { useNameAssociation } from "../../../shared/api/name-association.ts";
import type { Merchant } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useHasRole } from "../session/officer-context.ts";

/** Lists a merchant among the associations that citizens may give local value to, or ends that. */
export function AssociationForm({ merchant }: { readonly merchant: Merchant }) {
  const mayAct = useHasRole("merchants");
  const naming = useNameAssociation(merchant.id);
  const [name, setName] = useState("");
  const id = useId();
  if (!mayAct) return null;
  if (merchant.associationName !== undefined)
    return (
      <div className="office-step">
        <h2 className="h4">Associazione: {merchant.associationName}</h2>
        <p>I cittadini possono darle valore locale. Quello che ha ricevuto resta suo.</p>
        <ProblemAlert error={naming.error} />
        <button
          type="button"
          className="btn btn-outline-primary"
          disabled={naming.isPending}
          onClick={() => naming.mutate(null)}
        >
          Togli dall'elenco delle associazioni
        </button>
      </div>
    );
  const send = (event: FormEvent) => {
    event.preventDefault();
    naming.mutate(name.trim());
  };
  return (
    <form className="office-step" onSubmit={send}>
      <h2 className="h4">È un'associazione?</h2>
      <p>Con un nome pubblico entra nell'elenco a cui i cittadini possono dare valore locale.</p>
      <div className="office-field">
        <label htmlFor={id}>Nome pubblico dell'associazione</label>
        <input
          id={id}
          type="text"
          className="form-control"
          autoComplete="off"
          maxLength={80}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </div>
      <ProblemAlert error={naming.error} />
      <button
        type="submit"
        className="btn btn-primary"
        disabled={name.trim().length < 2 || naming.isPending}
      >
        Metti nell'elenco delle associazioni
      </button>
    </form>
  );
}
