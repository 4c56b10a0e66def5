import { useId, useState } from "react";

import { REVIEW_EXITS, type ReviewState } from "#core/reimbursement/judge-review.ts";

import { useReviewPayment } from "../../../shared/api/statement-payments.ts";
import type { Statement, StatementPayments } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatMoment } from "../programmes/rome-day.ts";

const ACTS = {
  suspended: "Sospendi",
  rejected: "Respingi",
  released: "Riammetti",
} as const satisfies Record<ReviewState, string>;

const FEWEST_LETTERS = 3;
const MOST_LETTERS = 300;

type ReviewFormProps = {
  readonly statement: Statement;
  readonly payment: StatementPayments[number];
};

/** What may be decided on a payment now, each with the reason that the shop will read. */
export function ReviewForm({ statement, payment }: ReviewFormProps) {
  const [isOpen, setIsOpen] = useState(false);
  const possible = possibleActs(statement, payment);
  if (possible.length === 0) return null;
  const when = formatMoment(payment.acceptedAt);
  if (!isOpen)
    return (
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        aria-label={`Decidi sul pagamento del ${when}`}
        onClick={() => setIsOpen(true)}
      >
        Decidi
      </button>
    );
  return <OpenForm {...{ statement, payment, possible, when }} close={() => setIsOpen(false)} />;
}

/** Payments leave a statement only before it is checked, and where there is something to leave. */
function possibleActs({ state }: Statement, { amountCents, review }: ReviewFormProps["payment"]) {
  const isFixed = state !== "presented" || BigInt(amountCents) <= 0n;
  if (review === undefined && isFixed) return [];
  return REVIEW_EXITS[review?.state ?? "none"];
}

type OpenFormProps = ReviewFormProps & {
  readonly possible: readonly ReviewState[];
  readonly when: string;
  readonly close: () => void;
};

function OpenForm({ statement, payment, possible, when, close }: OpenFormProps) {
  const reviewing = useReviewPayment(statement.id);
  const [reason, setReason] = useState("");
  const fieldId = useId();
  const { paymentId } = payment;
  const isShort = reason.trim().length < FEWEST_LETTERS;
  const decide = (to: ReviewState) =>
    reviewing.mutate({ paymentId, to, reason: reason.trim() }, { onSuccess: close });
  return (
    <form className="office-field" onSubmit={(event) => event.preventDefault()}>
      <label htmlFor={fieldId}>Motivo per il pagamento del {when}: lo legge l'esercente</label>
      <input
        id={fieldId}
        type="text"
        className="form-control"
        value={reason}
        maxLength={MOST_LETTERS}
        onChange={({ target }) => setReason(target.value)}
      />
      <div className="d-flex gap-2 flex-wrap">
        {possible.map((to) => (
          <button
            key={to}
            type="button"
            className="btn btn-primary btn-sm"
            disabled={isShort || reviewing.isPending}
            onClick={() => decide(to)}
          >
            {ACTS[to]}
          </button>
        ))}
        <button type="button" className="btn btn-outline-primary btn-sm" onClick={close}>
          Lascia com'è
        </button>
      </div>
      <ProblemAlert error={reviewing.error} />
    </form>
  );
}
