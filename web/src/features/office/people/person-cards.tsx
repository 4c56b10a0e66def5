import { type FormEvent, useState } from "react";
import { Link } from "react-router";

import { groupCardNumber } from "#core/card/card-number.ts";

import { useIssueSecondCard } from "../../../shared/api/second-card.ts";
import type { PersonWithChanges } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { CARD_STATUSES } from "../cards/card-statuses.ts";
import { saveFile } from "../cards/save-file.ts";
import { ShareField } from "../cards/share-field.tsx";

type PersonCardsProps = { readonly person: PersonWithChanges };

/** The cards of a household, each with a life of its own, and the way to a second one. */
export function PersonCards({ person }: PersonCardsProps) {
  const { cards, householdSize } = person;
  const living = cards.filter(({ status }) => LIVING.includes(status));
  const isFree = living.length === 1 && living[0]!.second === undefined;
  return (
    <section className="office-step" aria-labelledby="person-cards">
      <h2 id="person-cards" className="h4">
        Tessere
      </h2>
      {cards.length === 0 ? <p>Nessuna tessera ancora.</p> : null}
      <ul>
        {cards.map(({ id, number, status, second }) => (
          <li key={id}>
            <Link to={`/comune/tessere/${number}`}>{groupCardNumber(number)}</Link>:{" "}
            {CARD_STATUSES[status] ?? status}
            {second === undefined
              ? ""
              : `. Seconda tessera, di ${second.member.surname} ${second.member.name}: ${second.sharePercent} % di ogni ricarica`}
          </li>
        ))}
      </ul>
      {isFree && householdSize > 1 ? <SecondCard id={person.id} /> : null}
    </section>
  );
}

const LIVING: readonly string[] = ["issued", "active", "blocked"];

function SecondCard({ id }: { readonly id: string }) {
  const [isOpen, setIsOpen] = useState(false);
  if (!isOpen)
    return (
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        onClick={() => setIsOpen(true)}
      >
        Emetti una seconda tessera
      </button>
    );
  return <SecondCardForm id={id} close={() => setIsOpen(false)} />;
}

type SecondCardFormProps = { readonly id: string; readonly close: () => void };

const NAMES = [
  { name: "surname", label: "Cognome di chi la porta" },
  { name: "name", label: "Nome di chi la porta" },
] as const;

function SecondCardForm({ id, close }: SecondCardFormProps) {
  const issue = useIssueSecondCard(id);
  const [draft, setDraft] = useState({ surname: "", name: "" });
  const [share, setShare] = useState("50");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    issue.mutate(
      { surname: draft.surname.trim(), name: draft.name.trim(), sharePercent: Number(share) },
      { onSuccess: (sheets) => saveFile(sheets, "seconda-tessera.pdf") },
    );
  };
  return (
    <form onSubmit={submit} className="office-form" aria-label="Seconda tessera">
      <p>
        Per un altro componente del nucleo: con il suo QR e la sua password, e i suoi movimenti. Non
        aumenta ciò che il nucleo riceve: da ora ogni ricarica si divide tra le due. Il credito già
        sulla prima resta lì. Si scarica <strong>una volta sola</strong> un PDF: si stampa, si
        consegna, si cancella.
      </p>
      {NAMES.map(({ name, label }) => (
        <div key={name} className="office-field">
          <label htmlFor={`second-${name}`}>{label}</label>
          <input
            id={`second-${name}`}
            type="text"
            className="form-control"
            autoComplete="off"
            autoFocus={name === "surname"}
            required
            maxLength={80}
            value={draft[name]}
            onChange={({ target }) => setDraft({ ...draft, [name]: target.value })}
          />
        </div>
      ))}
      <ShareField {...{ share, setShare }} />
      <div className="office-choices-row">
        <button type="submit" className="btn btn-primary btn-sm" disabled={issue.isPending}>
          {issue.isPending ? "Un momento…" : "Emetti e scarica il PDF"}
        </button>
        <button type="button" className="btn btn-outline-primary btn-sm" onClick={close}>
          Lascia com'è
        </button>
      </div>
      <ProblemAlert error={issue.error} />
    </form>
  );
}
