import type { Till } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { useBindTill, useCanBind, useUnbindTill } from "../session/passkey.ts";
import { PasskeyNotice } from "../session/passkey-notice.tsx";
import { SureButton } from "../session/sure-button.tsx";

/** Whether this till is bound to its device, and the change of it where the shop has proven itself. */
export function PasskeyPanel({ till }: { readonly till: Till }) {
  const canBind = useCanBind();
  const binding = useBindTill();
  const unbinding = useUnbindTill();
  const isProven = till.managedUntil !== undefined;
  if (till.hasPasskey)
    return (
      <>
        <p>{say("Questa cassa è legata a questo dispositivo e su altri non si apre.")}</p>
        <PasskeyNotice error={unbinding.error} />
        {isProven ? (
          <SureButton
            className="btn-outline-primary till-go"
            confirm={say("Sì, togli il legame")}
            confirmClassName="btn-danger"
            isBusy={unbinding.isPending}
            act={(done) => unbinding.mutate(undefined, { onSettled: done })}
          >
            {say("Togli il legame con questo dispositivo")}
          </SureButton>
        ) : null}
      </>
    );
  if (canBind !== true) return null;
  return (
    <>
      <p>
        {say("Questa cassa non è ancora legata a questo dispositivo.")}{" "}
        {isProven
          ? ""
          : say("Per legarla il negozio si fa riconoscere: «Cambia operatori o casse».")}
      </p>
      <PasskeyNotice error={binding.error} />
      {isProven ? (
        <button
          type="button"
          className="btn btn-primary till-go"
          disabled={binding.isPending}
          onClick={() => binding.mutate()}
        >
          {say("Lega a questo dispositivo")}
        </button>
      ) : null}
    </>
  );
}
