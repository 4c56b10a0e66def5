import { formatEuro } from "#core/shared/money.ts";

import { say } from "../../../shared/i18n/say.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import type { Bill } from "./sale.ts";

type ConfirmingProps = { readonly bill: Bill; readonly cancel: () => void };

/** The card's holder wants to be asked on the telephone first. Nothing is taken yet, and there is no hurry. */
export function ConfirmingScreen({ bill, cancel }: ConfirmingProps) {
  return (
    <section className="till-screen till-waiting">
      <div className="till-spinner" aria-hidden="true" />
      <div role="status">
        <ScreenTitle className="till-title">
          {say("In attesa della conferma sul telefono della persona")}
        </ScreenTitle>
      </div>
      <p className="till-answer-amount">{formatEuro(bill.amount)}</p>
      <p className="till-reminder">
        {say(
          "La persona apre «La mia tessera» sul suo telefono e tocca «Confermo». Non c'è fretta: dalla tessera non è ancora uscito nulla.",
        )}
      </p>
      <button type="button" className="btn btn-outline-primary till-go" onClick={cancel}>
        {say("Annulla la vendita")}
      </button>
    </section>
  );
}
