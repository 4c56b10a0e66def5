import { useState } from "react";

import { useActivateTill } from "../../../shared/api/activate-till.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { ShopKey } from "./shop-key.tsx";
import { WalletKey, signIn } from "./wallet-key.tsx";

const LONGEST_NAME = 40;

export type ActivationProps = {
  readonly linkCode: string | undefined;
  /** Called when the device has become a till, before that is shown. */
  readonly welcome: () => void;
};

/**
 * Makes this device the shop's till, once per device: with the sheet that the town handed over and its password, or with
 * the wallet that the shop is paid on.
 */
export function ActivationPage({ linkCode, welcome }: ActivationProps) {
  const activation = useActivateTill(welcome);
  const [name, setName] = useState("");
  const label = name.trim() || say("Cassa");
  return (
    <section className="till-screen" aria-labelledby="activation-title">
      <ScreenTitle id="activation-title" className="till-title">
        {say("Attiva questa cassa")}
      </ScreenTitle>
      <ProblemNotice error={activation.error} />
      <label className="till-name">
        {say("Nome di questa cassa, per esempio «banco»")}
        <input
          className="form-control"
          maxLength={LONGEST_NAME}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <ShopKey
        linkCode={linkCode}
        confirm={say("Attiva")}
        isBusy={activation.isPending}
        submit={(activationCode, password) =>
          activation.mutate({ activationCode, password, label })
        }
      />
      {linkCode === undefined ? (
        <>
          <p className="till-title">{say("oppure")}</p>
          <WalletKey
            isSecondary
            confirm={say("Entra con il tuo portafoglio")}
            isBusy={activation.isPending}
            sign={signIn}
            submit={(proof) => activation.mutate({ ...proof, label })}
          />
          <p>
            {say(
              "Solo per i negozi che ricevono su un portafoglio proprio: si firma un messaggio, non costa e non muove nulla.",
            )}
          </p>
        </>
      ) : null}
    </section>
  );
}
