import { Icon } from "./icon.tsx";
import "./keypad.css";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

type KeypadProps = {
  readonly label: string;
  /** What stands left of the zero: `00` for amounts, nothing for passwords. */
  readonly extraKey?: string;
  readonly press: (key: string) => void;
  readonly erase: () => void;
};

/** Twelve keys, big enough for any thumb. */
export function Keypad({ label, extraKey, press, erase }: KeypadProps) {
  return (
    <div className="keypad" role="group" aria-label={label}>
      {DIGITS.map((digit) => (
        <Key key={digit} text={digit} press={press} />
      ))}
      {extraKey === undefined ? <span /> : <Key text={extraKey} press={press} />}
      <Key text="0" press={press} />
      <button type="button" className="keypad-key" aria-label="Cancella l'ultima" onClick={erase}>
        <Icon name="arrow-left" />
      </button>
    </div>
  );
}

type KeyProps = { readonly text: string; readonly press: (key: string) => void };

function Key({ text, press }: KeyProps) {
  return (
    <button type="button" className="keypad-key" onClick={() => press(text)}>
      {text}
    </button>
  );
}
