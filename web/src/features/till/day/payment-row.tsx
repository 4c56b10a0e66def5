import { Link } from "react-router";

import { ZERO, formatEuroDigits } from "#core/shared/money.ts";

import type { Payment } from "../../../shared/api/types.ts";
import { useVoidPayment } from "../../../shared/api/void-payment.ts";
import { formatTime } from "../../../shared/ui/rome-time.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { SureButton } from "../session/sure-button.tsx";
import { stateText } from "./payment-states.ts";
import { formatOf, localIn, payerText, reversedOf, reversibleOf } from "./day-totals.ts";

type PaymentRowProps = {
  readonly payment: Payment;
  readonly reverse: (payment: Payment) => void;
};

export function PaymentRow({ payment, reverse }: PaymentRowProps) {
  const { amountCents, acceptedAt, state, till } = payment;
  const reversed = reversedOf(payment);
  const isOfShop = payment.payer !== undefined;
  const local = isOfShop ? ZERO : localIn(payment.parts);
  const format = formatOf(payment);
  return (
    <li className={`till-row till-payment ${state === "voided" ? "till-row-voided" : ""}`}>
      <span>
        <Link to={`/cassa/ricevuta/${payment.paymentId}`} className="till-row-link">
          {formatTime(acceptedAt)}
        </Link>
        <small>
          {payerText(payment)}
          {isOfShop ? `, ${say("in valore locale")}` : ""}
          {till === undefined ? "" : ` · ${till}`}
        </small>
        <small>
          {stateText(payment)}
          {local === ZERO ? "" : `, ${say("di cui {0} in valore locale", formatEuroDigits(local))}`}
          {reversed === ZERO ? "" : `, ${say("stornati {0}", format(reversed))}`}
          {payment.fiscalDocument === undefined ? "" : `, doc. ${payment.fiscalDocument}`}
        </small>
      </span>
      <strong className="till-row-amount">{format(BigInt(amountCents))}</strong>
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
      aria-label={say("Storna il pagamento delle {0}", time)}
      onClick={() => reverse(payment)}
    >
      {say("Storna")}
    </button>
  );
}

function VoidButton({ payment }: { payment: Payment }) {
  const { paymentId, amountCents, acceptedAt } = payment;
  const voiding = useVoidPayment();
  return (
    <>
      <SureButton
        className="btn-outline-primary till-row-act"
        label={say("Annulla il pagamento delle {0}", formatTime(acceptedAt))}
        confirm={say("Sì, annulla {0}", formatOf(payment)(BigInt(amountCents)))}
        confirmClassName="btn-danger"
        isBusy={voiding.isPending}
        act={(done) => voiding.mutate(paymentId, { onSettled: done })}
      >
        {say("Annulla")}
      </SureButton>
      <ProblemNotice error={voiding.error} />
    </>
  );
}
