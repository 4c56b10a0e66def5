import { useState } from "react";

import { say } from "../../../shared/i18n/say.ts";
import { CodeScanner } from "../../../shared/scan/code-scanner.tsx";
import { readCode } from "../../../shared/scan/read-code.ts";
import { PasswordPad } from "../../../shared/ui/password-pad.tsx";

type ShopKeyProps = {
  /** What the address brought after its `#`, where the sheet's link was followed. */
  readonly linkCode?: string | undefined;
  readonly confirm: string;
  readonly isBusy: boolean;
  readonly submit: (activationCode: string, password: string) => void;
};

/** What the shop proves itself with: its sheet, then its password. */
export function ShopKey({ linkCode, confirm, isBusy, submit }: ShopKeyProps) {
  const [code, setCode] = useState(() => codeOfLink(linkCode));
  if (code === undefined)
    return (
      <>
        <p>{say("Serve il foglio di attivazione che il Comune ha consegnato al negozio.")}</p>
        <CodeScanner
          kind="activation"
          label={say("Inquadrare il QR del foglio")}
          codeLabel={say("Codice del foglio")}
          choose={(read) => setCode(read)}
        />
      </>
    );
  return (
    <>
      <PasswordPad
        label={say("Password del negozio")}
        confirm={confirm}
        isBusy={isBusy}
        submit={(password) => submit(code, password)}
      />
      <button
        type="button"
        className="btn btn-outline-primary till-go"
        onClick={() => setCode(undefined)}
      >
        {say("Cambia foglio")}
      </button>
    </>
  );
}

function codeOfLink(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const read = readCode(text, "activation");
  return read.ok ? read.value : undefined;
}
