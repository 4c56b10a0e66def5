import { type FormEvent, useState } from "react";

import { useChangePerson } from "../../../shared/api/change-person.ts";
import type { PersonWithChanges } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { ReasonField, SHORTEST_REASON } from "./reason-field.tsx";

const FIELDS = [
  { name: "surname", label: "Cognome" },
  { name: "name", label: "Nome" },
  { name: "fiscalCode", label: "Codice fiscale" },
  { name: "mobile", label: "Telefono, se c'è" },
  { name: "householdSize", label: "Componenti del nucleo" },
] as const;

type Draft = Record<(typeof FIELDS)[number]["name"], string>;

/** Corrects who a person is, with the reason. */
export function PersonForm({ person }: { readonly person: PersonWithChanges }) {
  const change = useChangePerson(person.id);
  const [isOpen, setIsOpen] = useState(false);
  const [reason, setReason] = useState("");
  const { surname, name, fiscalCode, mobile = "", householdSize, version } = person;
  const [draft, setDraft] = useState<Draft>({
    ...{ surname, name, fiscalCode, mobile, householdSize: String(householdSize) },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { mobile: phone, householdSize: size, ...names } = draft;
    const digits = phone.replace(/[\s./-]/g, "");
    change.mutate({
      ...names,
      ...(digits === "" ? {} : { mobile: digits }),
      ...{ householdSize: Number(size), version, reason: reason.trim() },
    });
  };
  if (!isOpen)
    return (
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        onClick={() => setIsOpen(true)}
      >
        Correggi i dati
      </button>
    );
  return (
    <form onSubmit={submit} className="office-form" aria-label="Correggi i dati">
      {FIELDS.map((field) => (
        <div key={field.name} className="office-field">
          <label htmlFor={`person-${field.name}`}>{field.label}</label>
          <input
            id={`person-${field.name}`}
            type={field.name === "householdSize" ? "number" : "text"}
            autoComplete="off"
            className="form-control"
            required={field.name !== "mobile"}
            min={1}
            max={30}
            value={draft[field.name]}
            onChange={({ target }) => setDraft({ ...draft, [field.name]: target.value })}
          />
        </div>
      ))}
      <ReasonField {...{ reason, setReason }} />
      <div className="office-choices-row">
        <button
          type="submit"
          className="btn btn-primary btn-sm"
          disabled={reason.trim().length < SHORTEST_REASON || change.isPending}
        >
          Salva la correzione
        </button>
        <button
          type="button"
          className="btn btn-outline-primary btn-sm"
          onClick={() => setIsOpen(false)}
        >
          Lascia com'è
        </button>
      </div>
      <ProblemAlert error={change.error} />
    </form>
  );
}
