import { Link } from "react-router";

import { formatEuro } from "#core/shared/money.ts";

import { useCheckStatement } from "../../../shared/api/check-statement.ts";
import { listStatementsOptions, useStatements } from "../../../shared/api/list-statements.ts";
import { readRedemption } from "../../../shared/api/read-redemption.ts";
import { useRecordReimbursement } from "../../../shared/api/record-reimbursement.ts";
import type { Statement } from "../../../shared/api/types.ts";
import { TransactionLink } from "../../../shared/chain/transaction-link.tsx";
import { ActButton } from "../acts/act-button.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useAct } from "../acts/use-act.ts";
import { formatDay } from "../programmes/rome-day.ts";
import { useHasRole, useOfficer } from "../session/officer-context.ts";
import { ApproveTogether, redemptionKey } from "./approve-together.tsx";
import { OwedSection } from "./owed-section.tsx";

const STATES = {
  presented: "Da controllare",
  checked: "Controllato, da approvare",
  approved: "Liquidato, da pagare",
  paid: "Pagato",
} as const satisfies Record<Statement["state"], string>;

/** What merchants ask to be reimbursed: checked, approved by burning their vouchers, then paid by the bank. */
export function StatementsPage() {
  const statements = useStatements();
  return (
    <>
      <h1>Rendiconti degli esercenti</h1>
      <p>
        Si guardano i pagamenti: uno che non va si sospende o si respinge, con il motivo. Poi il
        rendiconto si segna controllato, e l'esercente lo vede. Approvarlo ritira dalla circolazione
        i buoni dell'esercente; poi la ragioneria paga con bonifico e lo segna qui.
      </p>
      <ProblemAlert error={statements.error} />
      {statements.isPending ? <p role="status">Caricamento…</p> : null}
      {statements.data === undefined ? null : (
        <>
          <ApproveTogether statements={statements.data} />
          <StatementTable statements={statements.data} />
        </>
      )}
      <OwedSection />
    </>
  );
}

function StatementTable({ statements }: { readonly statements: readonly Statement[] }) {
  if (statements.length === 0)
    return <p>Nessun rendiconto ancora: li presentano gli esercenti dalla loro cassa.</p>;
  return (
    <div className="table-responsive" tabIndex={0} role="region" aria-label="Rendiconti">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Rendiconto</th>
            <th scope="col">Periodo</th>
            <th scope="col" className="office-number">
              Importo
            </th>
            <th scope="col">Stato</th>
            <th scope="col">Atti</th>
          </tr>
        </thead>
        <tbody>
          {statements.map((statement) => (
            <StatementRow key={statement.id} statement={statement} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StatementRow({ statement }: { readonly statement: Statement }) {
  const { town } = useOfficer();
  const { merchant, number, programme, periodFrom, periodUntil, state } = statement;
  return (
    <tr>
      <th scope="row">
        {merchant.businessName}
        <small className="d-block fw-normal">
          n. {number} · {programme}
        </small>
        <Link
          to={`/comune/rendiconti/${statement.id}`}
          aria-label={`Pagamenti del rendiconto ${number} di ${merchant.businessName}`}
        >
          Pagamenti
        </Link>
      </th>
      <td>
        {formatDay(periodFrom)} – {formatDay(periodUntil)}
      </td>
      <td className="office-number">
        <Due statement={statement} />
      </td>
      <td>
        {STATES[state]}
        {statement.approvedTransaction === undefined ? null : (
          <small className="d-block">
            <TransactionLink town={town} hash={statement.approvedTransaction} />
          </small>
        )}
      </td>
      <td>
        <NextAct statement={statement} />
      </td>
    </tr>
  );
}

/** What is left of it, and what it was. */
function Due({ statement: { amountCents, dueCents } }: { readonly statement: Statement }) {
  return (
    <>
      {formatEuro(BigInt(dueCents))}
      {dueCents === amountCents ? null : (
        <small className="d-block">su {formatEuro(BigInt(amountCents))} presentati</small>
      )}
    </>
  );
}

function NextAct({ statement }: { readonly statement: Statement }) {
  const isTreasurer = useHasRole("treasury");
  const { state, dueCents } = statement;
  if (state === "approved" && dueCents === "0") return <>Nulla da pagare</>;
  if (!isTreasurer || state === "paid") return <>—</>;
  if (state === "presented") return <Check statement={statement} />;
  return state === "checked" ? (
    <Approval statement={statement} />
  ) : (
    <BankPayment statement={statement} />
  );
}

function Check({ statement }: { readonly statement: Statement }) {
  const checking = useCheckStatement();
  return (
    <PlainAct
      statement={statement}
      isPending={checking.isPending}
      error={checking.error}
      act={() => checking.mutate(statement)}
      name="Segna controllato"
    />
  );
}

function Approval({ statement: { id, number, merchant } }: { readonly statement: Statement }) {
  const act = useAct({
    key: redemptionKey(id),
    prepare: () => readRedemption(id),
    isDone: false,
    refreshes: listStatementsOptions().queryKey,
  });
  return (
    <ActButton
      act={act}
      isSecondary
      label={`Approva e firma il rendiconto ${number} di ${merchant.businessName}`}
    >
      Approva e firma
    </ActButton>
  );
}

function BankPayment({ statement }: { readonly statement: Statement }) {
  const paying = useRecordReimbursement();
  return (
    <PlainAct
      statement={statement}
      isPending={paying.isPending}
      error={paying.error}
      act={() => paying.mutate(statement.id)}
      name="Segna pagato"
    />
  );
}

type PlainActProps = {
  readonly statement: Statement;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly act: () => void;
  readonly name: string;
};

/** What is noted without a signature. */
function PlainAct({ statement, isPending, error, act, name }: PlainActProps) {
  const { number, merchant } = statement;
  return (
    <>
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        disabled={isPending}
        aria-label={`${name} il rendiconto ${number} di ${merchant.businessName}`}
        onClick={act}
      >
        {name}
      </button>
      <ProblemAlert error={error} />
    </>
  );
}
