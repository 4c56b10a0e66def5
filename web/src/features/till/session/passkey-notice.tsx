import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { DeviceError } from "./passkey.ts";

/** Says why the device's own confirmation did not come about. */
export function PasskeyNotice({ error }: { readonly error: Error | null }) {
  if (!(error instanceof DeviceError)) return <ProblemNotice error={error} />;
  return (
    <p className="alert alert-danger" role="alert">
      {error.isDeclined
        ? say("Il dispositivo non ha avuto conferma. Riprovare.")
        : say("Questo dispositivo non ci riesce: controllare che abbia un blocco dello schermo.")}
    </p>
  );
}
