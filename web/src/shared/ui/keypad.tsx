import { say } from "../i18n/say.ts";
import { Icon } from "./icon.tsx";
import "./keypad.css";

export const DIGITS: readonly string[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];

type KeypadProps = {
  readonly label: string;
  /** The ten digits in the order in which they stand; the last one stands below. */
  readonly digits?: readonly string[];
  /** What stands left of the last row: `00` for amounts, nothing for passwords. */
  readonly extraKey?: string;
  /** Whether a key shows that it is pressed. */
  readonly isDiscreet?: boolean;
  readonly press: (key: string) => void;
  readonly erase: () => void;
};

/** Twelve keys, big enough for any thumb. */
export function Keypad(props: KeypadProps) {
  const { label, digits = DIGITS, extraKey, isDiscreet = false, press, erase } = props;
  return (
    <div
      className={`keypad ${isDiscreet ? "keypad-discreet" : ""}`}
      role="group"
      aria-label={label}
    >
      {digits.slice(0, -1).map((digit) => (
        <Key key={digit} text={digit} press={press} />
      ))}
      {extraKey === undefined ? <span /> : <Key text={extraKey} press={press} />}
      <Key text={digits.at(-1)!} press={press} />
      <button
        type="button"
        className="keypad-key"
        aria-label={say("Cancella l'ultima")}
        onClick={erase}
      >
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

/** The digits in an order that nobody can foresee, so that a finger's path tells no password. */
export function shuffledDigits(): string[] {
  const digits = [...DIGITS];
  for (let left = digits.length; left > 1; left -= 1) {
    const chosen = randomBelow(left);
    [digits[left - 1], digits[chosen]] = [digits[chosen]!, digits[left - 1]!];
  }
  return digits;
}

/** Each number below `limit` (at most 256) with the same chance. */
function randomBelow(limit: number): number {
  const [byte] = crypto.getRandomValues(new Uint8Array(1));
  const isFair = byte! < 256 - (256 % limit);
  return isFair ? byte! % limit : randomBelow(limit);
}
