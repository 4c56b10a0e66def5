import { useState } from "react";

import { useRevokeTill } from "../../../shared/api/revoke-till.ts";
import type { Till } from "../../../shared/api/types.ts";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";

/** For a phone that is sold or lent: it stops being the shop's till, here and in the service. */
export function RevokeButton({ till }: { readonly till: Till }) {
  const [isSure, setIsSure] = useState(false);
  const revoking = useRevokeTill();
  return (
    <div className="till-device">
      <p>Questo dispositivo è una cassa del negozio dal {formatDay(till.activatedAt)}.</p>
      <ProblemNotice error={revoking.error} />
      {isSure ? (
        <div className="till-row-sure" role="group" aria-label="Conferma">
          <button
            type="button"
            className="btn btn-danger till-row-act"
            disabled={revoking.isPending}
            onClick={() => revoking.mutate()}
          >
            Sì, scollega
          </button>
          <button
            type="button"
            className="btn btn-outline-primary till-row-act"
            onClick={() => setIsSure(false)}
          >
            No
          </button>
        </div>
      ) : (
        <button
          type="button"
          className="btn btn-outline-primary till-go"
          onClick={() => setIsSure(true)}
        >
          Scollega questo dispositivo
        </button>
      )}
    </div>
  );
}
