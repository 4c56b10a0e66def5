import { useActivateTill } from "../../../shared/api/activate-till.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { ShopKey } from "./shop-key.tsx";

const LABEL = "Cassa";

/** Makes this device the shop's till: the sheet that the town handed over, and its password. Once per device. */
export function ActivationPage({ linkCode }: { readonly linkCode: string | undefined }) {
  const activation = useActivateTill();
  return (
    <section className="till-screen" aria-labelledby="activation-title">
      <ScreenTitle id="activation-title" className="till-title">
        {say("Attiva questa cassa")}
      </ScreenTitle>
      <ProblemNotice error={activation.error} />
      <ShopKey
        linkCode={linkCode}
        confirm={say("Attiva")}
        isBusy={activation.isPending}
        submit={(activationCode, password) =>
          activation.mutate({ activationCode, password, label: LABEL })
        }
      />
    </section>
  );
}
