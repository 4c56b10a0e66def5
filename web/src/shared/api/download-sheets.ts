import { UnansweredError, request } from "./request.ts";

/** Making the keys of a thousand cards takes its time. */
const TIMEOUT_SECONDS = 300;

/**
 * Asks for printed sheets and answers the PDF. It carries secrets and comes once: it is handed to the browser's own
 * download and kept nowhere else.
 */
export async function downloadSheets(path: string, json?: unknown): Promise<Blob> {
  const response = await request(path, {
    method: "POST",
    json,
    accept: "application/pdf",
    timeoutSeconds: TIMEOUT_SECONDS,
  });
  try {
    return await response.blob();
  } catch (cause) {
    throw new UnansweredError(`Cut sheets from ${path}`, { cause });
  }
}
