import { useEffect } from "react";
import { Link, useSearchParams } from "react-router";

import { listMerchantsOptions } from "../../../shared/api/list-merchants.ts";
import { readActivation } from "../../../shared/api/read-activation.ts";
import { readSuspension } from "../../../shared/api/read-suspension.ts";
import type { Merchant } from "../../../shared/api/types.ts";
import { ExplorerLink, shortHex } from "../../../shared/chain/transaction-link.tsx";
import { ActButton } from "../acts/act-button.tsx";
import { forgetAct } from "../acts/pending-acts.ts";
import { useAct } from "../acts/use-act.ts";
import { useHasRole, useOfficer } from "../session/officer-context.ts";

const STATES = {
  imported: "Importato",
  invited: "Invitato",
  active: "Attivo",
  suspended: "Sospeso",
} as const satisfies Record<Merchant["state"], string>;

/** The merchants, filtered by what is in the page's address, so that a filter can be kept and shared. */
export function MerchantTable({ merchants }: { readonly merchants: readonly Merchant[] }) {
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.get("cerca") ?? "";
  if (merchants.length === 0) return <p>Nessun esercente ancora: importare il file qui sotto.</p>;
  const shown = merchants.filter((merchant) => matches(merchant, search));
  return (
    <>
      <div className="office-field office-search">
        <label htmlFor="merchant-search">Cerca per nome, partita IVA o categoria</label>
        <input
          id="merchant-search"
          type="text"
          className="form-control"
          value={search}
          onChange={({ target }) =>
            setParameters(target.value === "" ? {} : { cerca: target.value }, { replace: true })
          }
        />
      </div>
      <p role="status">
        {shown.length} di {merchants.length} esercenti
      </p>
      <div className="table-responsive" tabIndex={0} role="region" aria-label="Esercenti">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Esercente</th>
              <th scope="col">Categoria</th>
              <th scope="col">Stato</th>
              <th scope="col" className="office-number">
                Casse
              </th>
              <th scope="col" className="office-number">
                Valore locale
              </th>
              <th scope="col">Conto pubblico</th>
              <th scope="col">Atti</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((merchant) => (
              <MerchantRow key={merchant.id} merchant={merchant} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function matches({ businessName, vatNumber, category, alias }: Merchant, search: string): boolean {
  const text = `${businessName} ${vatNumber} ${category.name} ${alias}`.toLocaleLowerCase("it");
  return text.includes(search.trim().toLocaleLowerCase("it"));
}

function MerchantRow({ merchant }: { readonly merchant: Merchant }) {
  const { town } = useOfficer();
  const { businessName, vatNumber, alias, category, state, tills, account, localPercent } =
    merchant;
  return (
    <tr>
      <th scope="row">
        {businessName}
        <small className="d-block fw-normal">
          P. IVA {vatNumber} · {alias}
        </small>
      </th>
      <td>{category.name}</td>
      <td>{STATES[state]}</td>
      <td className="office-number">
        <Link
          to={`/comune/esercenti/${merchant.id}`}
          aria-label={`Casse di ${businessName}: ${tills}`}
        >
          {tills}
        </Link>
      </td>
      <td className="office-number">{localPercent === 0 ? "—" : `${localPercent} %`}</td>
      <td>
        {account === undefined ? (
          "—"
        ) : (
          <ExplorerLink town={town} kind="address" id={account}>
            {shortHex(account)}
          </ExplorerLink>
        )}
      </td>
      <td>
        <Standing merchant={merchant} />
      </td>
    </tr>
  );
}

/** Suspends an active merchant, or takes a suspended one back. */
function Standing({ merchant: { id, state, businessName } }: { readonly merchant: Merchant }) {
  const maySign = useHasRole("merchants");
  const isActive = state === "active";
  // The state that it has now was reached: whatever led here is over.
  useEffect(() => forgetAct(standingKey(id, !isActive)), [id, isActive]);
  const act = useAct({
    key: standingKey(id, isActive),
    prepare: () => (isActive ? readSuspension(id) : readActivation(id)),
    isDone: false,
    refreshes: listMerchantsOptions().queryKey,
  });
  if (!maySign || (state !== "active" && state !== "suspended")) return <>—</>;
  const verb = isActive ? "Sospendi" : "Riammetti";
  return (
    <ActButton act={act} isSecondary label={`${verb} ${businessName}`}>
      {verb}
    </ActButton>
  );
}

function standingKey(id: string, isActive: boolean): string {
  return `standing:${id}:${isActive ? "suspension" : "activation"}`;
}
