import { ProblemError } from "../api/request.ts";
import { refusalAdvice } from "../api/refusal-advice.ts";

/** Says what went wrong where it went wrong, and is read aloud at once. */
export function ProblemNotice({ error }: { readonly error: Error | null }) {
  if (error === null) return null;
  const problem = error instanceof ProblemError ? error.problem : undefined;
  return (
    <p className="alert alert-danger" role="alert">
      <strong>{problem?.title ?? "La linea non va."}</strong>{" "}
      {problem === undefined ? "Controllare la connessione e riprovare." : refusalAdvice(problem)}
    </p>
  );
}
