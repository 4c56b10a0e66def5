import type { ReactNode } from "react";
import { Link, useParams } from "react-router";

import { useImportBeneficiaries } from "../../../shared/api/import-beneficiaries.ts";
import { listProgrammesOptions } from "../../../shared/api/list-programmes.ts";
import { readOpening, useOpening } from "../../../shared/api/read-opening.ts";
import { useProgramme } from "../../../shared/api/read-programme.ts";
import type { Programme } from "../../../shared/api/types.ts";
import { ExplorerLink, shortHex } from "../../../shared/chain/transaction-link.tsx";
import { ActButton } from "../acts/act-button.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useAct } from "../acts/use-act.ts";
import { IssuePanel } from "../cards/issue-panel.tsx";
import { ImportPanel } from "../imports/import-panel.tsx";
import { RechargePanel } from "../issuances/recharge-panel.tsx";
import { AssignmentPanel } from "../people/assignment-panel.tsx";
import { useHasRole, useOfficer } from "../session/officer-context.ts";
import { AccountingLine } from "./accounting-line.tsx";
import { AmendmentPanel } from "./amendment-panel.tsx";
import { BooksLine } from "./books-line.tsx";
import { ChainPreview } from "./chain-preview.tsx";
import { LimitPanel } from "./limit-panel.tsx";
import { ProgrammeTotals } from "./programme-totals.tsx";
import { ReclaimPanel } from "./reclaim-panel.tsx";
import { formatDay, formatLastDay } from "./rome-day.ts";

const COLUMNS = "protocollo, cognome, nome, codice_fiscale, componenti_nucleo, cellulare, importo";

/** One programme: its money, and the steps from the ranking list to recharged cards. */
export function ProgrammePage() {
  const { programmeId = "" } = useParams();
  const programme = useProgramme(programmeId);
  if (programme.data !== undefined) return <Details programme={programme.data} />;
  return programme.error === null ? (
    <p role="status">Caricamento…</p>
  ) : (
    <ProblemAlert error={programme.error} />
  );
}

function Details({ programme }: { readonly programme: Programme }) {
  const { name, act, spendableFrom, spendableUntil, state, id } = programme;
  const imports = useImportBeneficiaries(id);
  const isOpen = state === "open";
  return (
    <>
      <h1>{name}</h1>
      <p className="lead">
        {act}. Si spende dal {formatDay(spendableFrom)} al {formatLastDay(spendableUntil)}.
      </p>
      <AccountingLine programme={programme} />
      <VoucherLine programme={programme} />
      {isOpen ? <ProgrammeTotals programme={programme} /> : <Opening programme={programme} />}
      {isOpen && <BooksLine programmeId={id} />}
      {isOpen && (
        <p>
          <Link to={`/comune/programmi/${id}/andamento`}>Andamento e relazione finale</Link>
        </p>
      )}
      <Step title="1. Beneficiari">
        <p>
          In elenco: <strong>{programme.beneficiaries}</strong>.
        </p>
        <ImportPanel
          fileName="beneficiari.csv"
          columns={COLUMNS}
          nouns="beneficiari"
          mutation={imports}
        />
        <AssignmentPanel programme={programme} />
      </Step>
      <Step title="2. Tessere">
        {programme.beneficiaries > 0 ? (
          <IssuePanel programme={programme} />
        ) : (
          <p>Prima si importano i beneficiari.</p>
        )}
      </Step>
      <Step title="3. Ricarica">
        {isOpen ? (
          <RechargePanel programme={programme} />
        ) : (
          <p>Si ricarica dopo l'apertura del programma.</p>
        )}
      </Step>
      {isOpen ? (
        <>
          <Step title="4. Durata">
            <AmendmentPanel programme={programme} />
          </Step>
          <Step title="5. Rientro nel fondo">
            <ReclaimPanel programme={programme} />
          </Step>
        </>
      ) : null}
      <Step title="6. Limiti per tessera">
        <LimitPanel programme={programme} />
      </Step>
    </>
  );
}

function Step({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = `step-${title[0]}`;
  return (
    <section className="office-step" aria-labelledby={id}>
      <h2 id={id} className="h4">
        {title}
      </h2>
      {children}
    </section>
  );
}

function VoucherLine({ programme: { voucher, symbol } }: { readonly programme: Programme }) {
  const { town } = useOfficer();
  if (voucher === undefined) return null;
  return (
    <p>
      Buoni {symbol}:{" "}
      <ExplorerLink town={town} kind="address" id={voucher}>
        contratto {shortHex(voucher)}
      </ExplorerLink>
    </p>
  );
}

function Opening({ programme: { id, state } }: { readonly programme: Programme }) {
  const mayOpen = useHasRole("treasury");
  const opening = useOpening(id);
  const act = useAct({
    key: `opening:${id}`,
    // The very bytes that were looked at, where they could be.
    prepare: async () => opening.data ?? readOpening(id),
    isDone: state === "open",
    refreshes: listProgrammesOptions().queryKey,
  });
  return (
    <div className="alert alert-info">
      <p>
        <strong>Programma da aprire.</strong> Con la firma si pubblica il contratto dei buoni e il
        fondo diventa spendibile.
      </p>
      {opening.data === undefined ? null : <ChainPreview transaction={opening.data} />}
      {mayOpen ? (
        <ActButton act={act}>Firma e apri il programma</ActButton>
      ) : (
        <p className="mb-0">Lo firma la ragioneria.</p>
      )}
    </div>
  );
}
