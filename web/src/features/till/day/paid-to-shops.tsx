import { formatEuroDigits } from "#core/shared/money.ts";

import type { PaidToShop } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { formatTime } from "../../../shared/ui/rome-time.ts";

/** How far it has come, as the shop that paid is told. */
const STATES = {
  accepted: "inviato",
  batched: "in registrazione",
  settled: "registrato",
  voided: "annullato dall'altro negozio: è tornato",
  failed: "non registrato: il valore non è passato",
} as const satisfies Record<PaidToShop["state"], string>;

/** What the shop paid to others on this day, in local value. */
export function PaidToShops({ paid }: { readonly paid: readonly PaidToShop[] }) {
  if (paid.length === 0) return null;
  return (
    <section aria-labelledby="to-shops-title">
      <h2 id="to-shops-title" className="h5">
        {say("Pagati ad altri negozi, in valore locale")}
      </h2>
      <ul className="till-list">
        {paid.map((payment) => (
          <Row key={payment.paymentId} payment={payment} />
        ))}
      </ul>
    </section>
  );
}

function Row({ payment }: { readonly payment: PaidToShop }) {
  const { acceptedAt, payee, state, amountCents, givenBackCents } = payment;
  const back = BigInt(givenBackCents);
  return (
    <li className={`till-row ${state === "voided" ? "till-row-voided" : ""}`}>
      <span>
        {payee.businessName}
        <small>
          {formatTime(acceptedAt)} · {say(STATES[state])}
          {back === 0n ? "" : `, ${say("tornati {0}", formatEuroDigits(back))}`}
        </small>
      </span>
      <strong className="till-row-amount">{formatEuroDigits(-BigInt(amountCents))}</strong>
    </li>
  );
}
