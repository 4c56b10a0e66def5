import { useState } from "react";
import { Link } from "react-router";

import { formatEuro } from "#core/shared/money.ts";

import { usePeople } from "../../../shared/api/list-people.ts";
import { useProgrammes } from "../../../shared/api/list-programmes.ts";
import type { Person } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { CARD_STATUSES } from "../cards/card-statuses.ts";
import { LIST_ENDED, ListPages } from "../tables/list-pages.tsx";
import { NamesButton } from "../tables/names-button.tsx";
import { OfficeTable } from "../tables/office-table.tsx";
import { useAddressState } from "../tables/use-address-state.ts";

const COLUMNS = [
  { name: "Persona" },
  { name: "Nucleo", isNumber: true },
  { name: "Programmi" },
  { name: "Tessera" },
] as const;

/**
 * Everybody who is or was due something. Names are masked until somebody asks, and that is written down. What is looked
 * for is not in the address: a name in a browser's history would be seen by whoever uses it next.
 */
export function PeoplePage() {
  const [shown, show] = useAddressState(["programma", "dopo"]);
  const [search, setSearch] = useState("");
  const [isShown, setIsShown] = useState(false);
  const people = usePeople({
    search,
    programmeId: shown.programma,
    after: shown.dopo,
    shown: isShown ? "true" : undefined,
  });
  return (
    <>
      <h1>Beneficiari</h1>
      <PeopleSearch
        programme={shown.programma}
        showProgramme={(programma) => show({ programma, dopo: "" })}
        find={(text) => {
          setSearch(text);
          show({ dopo: "" });
        }}
      />
      <NamesButton isShown={isShown} show={setIsShown} />
      <ProblemAlert error={people.error} />
      {people.isPending ? <p role="status">Caricamento…</p> : null}
      {people.data === undefined ? null : (
        <>
          <PeopleTable people={people.data.items} empty={emptyText(search, shown.dopo)} />
          <ListPages
            isLater={shown.dopo !== ""}
            hasMore={people.data.next !== undefined}
            showFirst={() => show({ dopo: "" })}
            showNext={() => show({ dopo: people.data.next ?? "" })}
          />
        </>
      )}
    </>
  );
}

type PeopleSearchProps = {
  readonly programme: string;
  readonly showProgramme: (id: string) => void;
  readonly find: (text: string) => void;
};

function PeopleSearch({ programme, showProgramme, find }: PeopleSearchProps) {
  const programmes = useProgrammes();
  const [text, setText] = useState("");
  return (
    <form
      role="search"
      aria-label="Cerca tra i beneficiari"
      onSubmit={(event) => {
        event.preventDefault();
        find(text.trim());
      }}
    >
      <div className="office-pair">
        <div className="office-field">
          <label htmlFor="people-search">Cognome o nome, codice fiscale, numero di tessera</label>
          <input
            id="people-search"
            type="search"
            autoComplete="off"
            className="form-control"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <small className="office-hint">Bastano tre lettere del cognome.</small>
        </div>
        <div className="office-field">
          <label htmlFor="people-programme">Programma</label>
          <select
            id="people-programme"
            className="form-select"
            value={programme}
            onChange={({ target }) => showProgramme(target.value)}
          >
            <option value="">Tutti</option>
            {(programmes.data ?? []).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div className="office-choices-row">
        <button type="submit" className="btn btn-primary btn-sm">
          Cerca
        </button>
      </div>
    </form>
  );
}

function emptyText(search: string, after: string): string {
  if (after !== "") return LIST_ENDED;
  return search === ""
    ? "Nessun beneficiario ancora: la graduatoria si importa dalla pagina del programma."
    : "Nessuno corrisponde: provare con meno lettere, o senza il programma.";
}

type PeopleTableProps = { readonly people: readonly Person[]; readonly empty: string };

function PeopleTable({ people, empty }: PeopleTableProps) {
  if (people.length === 0) return <p role="status">{empty}</p>;
  return (
    <OfficeTable label="Beneficiari" columns={COLUMNS}>
      {people.map((person) => (
        <PersonRow key={person.id} person={person} />
      ))}
    </OfficeTable>
  );
}

function PersonRow({ person }: { readonly person: Person }) {
  const { id, surname, name, fiscalCode, householdSize, entitlements, cards } = person;
  const [card] = cards;
  return (
    <tr>
      <th scope="row">
        <Link to={`/comune/beneficiari/${id}`}>
          {surname} {name}
        </Link>
        <small className="d-block fw-normal">
          <code>{fiscalCode}</code>
        </small>
      </th>
      <td className="office-number">{householdSize}</td>
      <td>
        {entitlements.map((due) => (
          <div key={due.id}>
            {due.programme}, {due.protocol}: {formatEuro(BigInt(due.amountCents))}
            {due.withdrawnAt === undefined ? "" : " (ritirato)"}
          </div>
        ))}
      </td>
      <td>
        {card === undefined ? (
          "—"
        ) : (
          <>
            {card.number}{" "}
            <small className="d-block">{CARD_STATUSES[card.status] ?? card.status}</small>
          </>
        )}
      </td>
    </tr>
  );
}
