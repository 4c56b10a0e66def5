import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { LIST_CARDS_KEY } from "../../../shared/api/list-cards.ts";
import { LIST_HANDOVERS_KEY, useHandovers } from "../../../shared/api/list-handovers.ts";
import type { Handover } from "../../../shared/api/types.ts";
import { formatValue } from "../../../shared/ui/format-value.ts";
import { ActButton } from "../acts/act-button.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useAct, useRefresh } from "../acts/use-act.ts";
import { useHasRole } from "../session/officer-context.ts";

/** What replaced cards still hold, and whose signature it waits for. Nothing is shown where nothing waits. */
export function HandoverList() {
  const handovers = useHandovers();
  const waiting = handovers.data ?? [];
  useRefresh(LIST_HANDOVERS_KEY, waiting.length > 0);
  const client = useQueryClient();
  // What has been handed over stands on another card now.
  useEffect(() => {
    void client.invalidateQueries({ queryKey: LIST_CARDS_KEY });
  }, [client, waiting.length]);
  if (waiting.length === 0) return <ProblemAlert error={handovers.error} />;
  return (
    <section className="alert alert-info" aria-labelledby="handovers">
      <h2 id="handovers" className="h4">
        Credito da passare alle tessere nuove
      </h2>
      <p>
        Le tessere sostituite contengono ancora qualcosa. Prima chi emette rende noti i conti nuovi,
        poi il garante passa il credito: nessuno dei due, da solo, decide dove va.
      </p>
      {waiting.map((handover) => (
        <HandoverItem key={handover.programmeId} handover={handover} />
      ))}
    </section>
  );
}

function HandoverItem({ handover }: { readonly handover: Handover }) {
  const { programme, leftCents, isLocalValue, openPayments, waitsForCampaign } = handover;
  const left = formatValue(isLocalValue ? "local" : "euro", BigInt(leftCents));
  return (
    <div className="office-step">
      <p>
        <strong>{programme}</strong>: {left} da passare.
      </p>
      {waitsForCampaign ? (
        <p>
          Serve una campagna aperta: il contratto del valore locale conosce conti nuovi solo così.
        </p>
      ) : null}
      {openPayments === 0 ? null : (
        <p>
          {openPayments === 1
            ? "Un pagamento accettato aspetta ancora la blockchain"
            : `${openPayments} pagamenti accettati aspettano ancora la blockchain`}
          : il negozio va pagato prima. Di solito pochi minuti.
        </p>
      )}
      <Signature handover={handover} step="announcement" />
      <Signature handover={handover} step="reassignment" />
    </div>
  );
}

const SIGNATURES = {
  localAnnouncement: {
    role: "rewards",
    name: "Rendi noti i conti nuovi",
    whom: "Aspetta la firma di chi assegna i premi (ragioneria).",
  },
  announcement: {
    role: "issuer",
    name: "Rendi noti i conti nuovi",
    whom: "Aspetta la firma di chi emette i buoni (ragioneria).",
  },
  reassignment: {
    role: "guardian",
    name: "Passa il credito",
    whom: "Aspetta la firma del garante (servizi sociali).",
  },
} as const;

type SignatureProps = {
  readonly handover: Handover;
  readonly step: "announcement" | "reassignment";
};

/** One of the two signatures, where it is its turn. */
function Signature({ handover, step }: SignatureProps) {
  const { from, programme, isLocalValue, [step]: transaction } = handover;
  const { role, name, whom } =
    SIGNATURES[step === "announcement" && isLocalValue ? "localAnnouncement" : step];
  const maySign = useHasRole(role);
  const act = useAct({
    key: `${step}:${from}`,
    prepare: async () => transaction!,
    isDone: transaction === undefined,
    refreshes: LIST_HANDOVERS_KEY,
  });
  if (transaction === undefined) return null;
  if (!maySign) return <p>{whom}</p>;
  return (
    <ActButton act={act} label={`${name} di ${programme}`}>
      {name}
    </ActButton>
  );
}
