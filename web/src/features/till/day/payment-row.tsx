import { groupCardNumber } from "#core/card/card-number.ts";
import { ZERO, formatEuro } from "#core/shared/money.ts";

import type { Payment } from "../../../shared/api/types.ts";
import { useVoidPayment } from "../../../shared/api/void-payment.ts";
import { formatTime } from "../../../shared/ui/rome-time.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { SureButton } from "../session/sure-button.tsx";
import { reversedOf, reversibleOf } from "./day-totals.ts";

const STATES = {
  accepted: "confermato",
  batched: "in registrazione",
  settled: "registrato",
  voided: "annullato",
  failed: "registrazione non riuscita: ci pensa l'ufficio",
} as const satisfies Record<Payment["state"], string>;

type PaymentRowProps = {
  readonly payment: Payment;
  readonly reverse: (payment: Payment) => void;
};

export function PaymentRow({ payment, reverse }: PaymentRowProps) {
  const { amountCents, cardNumber, acceptedAt, state } = payment;
  const reversed = reversedOf(payment);
  return (
    <li className={`till-row till-payment ${state === "voided" ? "till-row-voided" : ""}`}>
      <span>
        <strong>{formatTime(acceptedAt)}</strong>
        <small>tessera {groupCardNumber(cardNumber)}</small>
        <small>
          {STATES[state]}
          {reversed === ZERO ? "" : `, stornati ${formatEuro(reversed)}`}
        </small>
      </span>
      <strong className="till-row-amount">{formatEuro(BigInt(amountCents))}</strong>
      <TakeBack payment={payment} reverse={reverse} />
    </li>
  );
}

/** Before it is in a batch a payment is voided with a touch; once registered it is reversed, with the shop's password. */
function TakeBack({ payment, reverse }: PaymentRowProps) {
  const time = formatTime(payment.acceptedAt);
  if (payment.state === "accepted") return <VoidButton payment={payment} />;
  if (payment.state !== "settled" || reversibleOf(payment) === ZERO) return null;
  return (
    <button
      type="button"
      className="btn btn-outline-primary till-row-act"
      aria-label={`Storna il pagamento delle ${time}`}
      onClick={() => reverse(payment)}
    >
      Storna
    </button>
  );
}

function VoidButton({ payment: { paymentId, amountCents, acceptedAt } }: { payment: Payment }) {
  const voiding = useVoidPayment();
  return (
    <>
      <SureButton
        className="btn-outline-primary till-row-act"
        label={`Annulla il pagamento delle ${formatTime(acceptedAt)}`}
        confirm={`Sì, annulla ${formatEuro(BigInt(amountCents))}`}
        confirmClassName="btn-danger"
        isBusy={voiding.isPending}
        act={(done) => voiding.mutate(paymentId, { onSettled: done })}
      >
        Annulla
      </SureButton>
      <ProblemNotice error={voiding.error} />
    </>
  );
}
