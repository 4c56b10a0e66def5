import type { Till } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";

type TillNoticesProps = {
  readonly till: Till;
  readonly isLineDown: boolean;
  /** Takes a new version of the till; `undefined` where there is none or it is not the moment. */
  readonly update: (() => void) | undefined;
};

/** What the shop should know before it sells; the gravest first, and only that one. */
export function TillNotices({ till, isLineDown, update }: TillNoticesProps) {
  const text = noticeText(till, isLineDown);
  return (
    <>
      {text === undefined ? null : (
        <p className="alert alert-warning" role="status">
          {text}
        </p>
      )}
      {update === undefined ? null : (
        <button type="button" className="btn btn-outline-primary till-go" onClick={update}>
          {say("Nuova versione della cassa: aggiorna")}
        </button>
      )}
    </>
  );
}

function noticeText(till: Till, isLineDown: boolean): string | undefined {
  if (isLineDown) return say("La linea non va: senza linea non si possono prendere buoni.");
  if (till.merchant.state !== "active")
    return say(
      "Il negozio non è attivo nella convenzione: i pagamenti verranno rifiutati. Rivolgersi all'ufficio del Comune.",
    );
  if (till.isSettlementDelayed)
    return say(
      "La registrazione sulla blockchain è in ritardo. Si può vendere: ogni pagamento confermato è garantito.",
    );
  return undefined;
}
