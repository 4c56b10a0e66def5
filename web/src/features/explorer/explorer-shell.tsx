import { Route, Routes } from "react-router";

import { useTown } from "../../shared/api/read-town.ts";
import type { Town } from "../../shared/api/types.ts";
import { AddressPage } from "./address-page.tsx";
import { BlockPage } from "./block-page.tsx";
import "./explorer.css";
import { type KnownContracts, useKnownContracts } from "./known-contracts.ts";
import { LatestPage } from "./latest-page.tsx";
import { NotFound } from "./not-found.tsx";
import { SearchForm } from "./search-form.tsx";
import { TransactionPage } from "./transaction-page.tsx";

/** `/catena`: our own explorer, for the chain that no public explorer sees. */
export function ExplorerShell() {
  const town = useTown();
  return (
    <div className="explorer">
      {town.data === undefined ? (
        <p role="status">{town.error === null ? "Caricamento…" : "Il servizio non risponde."}</p>
      ) : (
        <Explorer town={town.data} />
      )}
    </div>
  );
}

function Explorer({ town }: { readonly town: Town }) {
  const known = useKnownContracts(town);
  if (known.error !== null) return <NotFound what="Contratti non trovati." error={known.error} />;
  if (known.data === undefined) return <p role="status">Lettura dei contratti…</p>;
  return (
    <>
      <SearchForm />
      <Pages town={town} known={known.data} />
    </>
  );
}

function Pages({ town, known }: { readonly town: Town; readonly known: KnownContracts }) {
  return (
    <Routes>
      <Route index element={<LatestPage town={town} known={known} />} />
      <Route path="tx/:hash" element={<TransactionPage town={town} known={known} />} />
      <Route path="indirizzo/:address" element={<AddressPage town={town} known={known} />} />
      <Route path="blocco/:number" element={<BlockPage town={town} known={known} />} />
      <Route path="*" element={<NotFound what="Questa pagina non esiste." />} />
    </Routes>
  );
}
