import { type FormEvent, useId, useState } from "react";

import { useOpenOrganiser } from "../../shared/api/organiser.ts";
import { CodeScanner } from "../../shared/scan/code-scanner.tsx";
import { readCode } from "../../shared/scan/read-code.ts";
import { ProblemNotice } from "../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../shared/ui/screen-title.tsx";

const PIN = /^\d{6}$/;

type OrganiserDoorProps = {
  readonly linkCode: string | undefined;
  /** The page is open: the sheet that was scanned has done its work. */
  readonly forget: () => void;
};

/** The sheet, then its PIN. */
export function OrganiserDoor({ linkCode, forget }: OrganiserDoorProps) {
  const read = linkCode === undefined ? undefined : readCode(linkCode, "organiser");
  const [code, setCode] = useState(read?.ok === true ? read.value : undefined);
  return (
    <section className="organiser" aria-labelledby="organiser-title">
      <ScreenTitle id="organiser-title">Presenze a un'azione</ScreenTitle>
      {read?.ok === false ? (
        <p className="alert alert-danger" role="alert">
          {read.refusal}
        </p>
      ) : null}
      {code === undefined ? (
        <>
          <p>Serve il foglio che il Comune ha dato a chi organizza.</p>
          <CodeScanner
            kind="organiser"
            label="Inquadrare il QR del foglio"
            codeLabel="Codice del foglio"
            choose={setCode}
          />
        </>
      ) : (
        <PinForm code={code} back={() => setCode(undefined)} forget={forget} />
      )}
    </section>
  );
}

type PinFormProps = {
  readonly code: string;
  readonly back: () => void;
  readonly forget: () => void;
};

function PinForm({ code, back, forget }: PinFormProps) {
  const opening = useOpenOrganiser();
  const [pin, setPin] = useState("");
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    opening.mutate({ code, pin }, { onSuccess: forget });
    setPin("");
  };
  return (
    <form onSubmit={send} className="organiser-form" noValidate>
      <ProblemNotice error={opening.error} />
      <label htmlFor={id}>PIN del foglio, sei cifre</label>
      <input
        id={id}
        className="form-control organiser-pin"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        value={pin}
        onChange={({ target }) => setPin(target.value.replace(/\D/g, ""))}
      />
      <button
        type="submit"
        className="btn btn-primary organiser-go"
        disabled={!PIN.test(pin) || opening.isPending}
      >
        {opening.isPending ? "Un momento…" : "Apri la pagina"}
      </button>
      <button type="button" className="btn btn-outline-primary organiser-go" onClick={back}>
        Un altro foglio
      </button>
    </form>
  );
}
