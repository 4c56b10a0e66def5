import { useState } from "react";

import { type Cents, ZERO, formatEuro } from "#core/shared/money.ts";

import { Keypad } from "../../../shared/ui/keypad.tsx";
import { useTypedKeys } from "../../../shared/ui/typed-keys.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { amountOf, eraseKey, typeKey } from "./amount-entry.ts";

type AmountScreenProps = { readonly choose: (amount: Cents) => void };

/** How much. Digits fill from the cents up, as on any card terminal. */
export function AmountScreen({ choose }: AmountScreenProps) {
  const [text, setText] = useState("");
  const amount = amountOf(text);
  const press = (key: string) => setText((before) => typeKey(before, key));
  const erase = () => setText(eraseKey);
  const goOn = () => {
    if (amount > ZERO) choose(amount);
  };
  useTypedKeys((key) => {
    if (key === "Enter") goOn();
    else if (key === "Backspace") erase();
    else if (/^[\d.,]$/.test(key)) press(key);
    else return false;
    return true;
  });
  return (
    <section className="till-screen" aria-labelledby="amount-title">
      <ScreenTitle id="amount-title" className="till-title">
        Quanto paga il cliente?
      </ScreenTitle>
      <output className="till-amount" aria-label="Importo">
        {formatEuro(amount)}
      </output>
      <Keypad label="Tastiera dell'importo" extraKey="00" press={press} erase={erase} />
      <button
        type="button"
        className="btn btn-primary till-go"
        disabled={amount === ZERO}
        onClick={goOn}
      >
        Avanti: la tessera
      </button>
    </section>
  );
}
