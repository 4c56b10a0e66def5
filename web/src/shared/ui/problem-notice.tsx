import { ProblemError } from "../api/request.ts";
import { refusalAdvice, refusalTitle } from "../api/refusal-advice.ts";
import { say } from "../i18n/say.ts";

/** Says what went wrong where it went wrong, and is read aloud at once. */
export function ProblemNotice({ error }: { readonly error: Error | null }) {
  if (error === null) return null;
  const problem = error instanceof ProblemError ? error.problem : undefined;
  return (
    <p className="alert alert-danger" role="alert">
      <strong>{problem === undefined ? say("La linea non va.") : refusalTitle(problem)}</strong>{" "}
      {problem === undefined
        ? say("Controllare la connessione e riprovare.")
        : refusalAdvice(problem)}
    </p>
  );
}
