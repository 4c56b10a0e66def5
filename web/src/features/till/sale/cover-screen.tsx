import { ZERO, formatEuro } from "#core/shared/money.ts";

import type { Cover } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { formatValue } from "../../../shared/ui/format-value.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { type Bill, totalOf } from "./sale.ts";

const KINDS = { voucher: "Con i buoni", local: "In valore locale" } as const satisfies Record<
  Cover["parts"][number]["kind"],
  string
>;

type CoverScreenProps = {
  readonly bill: Bill;
  readonly parts: Cover["parts"];
  readonly agree: () => void;
  readonly cancel: () => void;
};

/** How the bill is split where it is not vouchers alone, before anybody types a password. No name, no fund. */
export function CoverScreen({ bill, parts, agree, cancel }: CoverScreenProps) {
  return (
    <section className="till-screen" aria-labelledby="cover-title">
      <ScreenTitle id="cover-title" className="till-title">
        {bill.cash === ZERO ? say("Come si paga") : say("La tessera non copre tutto")}
      </ScreenTitle>
      <dl className="till-split">
        {parts.map(({ kind, amountCents }) => (
          <div key={kind}>
            <dt>{say(KINDS[kind])}</dt>
            <dd>{formatValue(kind, BigInt(amountCents))}</dd>
          </div>
        ))}
        {bill.cash === ZERO ? null : (
          <div className="till-split-cash">
            <dt>{say("In contanti")}</dt>
            <dd>{formatEuro(bill.cash)}</dd>
          </div>
        )}
        <div className="till-split-total">
          <dt>{say("Totale")}</dt>
          <dd>{formatEuro(totalOf(bill))}</dd>
        </div>
      </dl>
      <button type="button" className="btn btn-primary till-go" onClick={agree}>
        {say("Va bene: {0} dalla tessera", formatEuro(bill.amount))}
      </button>
      <button type="button" className="btn btn-outline-primary till-go" onClick={cancel}>
        {say("Annulla la vendita")}
      </button>
    </section>
  );
}
