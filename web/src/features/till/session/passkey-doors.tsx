import { useEffect, useEffectEvent, useState } from "react";

import { formatEuro } from "#core/shared/money.ts";

import { say } from "../../../shared/i18n/say.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { readPending } from "../sale/pending-payment.ts";
import { ActivationPage, type ActivationProps } from "./activation-page.tsx";
import { useBindTill, useCanBind, useUnlockTill } from "./passkey.ts";
import { PasskeyNotice } from "./passkey-notice.tsx";

/** A till that is locked: its device opens it, or the shop's sheet makes a new one of it. */
export function UnlockDoor({ linkCode, welcome }: ActivationProps) {
  const [isLost, setIsLost] = useState(linkCode !== undefined);
  const unlocking = useUnlockTill();
  const pending = readPending();
  if (isLost) return <ActivationPage key={linkCode} linkCode={linkCode} welcome={welcome} />;
  return (
    <section className="till-screen" aria-labelledby="unlock-title">
      <ScreenTitle id="unlock-title" className="till-title">
        {say("Sblocca la cassa")}
      </ScreenTitle>
      <p>
        {say(
          "Questa cassa è legata a questo dispositivo. Confermare come quando si sblocca lo schermo: impronta, volto o codice.",
        )}
      </p>
      {pending === undefined ? null : (
        <p>
          {say(
            "C'è un pagamento di {0} di cui non si sa l'esito: si saprà appena la cassa è sbloccata. Non rifare la vendita.",
            formatEuro(BigInt(pending.amountCents)),
          )}
        </p>
      )}
      <PasskeyNotice error={unlocking.error} />
      <button
        type="button"
        className="btn btn-primary till-go"
        disabled={unlocking.isPending}
        onClick={() => unlocking.mutate()}
      >
        {say("Sblocca")}
      </button>
      <button
        type="button"
        className="btn btn-outline-primary till-go"
        onClick={() => setIsLost(true)}
      >
        {say("Non si sblocca? Riattivare con il foglio")}
      </button>
    </section>
  );
}

/** Offered once, when a device has just become a till and can be bound. `leave` goes on either way. */
export function BindDoor({ leave }: { readonly leave: () => void }) {
  const canBind = useCanBind();
  const binding = useBindTill();
  const onLeave = useEffectEvent(leave);
  useEffect(() => {
    if (canBind === false) onLeave();
  }, [canBind]);
  if (canBind !== true) return <p role="status">{say("Caricamento…")}</p>;
  return (
    <section className="till-screen" aria-labelledby="bind-title">
      <ScreenTitle id="bind-title" className="till-title">
        {say("Legare la cassa a questo dispositivo?")}
      </ScreenTitle>
      <p>
        {say(
          "Legata, la cassa funziona solo su questo dispositivo: quando si riapre il negozio chiede impronta, volto o codice di sblocco.",
        )}
      </p>
      <PasskeyNotice error={binding.error} />
      <button
        type="button"
        className="btn btn-primary till-go"
        disabled={binding.isPending}
        onClick={() => binding.mutate(undefined, { onSuccess: leave })}
      >
        {say("Lega a questo dispositivo")}
      </button>
      <button type="button" className="btn btn-outline-primary till-go" onClick={leave}>
        {say("Non ora")}
      </button>
    </section>
  );
}
