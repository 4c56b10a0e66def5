import { useState } from "react";

import { useActivateTill } from "../../../shared/api/activate-till.ts";
import { CodeScanner } from "../../../shared/scan/code-scanner.tsx";
import { readCode } from "../../../shared/scan/read-code.ts";
import { PasswordPad } from "../../../shared/ui/password-pad.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";

const LABEL = "Cassa";

/** Makes this device the shop's till: the sheet that the town handed over, and its password. Once per device. */
export function ActivationPage({ linkCode }: { readonly linkCode: string | undefined }) {
  const [code, setCode] = useState(() => codeOfLink(linkCode));
  const activation = useActivateTill();
  return (
    <section className="till-screen" aria-labelledby="activation-title">
      <ScreenTitle id="activation-title" className="till-title">
        Attiva questa cassa
      </ScreenTitle>
      <ProblemNotice error={activation.error} />
      {code === undefined ? (
        <>
          <p>Serve il foglio di attivazione che il Comune ha consegnato al negozio.</p>
          <CodeScanner
            kind="activation"
            label="Inquadrare il QR del foglio"
            codeLabel="Codice del foglio"
            choose={setCode}
          />
        </>
      ) : (
        <>
          <PasswordPad
            label="Password del negozio"
            confirm="Attiva"
            isBusy={activation.isPending}
            submit={(password) =>
              activation.mutate({ activationCode: code, password, label: LABEL })
            }
          />
          <button
            type="button"
            className="btn btn-outline-primary till-go"
            onClick={() => {
              activation.reset();
              setCode(undefined);
            }}
          >
            Cambia foglio
          </button>
        </>
      )}
    </section>
  );
}

function codeOfLink(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const read = readCode(text, "activation");
  return read.ok ? read.value : undefined;
}
