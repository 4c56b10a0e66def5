import { OFFICE_ACTS } from "#core/office/office-act.ts";

import { useAudit } from "../../../shared/api/list-audit.ts";
import type { AuditEntry, AuditPage as Page } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { endOfRomeDay, formatMoment, startOfRomeDay } from "../programmes/rome-day.ts";
import { OfficerName } from "../session/officer-name.tsx";
import { ListPages } from "../tables/list-pages.tsx";
import { OfficeTable } from "../tables/office-table.tsx";
import { useAddressState } from "../tables/use-address-state.ts";
import { ACT_NAMES, actName, detailsText } from "./act-names.ts";

const COLUMNS = [
  { name: "N.", isNumber: true },
  { name: "Quando" },
  { name: "Chi" },
  { name: "Atto" },
  { name: "Su che cosa" },
] as const;

/** Who did what and when, as nobody can change it any more. The search is in the address. */
export function AuditPage() {
  const [shown, show] = useAddressState(["atto", "chi", "oggetto", "dal", "al", "prima"]);
  const page = useAudit({
    act: shown.atto,
    officer: /^0x[0-9a-f]{40}$/i.test(shown.chi) ? shown.chi.toLowerCase() : undefined,
    subject: shown.oggetto,
    from: startOfRomeDay(shown.dal)?.toISOString(),
    until: endOfRomeDay(shown.al)?.toISOString(),
    before: shown.prima,
  });
  return (
    <>
      <h1>Registro degli atti</h1>
      <p>
        Ogni atto dell'ufficio, anche la consultazione di dati personali. Nessuno può cambiare o
        togliere una riga: ciascuna contiene l'impronta della precedente.
      </p>
      <AuditSearch shown={shown} show={(changes) => show({ ...changes, prima: "" })} />
      <ProblemAlert error={page.error} />
      {page.isPending ? <p role="status">Caricamento…</p> : null}
      {page.data === undefined ? null : (
        <>
          <AuditTable page={page.data} search={(oggetto) => show({ oggetto, prima: "" })} />
          <ListPages
            isLater={shown.prima !== ""}
            hasMore={page.data.next !== undefined}
            showFirst={() => show({ prima: "" })}
            showNext={() => show({ prima: String(page.data.next ?? "") })}
          />
          <Head page={page.data} />
        </>
      )}
    </>
  );
}

type AuditSearchProps = {
  readonly shown: Readonly<Record<"atto" | "chi" | "oggetto" | "dal" | "al", string>>;
  readonly show: (changes: Readonly<Record<string, string>>) => void;
};

function AuditSearch({ shown, show }: AuditSearchProps) {
  return (
    <form
      role="search"
      aria-label="Cerca nel registro"
      onSubmit={(event) => event.preventDefault()}
    >
      <div className="office-pair">
        <div className="office-field">
          <label htmlFor="audit-act">Atto</label>
          <select
            id="audit-act"
            className="form-select"
            value={shown.atto}
            onChange={({ target }) => show({ atto: target.value })}
          >
            <option value="">Tutti</option>
            {OFFICE_ACTS.map((act) => (
              <option key={act} value={act}>
                {ACT_NAMES[act]}
              </option>
            ))}
          </select>
        </div>
        <SearchField name="chi" label="Indirizzo di chi lo ha compiuto" {...{ shown, show }} />
        <SearchField name="oggetto" label="Codice dell'oggetto" {...{ shown, show }} />
        <SearchField name="dal" label="Dal giorno" type="date" {...{ shown, show }} />
        <SearchField name="al" label="Al giorno" type="date" {...{ shown, show }} />
      </div>
    </form>
  );
}

type SearchFieldProps = AuditSearchProps & {
  readonly name: "chi" | "oggetto" | "dal" | "al";
  readonly label: string;
  readonly type?: "text" | "date";
};

function SearchField({ name, label, type = "text", shown, show }: SearchFieldProps) {
  return (
    <div className="office-field">
      <label htmlFor={`audit-${name}`}>{label}</label>
      <input
        id={`audit-${name}`}
        type={type}
        className="form-control"
        value={shown[name]}
        onChange={({ target }) => show({ [name]: target.value.trim() })}
      />
    </div>
  );
}

type AuditTableProps = { readonly page: Page; readonly search: (subject: string) => void };

function AuditTable({ page: { items }, search }: AuditTableProps) {
  if (items.length === 0)
    return <p role="status">Nessun atto corrisponde: togliere qualche condizione dalla ricerca.</p>;
  return (
    <OfficeTable label="Registro degli atti" columns={COLUMNS}>
      {items.map((entry) => (
        <AuditRow key={entry.id} entry={entry} search={search} />
      ))}
    </OfficeTable>
  );
}

function AuditRow({ entry, search }: { entry: AuditEntry; search: AuditTableProps["search"] }) {
  const { id, at, officer, act, subject, details } = entry;
  return (
    <tr>
      <td className="office-number">{id}</td>
      <td>{formatMoment(at)}</td>
      <td>
        <OfficerName address={officer} />
      </td>
      <td>
        {actName(act)}
        <small className="d-block">{detailsText(details)}</small>
      </td>
      <td>
        {subject === undefined ? (
          "—"
        ) : (
          <button
            type="button"
            className="btn btn-link btn-sm p-0"
            aria-label={`Tutti gli atti su ${subject}`}
            onClick={() => search(subject)}
          >
            <code>{subject.slice(0, 8)}</code>
          </button>
        )}
      </td>
    </tr>
  );
}

/** The digest to write down somewhere else: with it anyone can tell later whether the log is still the same. */
function Head({ page: { head } }: { readonly page: Page }) {
  if (head === undefined) return null;
  return (
    <details className="office-step">
      <summary>Impronta del registro</summary>
      <p>
        Riportata in un verbale o spedita per posta certificata, prova in seguito che fino all'atto
        n. {head.id} nulla è stato cambiato: <code>{head.digest}</code>. Chi gestisce il servizio la
        verifica con <code>npm run verify-log</code>.
      </p>
    </details>
  );
}
