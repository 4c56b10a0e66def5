import { useState } from "react";

import { type Cents, ZERO, formatEuro } from "#core/shared/money.ts";

import { say } from "../../../shared/i18n/say.ts";
import { Keypad } from "../../../shared/ui/keypad.tsx";
import { useTypedKeys } from "../../../shared/ui/typed-keys.ts";
import { amountOf, eraseKey, typeKey } from "./amount-entry.ts";

type AmountPadProps = {
  readonly label: string;
  readonly confirm: (amount: Cents) => string;
  /** The most that makes sense here; more is refused on the spot. */
  readonly most?: { readonly amount: Cents; readonly sentence: string };
  /** Default: in euros. */
  readonly format?: (amount: Cents) => string;
  readonly choose: (amount: Cents) => void;
};

/** An amount on big keys or on a keyboard. Digits fill from the cents up, as on any card terminal. */
export function AmountPad({ label, confirm, most, format = formatEuro, choose }: AmountPadProps) {
  const [text, setText] = useState("");
  const amount = amountOf(text);
  const isTooMuch = most !== undefined && amount > most.amount;
  const isGood = amount > ZERO && !isTooMuch;
  const press = (key: string) => setText((before) => typeKey(before, key));
  const erase = () => setText(eraseKey);
  useTypedKeys((key) => {
    if (key === "Enter" && isGood) choose(amount);
    else if (key === "Backspace") erase();
    else if (/^[\d.,]$/.test(key)) press(key);
    else return false;
    return true;
  });
  return (
    <>
      <output className="till-amount" aria-label={label}>
        {format(amount)}
      </output>
      {isTooMuch ? (
        <p role="alert" className="scan-error">
          {most.sentence}
        </p>
      ) : null}
      <Keypad label={say("Tastiera dell'importo")} extraKey="00" press={press} erase={erase} />
      <button
        type="button"
        className="btn btn-primary till-go"
        disabled={!isGood}
        onClick={() => choose(amount)}
      >
        {confirm(amount)}
      </button>
    </>
  );
}
