import { useState } from "react";

import type { useViewCard } from "../../shared/api/view-card.ts";
import { CodeScanner } from "../../shared/scan/code-scanner.tsx";
import { readCode } from "../../shared/scan/read-code.ts";
import { PasswordPad } from "../../shared/ui/password-pad.tsx";
import { ProblemNotice } from "../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../shared/ui/screen-title.tsx";

type CardDoorProps = {
  readonly linkCode: string | undefined;
  /** A reward's code was scanned: it waits for the card that it goes to. */
  readonly isForClaim: boolean;
  readonly view: ReturnType<typeof useViewCard>;
  readonly forget: () => void;
};

/** The card, then its password. Who followed the link in the card's QR is at the password already. */
export function CardDoor({ linkCode, isForClaim, view, forget }: CardDoorProps) {
  const read = linkCode === undefined ? undefined : readCode(linkCode, "card");
  const [cardCode, setCardCode] = useState(read?.ok === true ? read.value : undefined);
  return (
    <section className="wallet-door" aria-labelledby="card-door-title">
      <ScreenTitle id="card-door-title">La mia tessera</ScreenTitle>
      {read?.ok === false ? (
        <p className="alert alert-danger" role="alert">
          {read.refusal}
        </p>
      ) : null}
      {isForClaim ? (
        <p className="alert alert-info">
          <strong>Codice del premio letto.</strong> Ora la tessera su cui riscuoterlo.
        </p>
      ) : null}
      <ProblemNotice error={view.error} />
      {cardCode === undefined ? (
        <>
          <p>Per vedere quanto resta e che cosa si è speso servono la tessera e la password.</p>
          <CodeScanner
            kind="card"
            label="Inquadrare il QR della tessera"
            codeLabel="Codice della tessera"
            choose={setCardCode}
          />
        </>
      ) : (
        <>
          <PasswordPad
            label="Password della tessera"
            confirm="Mostra la tessera"
            isBusy={view.isPending}
            submit={(password) => view.mutate({ cardCode, password })}
          />
          <button
            type="button"
            className="btn btn-outline-primary wallet-wide"
            onClick={() => {
              forget();
              setCardCode(undefined);
            }}
          >
            Un'altra tessera
          </button>
        </>
      )}
    </section>
  );
}
