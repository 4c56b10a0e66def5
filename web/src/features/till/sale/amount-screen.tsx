import { type Cents, cents, formatEuro } from "#core/shared/money.ts";

import { say } from "../../../shared/i18n/say.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { AmountPad } from "./amount-pad.tsx";

type AmountScreenProps = {
  /** The most that the town lets one payment be, in cents. */
  readonly largest: string;
  readonly choose: (amount: Cents) => void;
};

export function AmountScreen({ largest, choose }: AmountScreenProps) {
  const amount = cents(BigInt(largest));
  const sentence = say(
    "È più di quanto vale un solo pagamento: al massimo {0}. Ricontrollare le cifre.",
    formatEuro(amount),
  );
  return (
    <section className="till-screen" aria-labelledby="amount-title">
      <ScreenTitle id="amount-title" className="till-title">
        {say("Quanto paga il cliente?")}
      </ScreenTitle>
      <AmountPad
        label={say("Importo")}
        confirm={() => say("Avanti: la tessera")}
        most={{ amount, sentence }}
        choose={choose}
      />
    </section>
  );
}
