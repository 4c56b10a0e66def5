import { useMutation } from "@tanstack/react-query";
import { useConfig } from "wagmi";

import { formatEuro } from "#core/shared/money.ts";

import { MOST_REDEEMED_TOGETHER, readRedemptions } from "../../../shared/api/read-redemption.ts";
import type { Statement } from "../../../shared/api/types.ts";
import { rememberAct, usePendingActs } from "../acts/pending-acts.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { sendAct } from "../acts/send-act.ts";
import { useHasRole, useOfficer } from "../session/officer-context.ts";

/** Under which name a sent approval of this statement is remembered, alone or with others. */
export function redemptionKey(statementId: string): string {
  return `redemption:${statementId}`;
}

/** What is checked, programme by programme, under one signature each: offered from two statements on. */
export function ApproveTogether({ statements }: { readonly statements: readonly Statement[] }) {
  const isTreasurer = useHasRole("treasury");
  const pending = usePendingActs();
  const waiting = statements.filter(
    ({ id, state }) => state === "checked" && pending[redemptionKey(id)] === undefined,
  );
  if (!isTreasurer) return null;
  return [...Map.groupBy(waiting, ({ programmeId }) => programmeId)].map(([programmeId, theirs]) =>
    theirs.length < 2 ? null : <OneSignature key={programmeId} statements={theirs} />,
  );
}

/** Each statement's own row then follows the transaction, across reloads, as if it had been signed alone. */
function OneSignature({ statements }: { readonly statements: readonly Statement[] }) {
  const config = useConfig();
  const { session } = useOfficer();
  const chosen = statements.slice(0, MOST_REDEEMED_TOGETHER);
  const signing = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const hash = await sendAct(config, session.officer, await readRedemptions(ids));
      for (const id of ids) rememberAct(redemptionKey(id), hash);
    },
  });
  const total = chosen.reduce((sum, { dueCents }) => sum + BigInt(dueCents), 0n);
  return (
    <div className="office-stage">
      <p>
        {chosen[0]!.programme}: {chosen.length} rendiconti controllati, {formatEuro(total)} in
        tutto. La blockchain li approva tutti insieme o nessuno.
      </p>
      <button
        type="button"
        className="btn btn-primary"
        disabled={signing.isPending}
        onClick={() => signing.mutate(chosen.map(({ id }) => id))}
      >
        {signing.isPending
          ? "In attesa della firma nel portafoglio…"
          : `Approva i ${chosen.length} rendiconti con una firma`}
      </button>
      <ProblemAlert error={signing.error} />
    </div>
  );
}
