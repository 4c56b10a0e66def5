import { formatEuro } from "#core/shared/money.ts";

import { Icon } from "../../../shared/ui/icon.tsx";
import { formatTime } from "../../../shared/ui/rome-time.ts";
import type { PendingPayment } from "./pending-payment.ts";
import type { Bill } from "./sale.ts";

export function AskingScreen({ bill }: { readonly bill: Bill }) {
  return (
    <section className="till-screen till-waiting" role="status">
      <div className="till-spinner" aria-hidden="true" />
      <p className="till-title">Pagamento di {formatEuro(bill.amount)} in corso…</p>
    </section>
  );
}

/** Nobody knows yet whether the payment was taken. The till says so, and does not stop asking. */
export function DoubtScreen({ pending }: { readonly pending: PendingPayment }) {
  return (
    <section className="till-answer till-answer-doubt" role="alert">
      <Icon name="wifi" className="till-answer-icon" />
      <h1>Esito incerto: sto verificando</h1>
      <p className="till-answer-amount">{formatEuro(BigInt(pending.amountCents))}</p>
      <p>
        La linea si è interrotta durante il pagamento delle {formatTime(pending.sentAt)}. Non
        consegnare la merce e non rifare la vendita: la risposta appare qui appena la linea torna,
        anche se si ricarica la pagina.
      </p>
      <div className="till-spinner" aria-hidden="true" />
    </section>
  );
}
