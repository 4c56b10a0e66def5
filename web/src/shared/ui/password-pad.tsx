import { type FormEvent, useId, useState } from "react";

import { LONGEST_PASSWORD, PASSWORD_DIGITS, normalisePassword } from "#core/card/password.ts";

import { say } from "../i18n/say.ts";
import { DIGITS, Keypad, shuffledDigits } from "./keypad.tsx";
import "./password-pad.css";
import { useTypedKeys } from "./typed-keys.ts";

type PasswordPadProps = {
  readonly label: string;
  readonly confirm: string;
  readonly isBusy?: boolean;
  /** Whether the keys may be shuffled and made to give nothing away, where others stand around. */
  readonly canHide?: boolean;
  readonly submit: (password: string) => void;
};

/**
 * Where the citizen types the password: covered, on big keys, nothing kept by the browser. `one-time-code` is how a
 * browser is told never to offer to remember it: the device is the shop's, the password is not.
 */
export function PasswordPad(props: PasswordPadProps) {
  const { label, confirm, isBusy = false, canHide = false, submit } = props;
  const [hasLetters, setHasLetters] = useState(false);
  const [shuffled, setShuffled] = useState<readonly string[]>();
  const { text, setText, append, erase, send } = usePasswordText(isBusy, submit);
  const isComplete = isLongEnough(text);
  const id = useId();
  return (
    <form onSubmit={send} className="password-pad" autoComplete="off" noValidate>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="password"
        className="form-control password-pad-field"
        autoComplete="one-time-code"
        inputMode={hasLetters ? "text" : "none"}
        maxLength={LONGEST_PASSWORD}
        value={text}
        aria-describedby={`${id}-count`}
        onChange={({ target }) => setText(target.value)}
      />
      <p id={`${id}-count`} role="status" className="password-pad-count">
        {countText(text.length, hasLetters)}
      </p>
      {hasLetters ? null : (
        <Keypad
          label={say("Tastiera della password")}
          digits={shuffled ?? DIGITS}
          isDiscreet={shuffled !== undefined}
          press={append}
          erase={erase}
        />
      )}
      <button type="submit" className="btn btn-success w-100" disabled={!isComplete || isBusy}>
        {isBusy ? say("Un momento…") : confirm}
      </button>
      {canHide && !hasLetters ? (
        <button
          type="button"
          className="btn btn-link w-100"
          aria-pressed={shuffled !== undefined}
          onClick={() => setShuffled(shuffled === undefined ? shuffledDigits() : undefined)}
        >
          {shuffled === undefined ? say("Mescola e nascondi i tasti") : say("Tasti in ordine")}
        </button>
      ) : null}
      <button
        type="button"
        className="btn btn-link w-100"
        onClick={() => setHasLetters((before) => !before)}
      >
        {hasLetters ? say("La password ha solo cifre") : say("La password ha delle lettere")}
      </button>
    </form>
  );
}

function countText(length: number, hasLetters: boolean): string {
  if (hasLetters) return say("{0} caratteri, almeno {1}", length, PASSWORD_DIGITS);
  return say("{0} cifre su {1}", length, PASSWORD_DIGITS);
}

function isLongEnough(text: string): boolean {
  return normalisePassword(text).length >= PASSWORD_DIGITS;
}

/** What was typed so far, on the keys of the screen or of a keyboard. */
function usePasswordText(isBusy: boolean, submit: (password: string) => void) {
  const [text, setText] = useState("");
  const append = (key: string) => setText((before) => (before + key).slice(0, LONGEST_PASSWORD));
  const erase = () => setText((before) => before.slice(0, -1));
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (isLongEnough(text) && !isBusy) submit(normalisePassword(text));
  };
  useTypedKeys((key) => {
    if (key === "Enter") send();
    else if (key === "Backspace") erase();
    else if (/^\d$/.test(key)) append(key);
    else return false;
    return true;
  });
  return { text, setText, append, erase, send };
}
