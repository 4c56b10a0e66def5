import { type FormEvent, useId, useState } from "react";

import type { CodeKind } from "#core/card/card-code.ts";

import { say } from "../i18n/say.ts";
import { readCode } from "./read-code.ts";
import "./scan.css";

type CodeFormProps = {
  readonly kind: CodeKind;
  readonly label: string;
  readonly submit: (code: string) => void;
};

/** The code typed by hand, for a torn QR or a phone without camera. */
export function CodeForm({ kind, label, submit }: CodeFormProps) {
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<string>();
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    const read = readCode(text, kind);
    setRefusal(read.ok ? undefined : read.refusal);
    if (read.ok) submit(read.value);
  };
  return (
    <form onSubmit={send} className="scan-form" noValidate>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        className="form-control"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        value={text}
        aria-invalid={refusal !== undefined}
        aria-describedby={`${id}-hint ${id}-error`}
        onChange={({ target }) => setText(target.value)}
      />
      <small id={`${id}-hint`}>{say("Sei gruppi di cinque lettere e cifre, sotto il QR.")}</small>
      <p id={`${id}-error`} role="alert" className="scan-error">
        {refusal}
      </p>
      <button type="submit" className="btn btn-primary w-100">
        {say("Continua")}
      </button>
    </form>
  );
}
