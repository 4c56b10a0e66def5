import { Link, useParams } from "react-router";

import { groupCardNumber } from "#core/card/card-number.ts";
import type { ReviewState } from "#core/reimbursement/judge-review.ts";
import { formatEuro } from "#core/shared/money.ts";

import { useStatements } from "../../../shared/api/list-statements.ts";
import { useStatementPayments } from "../../../shared/api/statement-payments.ts";
import type { Statement, StatementPayments } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatMoment } from "../programmes/rome-day.ts";
import { useHasRole } from "../session/officer-context.ts";
import { OfficeTable } from "../tables/office-table.tsx";
import { ReviewForm } from "./review-form.tsx";

const COLUMNS = [
  { name: "Pagamento" },
  { name: "Documento" },
  { name: "Importo", isNumber: true },
  { name: "Decisione" },
] as const;

const DECISIONS = {
  suspended: "Sospeso",
  rejected: "Respinto",
  released: "Riammesso in un rendiconto successivo",
} as const satisfies Record<ReviewState, string>;

/** One statement, payment by payment: what does not convince is left out of it, with a reason that the shop reads. */
export function StatementPage() {
  const { statementId = "" } = useParams();
  const statements = useStatements();
  const payments = useStatementPayments(statementId);
  const statement = statements.data?.find(({ id }) => id === statementId);
  return (
    <>
      <p>
        <Link to="/comune/rendiconti">Tutti i rendiconti</Link>
      </p>
      <h1>
        {statement === undefined
          ? "Rendiconto"
          : `Rendiconto ${statement.number} di ${statement.merchant.businessName}`}
      </h1>
      <ProblemAlert error={statements.error ?? payments.error} />
      {statement === undefined ? null : <Sums statement={statement} />}
      {statement === undefined || payments.data === undefined ? null : (
        <PaymentTable statement={statement} payments={payments.data} />
      )}
    </>
  );
}

function Sums({ statement: { state, amountCents, dueCents } }: { readonly statement: Statement }) {
  const withheld = BigInt(amountCents) - BigInt(dueCents);
  return (
    <p>
      Presentati {formatEuro(BigInt(amountCents))}, sospesi o respinti {formatEuro(withheld)}, da
      rimborsare <strong>{formatEuro(BigInt(dueCents))}</strong>.{" "}
      {state === "presented"
        ? "Un pagamento si toglie prima di segnare controllato il rendiconto."
        : "Il rendiconto è controllato: i suoi importi non cambiano più. Ciò che è sospeso si può ancora respingere o riammettere."}
    </p>
  );
}

type TableProps = { readonly statement: Statement; readonly payments: StatementPayments };

function PaymentTable({ statement, payments }: TableProps) {
  const isTreasurer = useHasRole("treasury");
  return (
    <OfficeTable label="Pagamenti del rendiconto" columns={COLUMNS}>
      {payments.map((payment) => (
        <tr key={payment.paymentId}>
          <th scope="row">
            {formatMoment(payment.acceptedAt)}
            <small className="d-block fw-normal">
              Tessera {groupCardNumber(payment.cardNumber)}
            </small>
          </th>
          <td>{payment.fiscalDocument ?? "—"}</td>
          <td className="office-number">{formatEuro(BigInt(payment.amountCents))}</td>
          <td>
            {payment.review === undefined ? null : (
              <p className="mb-1">
                {DECISIONS[payment.review.state]} il {formatMoment(payment.review.decidedAt)}:{" "}
                {payment.review.reason}
              </p>
            )}
            {isTreasurer ? <ReviewForm statement={statement} payment={payment} /> : null}
          </td>
        </tr>
      ))}
    </OfficeTable>
  );
}
