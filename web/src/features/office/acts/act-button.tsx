import type { ReactNode } from "react";

import { TransactionLink } from "../../../shared/chain/transaction-link.tsx";
import { useOfficer } from "../session/officer-context.ts";
import { ProblemAlert } from "./problem-alert.tsx";
import type { Act, ActStage } from "./use-act.ts";

const STAGE_TEXTS: Readonly<Record<Exclude<ActStage, "idle">, string>> = {
  signing: "In attesa della firma nel portafoglio…",
  sending: "Firmato e inviato: in attesa del blocco…",
  finalising: "Scritto sulla blockchain: in attesa che sia definitivo…",
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
  const { town } = useOfficer();
  const { stage, hash, error, begin } = act;
  return (
    <div>
      {stage === "idle" ? (
        <button
          type="button"
          className={`btn ${isSecondary ? "btn-outline-primary btn-sm" : "btn-primary"}`}
          aria-label={label}
          onClick={begin}
        >
          {children}
        </button>
      ) : (
        <p className="office-stage mb-0" role="status">
          {STAGE_TEXTS[stage]}{" "}
          {hash === undefined ? null : <TransactionLink town={town} hash={hash} />}
        </p>
      )}
      <ProblemAlert error={stage === "idle" ? error : null} />
    </div>
  );
}
