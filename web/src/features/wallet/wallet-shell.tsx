import { useCallback, useEffect } from "react";

import { useViewCard } from "../../shared/api/view-card.ts";
import { useLinkCode } from "../../shared/scan/use-link-code.ts";
import { CardDoor } from "./card-door.tsx";
import { CardPage } from "./card-page.tsx";
import "./wallet.css";

/** `/carta`: what is on a citizen's card. Nothing of it stays on the device. */
export function WalletShell() {
  const { linkCode, forget } = useLinkCode();
  const view = useViewCard();
  const { reset } = view;
  // Another card's link in the same window: what the first card showed is not for whoever holds the second.
  useEffect(() => reset(), [linkCode, reset]);
  const close = useCallback(() => {
    reset();
    forget();
  }, [reset, forget]);
  useWipeOnLeave(close);
  return (
    <div className="wallet">
      {view.data === undefined ? (
        <CardDoor key={linkCode} linkCode={linkCode} view={view} forget={close} />
      ) : (
        <CardPage card={view.data} close={close} />
      )}
    </div>
  );
}

/** A browser may keep a page that was left as it was, and show it to whoever goes back to it. */
function useWipeOnLeave(wipe: () => void): void {
  useEffect(() => {
    addEventListener("pagehide", wipe);
    return () => removeEventListener("pagehide", wipe);
  }, [wipe]);
}
