import { Readable } from "node:stream";

import type { Context } from "hono";
import { accepts } from "hono/accepts";

import type { ClaimSheet } from "../actions/code-sheets.ts";
import type { OrganiserSheet } from "../actions/organiser-access.ts";
import { printCodes } from "../actions/print-codes.ts";
import { printOrganiser } from "../actions/print-organiser.ts";
import type { CardSheet } from "../cards/issue-cards.ts";
import { printCards } from "../cards/print-cards.ts";
import type { ActivationSheet } from "../merchants/invite-merchants.ts";
import { printActivation } from "../merchants/print-activation.ts";
import type { Paper } from "../shared/paper.ts";
import type { ServiceDeps } from "./service-deps.ts";

export type Sheets =
  | { readonly kind: "card"; readonly sheets: readonly CardSheet[] }
  | { readonly kind: "activation"; readonly sheets: readonly ActivationSheet[] }
  | { readonly kind: "organiser"; readonly sheets: readonly [OrganiserSheet] }
  | { readonly kind: "claim"; readonly sheets: readonly ClaimSheet[] };

const PDF = "application/pdf";
const NDJSON = "application/x-ndjson";

/** Answers the sheets as a PDF to print, or as JSON lines for an external printer. Streamed, never stored. */
export function answerSheets(context: Context, deps: ServiceDeps, sheets: Sheets): Response {
  context.header("cache-control", "no-store");
  const wanted = accepts(context, {
    header: "Accept",
    supports: [PDF, NDJSON],
    default: PDF,
  });
  return wanted === NDJSON ? asLines(context, sheets) : answerPaper(context, print(deps, sheets));
}

function asLines(context: Context, { sheets }: Sheets): Response {
  const lines = sheets.map((sheet) => `${JSON.stringify(sheet)}\n`).join("");
  return context.body(lines, 200, { "content-type": NDJSON });
}

/** Answers a document as it is made; nothing of it is stored. */
export function answerPaper(context: Context, paper: Paper): Response {
  context.header("cache-control", "no-store");
  const stream = Readable.toWeb(Readable.from(paper)) as ReadableStream<Uint8Array>;
  return context.body(stream, 200, { "content-type": PDF });
}

function print(deps: ServiceDeps, { kind, sheets }: Sheets): Paper {
  if (kind === "card") return printCards(sheets, deps);
  if (kind === "activation") return printActivation(sheets, deps);
  return kind === "claim" ? printCodes(sheets, deps) : printOrganiser(sheets[0], deps);
}
