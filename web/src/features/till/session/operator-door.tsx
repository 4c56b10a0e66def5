import { type FormEvent, useId, useState } from "react";

import { useTakeTill } from "../../../shared/api/till-shop.ts";
import type { Till } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { Keypad } from "../../../shared/ui/keypad.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { useTypedKeys } from "../../../shared/ui/typed-keys.ts";

const SHORTEST_PIN = 4;
const LONGEST_PIN = 8;

/** Who stands at the till: a name, then a PIN. */
export function OperatorDoor({ till }: { readonly till: Till }) {
  const [chosen, setChosen] = useState<Till["operators"][number]>();
  if (chosen !== undefined)
    return <PinScreen operator={chosen} back={() => setChosen(undefined)} />;
  return (
    <section className="till-screen" aria-labelledby="operator-title">
      <ScreenTitle id="operator-title" className="till-title">
        {say("Chi è alla cassa?")}
      </ScreenTitle>
      {till.operators.map((operator) => (
        <button
          key={operator.id}
          type="button"
          className="btn btn-primary till-go"
          onClick={() => setChosen(operator)}
        >
          {operator.name}
        </button>
      ))}
    </section>
  );
}

type PinScreenProps = {
  readonly operator: Till["operators"][number];
  readonly back: () => void;
};

function PinScreen({ operator, back }: PinScreenProps) {
  const [pin, setPin] = useState("");
  const taking = useTakeTill();
  const id = useId();
  const isLong = pin.length >= SHORTEST_PIN;
  const press = (key: string) => setPin((before) => (before + key).slice(0, LONGEST_PIN));
  const erase = () => setPin((before) => before.slice(0, -1));
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (!isLong || taking.isPending) return;
    taking.mutate({ operatorId: operator.id, pin });
    setPin("");
  };
  useTypedKeys((key) => {
    if (key === "Enter") send();
    else if (key === "Backspace") erase();
    else if (/^\d$/.test(key)) press(key);
    else return false;
    return true;
  });
  return (
    <form className="till-screen password-pad" onSubmit={send} autoComplete="off">
      <ScreenTitle className="till-title">{say("PIN di {0}", operator.name)}</ScreenTitle>
      <ProblemNotice error={taking.error} />
      <input
        id={id}
        type="password"
        className="form-control password-pad-field"
        aria-label={say("PIN di {0}", operator.name)}
        autoComplete="one-time-code"
        inputMode="none"
        maxLength={LONGEST_PIN}
        value={pin}
        onChange={({ target }) => setPin(target.value.replace(/\D/g, ""))}
      />
      <Keypad label={say("Tastiera del PIN")} press={press} erase={erase} />
      <button type="submit" className="btn btn-success till-go" disabled={!isLong}>
        {say("Entra")}
      </button>
      <button type="button" className="btn btn-outline-primary till-go" onClick={back}>
        {say("Un altro nome")}
      </button>
    </form>
  );
}
