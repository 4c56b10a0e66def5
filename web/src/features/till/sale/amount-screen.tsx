import type { Cents } from "#core/shared/money.ts";

import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { AmountPad } from "./amount-pad.tsx";

type AmountScreenProps = { readonly choose: (amount: Cents) => void };

export function AmountScreen({ choose }: AmountScreenProps) {
  return (
    <section className="till-screen" aria-labelledby="amount-title">
      <ScreenTitle id="amount-title" className="till-title">
        Quanto paga il cliente?
      </ScreenTitle>
      <AmountPad label="Importo" confirm={() => "Avanti: la tessera"} choose={choose} />
    </section>
  );
}
