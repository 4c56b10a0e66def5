import { Link } from "react-router";

import { groupCardNumber } from "#core/card/card-number.ts";
import { type Cents, ZERO, formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import type { Acceptance } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { localIn } from "../day/day-totals.ts";
import { Answer } from "./answer.tsx";

type AcceptedProps = {
  readonly acceptance: Acceptance;
  readonly cash: Cents;
  readonly begin: () => void;
};

export function AcceptedScreen({ acceptance, cash, begin }: AcceptedProps) {
  const { paymentId, amountCents, leftCents, localLeftCents, cardNumber, acceptedAt } = acceptance;
  const local = localIn(acceptance.parts);
  return (
    <Answer kind="yes" icon="check" title={say("Pagato")}>
      <p className="till-answer-amount">{formatEuro(BigInt(amountCents))}</p>
      {local === ZERO ? null : <p>{say("di cui {0} in valore locale", formatEuroDigits(local))}</p>}
      {cash === ZERO ? null : (
        <p className="till-answer-cash">{say("Da incassare in contanti: {0}", formatEuro(cash))}</p>
      )}
      <p>
        {say("Restano sulla tessera {0}", formatEuro(BigInt(leftCents)))}
        {localLeftCents === undefined
          ? null
          : say(" e {0} in valore locale", formatEuroDigits(BigInt(localLeftCents)))}
        <br />
        {say("Tessera {0} · {1}", groupCardNumber(cardNumber), formatMoment(acceptedAt))}
      </p>
      <button type="button" className="btn btn-light till-go" onClick={begin}>
        {say("Nuova vendita")}
      </button>
      <Link className="btn till-quiet" to={`/cassa/ricevuta/${paymentId}`}>
        {say("Ricevuta")}
      </Link>
    </Answer>
  );
}
