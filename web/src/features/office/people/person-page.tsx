import { useState } from "react";
import { Link, useParams } from "react-router";

import { formatEuro } from "#core/shared/money.ts";

import { usePerson } from "../../../shared/api/read-person.ts";
import type { PersonWithChanges } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatDay, formatMoment } from "../programmes/rome-day.ts";
import { OfficerName } from "../session/officer-name.tsx";
import { OfficeTable } from "../tables/office-table.tsx";
import { EntitlementActs } from "./entitlement-acts.tsx";
import { PersonCards } from "./person-cards.tsx";
import { PersonForm } from "./person-form.tsx";
import { PersonalData } from "./personal-data.tsx";

/** One person in clear: who it is, what is due, the cards, and what was changed by hand. */
export function PersonPage() {
  const { beneficiaryId = "" } = useParams();
  const person = usePerson(beneficiaryId);
  const [isErased, setIsErased] = useState(false);
  if (isErased) return <Erased />;
  if (person.data !== undefined)
    return <Details person={person.data} erased={() => setIsErased(true)} />;
  return person.error === null ? (
    <p role="status">Caricamento…</p>
  ) : (
    <ProblemAlert error={person.error} />
  );
}

function Erased() {
  return (
    <>
      <p>
        <Link to="/comune/beneficiari">Tutti i beneficiari</Link>
      </p>
      <p role="status">
        I dati della persona sono cancellati. I conti tornano come prima: ricariche e pagamenti
        restano, senza nome.
      </p>
    </>
  );
}

type DetailsProps = { readonly person: PersonWithChanges; readonly erased: () => void };

function Details({ person, erased }: DetailsProps) {
  const { surname, name, fiscalCode, mobile, householdSize } = person;
  return (
    <>
      <p>
        <Link to="/comune/beneficiari">Tutti i beneficiari</Link>
      </p>
      <h1>
        {surname} {name}
      </h1>
      <p>
        <code>{fiscalCode}</code>, nucleo di {householdSize}
        {mobile === undefined ? "" : `, telefono ${mobile}`}. Questa consultazione è scritta nel
        registro.
      </p>
      <PersonForm key={person.version} person={person} />
      <section className="office-step" aria-labelledby="person-due">
        <h2 id="person-due" className="h4">
          Assegnazioni
        </h2>
        <Entitlements person={person} />
      </section>
      <PersonCards person={person} />
      <Changes person={person} />
      <PersonalData id={person.id} cards={person.cards} erased={erased} />
    </>
  );
}

const DUE_COLUMNS = [
  { name: "Programma" },
  { name: "Assegnato", isNumber: true },
  { name: "Emesso", isNumber: true },
  { name: "Atti" },
] as const;

function Entitlements({ person }: { readonly person: PersonWithChanges }) {
  return (
    <OfficeTable label="Assegnazioni" columns={DUE_COLUMNS}>
      {person.entitlements.map((due) => (
        <tr key={due.id}>
          <th scope="row">
            {due.programme}
            <small className="d-block fw-normal">protocollo {due.protocol}</small>
          </th>
          <td className="office-number">{formatEuro(BigInt(due.amountCents))}</td>
          <td className="office-number">{formatEuro(BigInt(due.issuedCents))}</td>
          <td>
            {due.withdrawnAt === undefined ? null : (
              <p>Ritirato il {formatDay(due.withdrawnAt)}.</p>
            )}
            <EntitlementActs key={person.version} person={person} due={due} />
          </td>
        </tr>
      ))}
    </OfficeTable>
  );
}

const KINDS = {
  person: "Dati corretti",
  amount: "Importo cambiato",
  withdrawal: "Ritirato",
  readmission: "Riammesso",
} as const satisfies Record<PersonWithChanges["changes"][number]["kind"], string>;

function Changes({ person: { changes } }: { readonly person: PersonWithChanges }) {
  if (changes.length === 0) return null;
  return (
    <section className="office-step" aria-labelledby="person-changes">
      <h2 id="person-changes" className="h4">
        Che cosa è stato cambiato
      </h2>
      <ul>
        {changes.map(({ id, kind, reason, before, after, changedBy, changedAt }) => (
          <li key={id}>
            {formatMoment(changedAt)}, <OfficerName address={changedBy} />: {KINDS[kind]}
            {before === undefined ? "" : ` da «${before}» a «${after ?? ""}»`}. Motivo: {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
