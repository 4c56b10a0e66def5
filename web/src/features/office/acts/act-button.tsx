import type { ReactNode } from "react";
import type { Hex } from "viem";

import { TransactionLink } from "../../../shared/chain/transaction-link.tsx";
import { useOfficer } from "../session/officer-context.ts";
import { ProblemAlert } from "./problem-alert.tsx";
import type { Act, ActStage } from "./use-act.ts";

const STAGE_TEXTS: Readonly<Record<Exclude<ActStage, "idle">, string>> = {
  signing: "In attesa della firma nel portafoglio…",
  sending: "Firmato e inviato: in attesa del blocco…",
  finalising: "Scritto sulla blockchain: in attesa che sia definitivo…",
  missing: "La transazione inviata non risulta ancora in un blocco.",
};

type ActButtonProps = {
  readonly act: Act;
  readonly children: ReactNode;
  readonly isSecondary?: boolean;
  /** Says which of several equal buttons this is, e.g. the merchant's name. */
  readonly label?: string;
};

/** The button that asks the officer's wallet for a signature, and what became of it. */
export function ActButton({ act, children, isSecondary = false, label }: ActButtonProps) {
  if (act.stage !== "idle") return <ActProgress act={act} stage={act.stage} />;
  return (
    <div>
      <button
        type="button"
        className={`btn ${isSecondary ? "btn-outline-primary btn-sm" : "btn-primary"}`}
        aria-label={label}
        onClick={act.begin}
      >
        {children}
      </button>
      <ProblemAlert error={act.error} />
    </div>
  );
}

function ActProgress({
  act,
  stage,
}: {
  readonly act: Act;
  readonly stage: keyof typeof STAGE_TEXTS;
}) {
  return (
    <div className="office-stage">
      <p className="mb-0" role="status">
        {STAGE_TEXTS[stage]} {act.hash === undefined ? null : <SentTransaction hash={act.hash} />}
      </p>
      {stage === "missing" ? (
        <div className="office-choices-row">
          <button type="button" className="btn btn-outline-primary btn-sm" onClick={act.lookAgain}>
            Controlla di nuovo
          </button>
          <button type="button" className="btn btn-outline-primary btn-sm" onClick={act.giveUp}>
            Abbandona e firma di nuovo
          </button>
        </div>
      ) : null}
    </div>
  );
}

function SentTransaction({ hash }: { readonly hash: Hex }) {
  const { town } = useOfficer();
  return <TransactionLink town={town} hash={hash} />;
}
