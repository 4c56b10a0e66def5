import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import { useCloseDay, useClosings } from "../../../shared/api/till-closings.ts";
import type { Closing } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { SureButton } from "../session/sure-button.tsx";

/** The drawer's closings: one touch adds up all since the one before. */
export function ClosingPanel() {
  const closings = useClosings();
  const closing = useCloseDay();
  return (
    <section className="till-closings" aria-labelledby="closings-title">
      <h2 id="closings-title" className="h5">
        {say("Chiusure di cassa")}
      </h2>
      <ProblemNotice error={closing.error ?? closings.error} />
      <SureButton
        className="btn-outline-primary till-go"
        confirm={say("Sì, chiudi la cassa")}
        confirmClassName="btn-primary"
        isBusy={closing.isPending}
        act={(done) => closing.mutate(undefined, { onSettled: done })}
      >
        {say("Chiudi la cassa adesso")}
      </SureButton>
      <ul className="till-list">
        {closings.data?.map((one) => (
          <ClosingRow key={one.number} closing={one} />
        ))}
      </ul>
    </section>
  );
}

function ClosingRow({ closing }: { readonly closing: Closing }) {
  const { number, until, payments, takenCents, voidedCents, reversedCents, netCents } = closing;
  const local = BigInt(closing.localNetCents);
  return (
    <li className="till-row">
      <span>
        {say("Chiusura n. {0} del {1}", number, formatMoment(until))}
        <small>
          {say("{0} pagamenti: {1}", payments, formatEuro(BigInt(takenCents)))},{" "}
          {say("annullati {0}", formatEuro(BigInt(voidedCents)))},{" "}
          {say("stornati {0}", formatEuro(BigInt(reversedCents)))}
          {local === 0n ? "" : `, ${say("in valore locale {0}", formatEuroDigits(local))}`}
        </small>
      </span>
      <strong className="till-row-amount">{formatEuro(BigInt(netCents))}</strong>
    </li>
  );
}
