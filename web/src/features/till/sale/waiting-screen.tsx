import { formatEuro } from "#core/shared/money.ts";

import { say } from "../../../shared/i18n/say.ts";
import { Icon } from "../../../shared/ui/icon.tsx";
import { formatTime } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import type { PendingPayment } from "./pending-payment.ts";
import type { Bill } from "./sale.ts";

export function AskingScreen({ bill }: { readonly bill: Bill }) {
  return (
    <section className="till-screen till-waiting" role="status">
      <div className="till-spinner" aria-hidden="true" />
      <p className="till-title">{say("Pagamento di {0} in corso…", formatEuro(bill.amount))}</p>
    </section>
  );
}

type CancelProps = { readonly cancel: () => void };

export function CoveringScreen({ cancel }: CancelProps) {
  return (
    <section className="till-screen till-waiting">
      <div className="till-spinner" aria-hidden="true" />
      <p className="till-title" role="status">
        {say("Tessera letta. Un momento…")}
      </p>
      <button type="button" className="btn btn-outline-primary till-go" onClick={cancel}>
        {say("Annulla la vendita")}
      </button>
    </section>
  );
}

/** Nothing was asked of the card yet, so nothing is in doubt: the sale can simply go on when the line is back. */
export function UnreachedScreen({ retry, cancel }: CancelProps & { readonly retry: () => void }) {
  return (
    <section className="till-screen" role="alert">
      <ScreenTitle className="till-title">{say("La linea non va")}</ScreenTitle>
      <p className="till-reminder">
        {say("Nulla è stato chiesto alla tessera: la vendita può riprendere da qui.")}
      </p>
      <button type="button" className="btn btn-primary till-go" onClick={retry}>
        {say("Riprova")}
      </button>
      <button type="button" className="btn btn-outline-primary till-go" onClick={cancel}>
        {say("Annulla la vendita")}
      </button>
    </section>
  );
}

/** Nobody knows yet whether the payment was taken. The till says so, and does not stop asking. */
export function DoubtScreen({ pending }: { readonly pending: PendingPayment }) {
  return (
    <section className="till-answer till-answer-doubt" role="alert">
      <Icon name="wifi" className="till-answer-icon" />
      <ScreenTitle>{say("Esito incerto: sto verificando")}</ScreenTitle>
      <p className="till-answer-amount">{formatEuro(BigInt(pending.amountCents))}</p>
      <p>
        {say(
          "La linea si è interrotta durante il pagamento delle {0}. Non consegnare la merce e non rifare la vendita: la risposta appare qui appena la linea torna, anche se si ricarica la pagina.",
          formatTime(pending.sentAt),
        )}
      </p>
      <div className="till-spinner" aria-hidden="true" />
    </section>
  );
}
