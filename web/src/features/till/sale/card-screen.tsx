import { formatEuro } from "#core/shared/money.ts";

import { say } from "../../../shared/i18n/say.ts";
import { CodeScanner } from "../../../shared/scan/code-scanner.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import type { Bill, ReadCard } from "./sale.ts";

type CardScreenProps = {
  readonly bill: Bill;
  readonly choose: (card: ReadCard) => void;
  readonly cancel: () => void;
};

/** Which card: seen by the camera, read by a scanner, or typed. */
export function CardScreen({ bill, choose, cancel }: CardScreenProps) {
  return (
    <section className="till-screen" aria-labelledby="card-title">
      <ScreenTitle id="card-title" className="till-title">
        {say("La tessera del cliente")}
      </ScreenTitle>
      <p className="till-reminder">
        {say("Da pagare:")} <strong>{formatEuro(bill.amount)}</strong>
      </p>
      <CodeScanner
        kind="card"
        label={say("Inquadrare il QR della tessera")}
        codeLabel={say("Codice della tessera")}
        startsAtOnce
        choose={(cardCode, origin) => choose({ cardCode, origin })}
      />
      <button type="button" className="btn btn-outline-primary till-go" onClick={cancel}>
        {say("Annulla la vendita")}
      </button>
    </section>
  );
}
