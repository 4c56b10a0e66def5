import { problemText } from "./problem-text.ts";

/** Says what went wrong where it went wrong, and is read aloud at once. */
export function ProblemAlert({ error }: { readonly error: Error | null }) {
  if (error === null) return null;
  const { title, advice } = problemText(error);
  return (
    <div className="alert alert-danger my-3" role="alert">
      <strong>{title}</strong>
      {advice === "" ? null : <p className="mb-0">{advice}</p>}
    </div>
  );
}
