import type { Till } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { LocalPanel } from "./local-panel.tsx";
import { RevokeButton } from "./revoke-button.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { ShopPanel } from "./shop-panel.tsx";

/** What belongs to this till: how it behaves, and how it stops being one. */
export function DevicePage({ till }: { readonly till: Till }) {
  return (
    <section aria-labelledby="device-title">
      <ScreenTitle id="device-title" className="till-title">
        {say("Questa cassa")}
      </ScreenTitle>
      <SettingsForm />
      <ShopPanel till={till} />
      <LocalPanel till={till} />
      <RevokeButton till={till} />
    </section>
  );
}
