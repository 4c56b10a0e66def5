import { ProblemError } from "../../../shared/api/request.ts";
import { refusalAdvice } from "../sale/refusal-advice.ts";

/** Says what went wrong where it went wrong, and is read aloud at once. */
export function TillProblem({ error }: { readonly error: Error | null }) {
  if (error === null) return null;
  const problem = error instanceof ProblemError ? error.problem : undefined;
  return (
    <p className="alert alert-danger" role="alert">
      <strong>{problem?.title ?? "La linea non va."}</strong>{" "}
      {problem === undefined ? "Controllare la connessione e riprovare." : refusalAdvice(problem)}
    </p>
  );
}
