import { useRevokeTill } from "../../../shared/api/revoke-till.ts";
import type { Till } from "../../../shared/api/types.ts";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { SureButton } from "../session/sure-button.tsx";

/** For a phone that is sold or lent: it stops being the shop's till, here and in the service. */
export function RevokeButton({ till }: { readonly till: Till }) {
  const revoking = useRevokeTill();
  return (
    <div className="till-device">
      <p>
        {say("Questo dispositivo è una cassa del negozio dal {0}.", formatDay(till.activatedAt))}
      </p>
      <ProblemNotice error={revoking.error} />
      <SureButton
        className="btn-outline-primary till-go"
        confirm={say("Sì, scollega")}
        confirmClassName="btn-danger"
        isBusy={revoking.isPending}
        act={(done) => revoking.mutate(undefined, { onSettled: done })}
      >
        {say("Scollega questo dispositivo")}
      </SureButton>
    </div>
  );
}
