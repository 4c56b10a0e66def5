import { useState } from "react";

import { formatEuroDigits } from "#core/shared/money.ts";

import { useClaimAtCounter } from "../../../shared/api/claim-code.ts";
import { CodeForm } from "../../../shared/scan/code-form.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";

/** A paper code claimed at the counter, for whoever has no phone. A hand-held scanner types into the field. */
export function ClaimForm({ cardId }: { readonly cardId: string }) {
  const claim = useClaimAtCounter();
  const [round, setRound] = useState(0);
  return (
    <>
      <CodeForm
        key={round}
        kind="claim"
        label="Codice del premio"
        submit={(claimCode) =>
          claim.mutate({ cardId, claimCode }, { onSuccess: () => setRound(round + 1) })
        }
      />
      {claim.isSuccess ? (
        <p role="status">
          Riscosso: {formatEuroDigits(BigInt(claim.data.amountCents))} di valore locale. Si
          accredita con la campagna, dal giorno dopo.
        </p>
      ) : null}
      <ProblemAlert error={claim.error} />
    </>
  );
}
