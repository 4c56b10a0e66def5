import { ProblemAlert } from "./problem-alert.tsx";
import type { PartsRun } from "./use-parts.ts";

type PartsControlProps = {
  readonly run: PartsRun;
  readonly children: string;
  readonly isSecondary?: boolean;
};

/** Starts or resumes the signing of an act's parts, and pauses it. */
export function PartsControl({ run, children, isSecondary = false }: PartsControlProps) {
  return (
    <>
      {run.isRunning ? (
        <button
          type="button"
          className="btn btn-outline-primary"
          disabled={run.isPausing}
          onClick={run.pause}
        >
          {run.isPausing ? "Pausa dopo questa parte…" : "Metti in pausa"}
        </button>
      ) : (
        <button
          type="button"
          className={`btn ${isSecondary ? "btn-outline-primary" : "btn-primary"}`}
          onClick={run.run}
        >
          {children}
        </button>
      )}
      <ProblemAlert error={run.isRunning ? null : run.error} />
    </>
  );
}
