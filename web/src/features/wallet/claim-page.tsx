import { useState } from "react";

import { useClaimCode } from "../../shared/api/claim-code.ts";
import { CodeScanner } from "../../shared/scan/code-scanner.tsx";
import type { CardCredentials } from "../../shared/api/view-card.ts";
import { formatValue } from "../../shared/ui/format-value.ts";
import { ProblemNotice } from "../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../shared/ui/screen-title.tsx";

type ClaimPageProps = {
  readonly card: CardCredentials;
  /** The code that the page was opened with and that nobody has claimed here yet. */
  readonly claimCode: string | undefined;
  readonly claimed: () => void;
  readonly leave: () => void;
};

/** A reward's code, from a stand or an eco-point, becomes local value of this card. */
export function ClaimPage({ card, claimCode, claimed, leave }: ClaimPageProps) {
  const claim = useClaimCode();
  const [isScanning, setIsScanning] = useState(claimCode === undefined);
  const send = (code: string) => {
    setIsScanning(false);
    claim.mutate({ ...card, claimCode: code }, { onSuccess: claimed });
  };
  return (
    <section className="wallet-door" aria-labelledby="claim-title">
      <ScreenTitle id="claim-title">Codice premio</ScreenTitle>
      <ProblemNotice error={claim.error} />
      {claim.data === undefined ? null : (
        <p className="alert alert-success" role="status">
          <strong>
            Guadagnati {formatValue("local", BigInt(claim.data.amountCents))} di valore locale
          </strong>{" "}
          per «{claim.data.title}». Si vedono sulla tessera quando il Comune li accredita, dal
          giorno dopo.
        </p>
      )}
      {claim.isPending ? <p role="status">Un momento…</p> : null}
      {claimCode !== undefined && claim.isIdle ? (
        <button
          type="button"
          className="btn btn-primary wallet-wide"
          onClick={() => send(claimCode)}
        >
          Riscuoti il premio su questa tessera
        </button>
      ) : null}
      {isScanning ? (
        <CodeScanner
          kind="claim"
          label="Inquadrare il QR del premio"
          codeLabel="Codice del premio"
          choose={send}
        />
      ) : null}
      {claim.isSuccess || claim.isError ? (
        <button
          type="button"
          className="btn btn-primary wallet-wide"
          onClick={() => {
            claim.reset();
            setIsScanning(true);
          }}
        >
          Un altro codice
        </button>
      ) : null}
      <button type="button" className="btn btn-outline-primary wallet-wide" onClick={leave}>
        Torna alla tessera
      </button>
    </section>
  );
}
