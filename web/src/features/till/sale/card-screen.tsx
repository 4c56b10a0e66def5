import { formatEuro } from "#core/shared/money.ts";

import { CodeScanner } from "../../../shared/scan/code-scanner.tsx";
import type { Bill } from "./sale.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";

type CardScreenProps = {
  readonly bill: Bill;
  readonly choose: (cardCode: string) => void;
  readonly cancel: () => void;
};

/** Which card: seen by the camera, read by a scanner, or typed. */
export function CardScreen({ bill, choose, cancel }: CardScreenProps) {
  return (
    <section className="till-screen" aria-labelledby="card-title">
      <ScreenTitle id="card-title" className="till-title">
        La tessera del cliente
      </ScreenTitle>
      <p className="till-reminder">
        Da pagare: <strong>{formatEuro(bill.amount)}</strong>
      </p>
      <CodeScanner
        kind="card"
        label="Inquadrare il QR della tessera"
        codeLabel="Codice della tessera"
        startsAtOnce
        choose={choose}
      />
      <button type="button" className="btn btn-outline-primary till-go" onClick={cancel}>
        Annulla la vendita
      </button>
    </section>
  );
}
