import { useImportMerchants } from "../../../shared/api/import-merchants.ts";
import { listMerchantsOptions, useMerchants } from "../../../shared/api/list-merchants.ts";
import { usePrintActivationSheets } from "../../../shared/api/print-activation-sheets.ts";
import { readRegistration } from "../../../shared/api/read-registration.ts";
import type { Merchant } from "../../../shared/api/types.ts";
import { ActButton } from "../acts/act-button.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useAct } from "../acts/use-act.ts";
import { saveFile } from "../cards/save-file.ts";
import { ImportPanel } from "../imports/import-panel.tsx";
import { useHasRole } from "../session/officer-context.ts";
import { MerchantTable } from "./merchant-table.tsx";

const COLUMNS =
  "ragione_sociale, partita_iva, ateco, categoria, indirizzo, iban e, solo per chi ha un portafoglio proprio, portafoglio";

/** The shops of the convention: from the file to an active till. */
export function MerchantsPage() {
  const merchants = useMerchants();
  const imports = useImportMerchants();
  return (
    <>
      <h1>Esercenti</h1>
      <ProblemAlert error={merchants.error} />
      {merchants.isPending ? <p role="status">Caricamento…</p> : null}
      {merchants.data === undefined ? null : (
        <>
          <NextSteps merchants={merchants.data} />
          <MerchantTable merchants={merchants.data} />
        </>
      )}
      <section className="office-step" aria-labelledby="import-merchants">
        <h2 id="import-merchants" className="h4">
          Importa esercenti
        </h2>
        <ImportPanel
          fileName="esercenti.csv"
          columns={COLUMNS}
          nouns="esercenti"
          mutation={imports}
        />
      </section>
    </>
  );
}

function NextSteps({ merchants }: { readonly merchants: readonly Merchant[] }) {
  const imported = merchants.filter(({ state }) => state === "imported").length;
  const invited = merchants.filter(({ state }) => state === "invited");
  return (
    <>
      {imported > 0 ? <ActivationSheets count={imported} /> : null}
      {invited.length > 0 ? <Registration invited={invited} /> : null}
    </>
  );
}

function ActivationSheets({ count }: { readonly count: number }) {
  const sheets = usePrintActivationSheets();
  const print = () =>
    sheets.mutate(undefined, { onSuccess: (pdf) => saveFile(pdf, "attivazione-casse.pdf") });
  return (
    <div className="alert alert-info">
      <p>
        <strong>{count} esercenti aspettano il foglio di attivazione</strong> con il codice e la
        password della cassa. Si scarica una volta sola e non resta sul server.
      </p>
      <button type="button" className="btn btn-primary" disabled={sheets.isPending} onClick={print}>
        {sheets.isPending ? "Preparazione dei fogli…" : "Scarica i fogli di attivazione"}
      </button>
      <ProblemAlert error={sheets.error} />
    </div>
  );
}

function Registration({ invited }: { readonly invited: readonly Merchant[] }) {
  const maySign = useHasRole("merchants");
  const count = invited.length;
  // A merchant is registered once: one of them tells this registration from every other.
  const first = invited.map(({ id }) => id).sort()[0];
  const act = useAct({
    key: `registration:${first}`,
    prepare: async () => (await readRegistration()).transaction,
    isDone: false,
    refreshes: listMerchantsOptions().queryKey,
  });
  return (
    <div className="alert alert-info">
      <p>
        <strong>{count} esercenti da iscrivere nel registro pubblico.</strong> Sulla blockchain
        vanno solo un codice e la categoria, mai il nome.
      </p>
      {maySign ? (
        <ActButton act={act}>Firma l'iscrizione di {count} esercenti</ActButton>
      ) : (
        <p className="mb-0">L'iscrizione la firma chi segue gli esercenti.</p>
      )}
    </div>
  );
}
