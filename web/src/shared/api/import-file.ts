import { ProblemError, UnansweredError, readJson, send } from "./request.ts";
import type { ImportReport, Problem } from "./types.ts";

/** Checking and importing a few thousand rows takes longer than other requests. */
const TIMEOUT_SECONDS = 120;

/**
 * Sends a CSV file to be checked (`isDryRun`) or imported. A file with errors is an answer like any other: the
 * report says where. Only a refusal of another kind is thrown.
 */
export async function importFile(
  path: string,
  file: Blob,
  isDryRun: boolean,
): Promise<ImportReport> {
  const response = await send(`${path}?dryRun=${isDryRun}`, {
    method: "POST",
    body: { type: "text/csv", content: file },
    timeoutSeconds: TIMEOUT_SECONDS,
  });
  const answer = await readJson<ImportReport | Problem>(response);
  if ("errors" in answer && Array.isArray(answer.errors)) return answer as ImportReport;
  if ("title" in answer) throw new ProblemError(answer);
  throw new UnansweredError(`${response.status} from ${path}`);
}
