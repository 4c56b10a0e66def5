import { z } from "@hono/zod-openapi";

import { type Cents, centsFromJson } from "#core/shared/money.ts";

/** An amount in cents as decimal text, because JSON numbers cannot hold every amount. */
export const centsText = z
  .string()
  .refine((text) => centsFromJson(text) !== undefined, "Importo in centesimi interi, senza segno")
  .openapi({ type: "string", pattern: "^(0|[1-9][0-9]*)$", example: "1250", description: "Cents" });

/** An amount that a client sends: as `centsText`, and read into `Cents`. */
export const centsInput = centsText.transform((text) => centsFromJson(text) as Cents);

export const addressText = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/)
  .openapi({ example: "0x52908400098527886e0f7030069857d2e4169ee7" });

export const hashText = z.string().regex(/^0x[0-9a-f]{64}$/);
export const uuidText = z.uuid();
/** An instant, ISO 8601 in UTC. */
export const instantText = z.iso.datetime().openapi({ example: "2026-05-04T11:27:43.000Z" });

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
  })
  .catchall(z.unknown())
  .openapi("Problem");

/** A transaction for an officer's wallet to sign and send. */
export const transactionRequest = z
  .object({ chainId: z.number().int(), to: addressText, data: z.string() })
  .openapi("TransactionRequest");

const problemResponse = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problemSchema } },
});

/** The problems that any route may answer with. */
export const PROBLEMS = {
  401: problemResponse("No session, or it has ended"),
  403: problemResponse("Not allowed"),
  404: problemResponse("Not found"),
  409: problemResponse("Refused in the present state"),
  422: problemResponse("Invalid request"),
  423: problemResponse("Locked after wrong tries"),
  429: problemResponse("Too many wrong passwords from this till or address"),
  503: problemResponse("Busy or a dependency is down: try again"),
} as const;

/** The responses of a route that has nothing to tell but that it is done. */
export const done = { 204: { description: "Done" }, ...PROBLEMS };

export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } };
}

/** What a wrong cell of an imported file looks like. Row 1 is the header. */
export const rowErrorSchema = z
  .object({ row: z.number().int(), column: z.string(), code: z.string(), message: z.string() })
  .openapi("RowError");

/** The outcome of an import: with `dryRun`, or with any error, nothing was written. */
export const importReport = z
  .object({
    dryRun: z.boolean(),
    rows: z.number().int(),
    valid: z.number().int(),
    created: z.number().int(),
    totalCents: centsText.optional(),
    warnings: z.array(rowErrorSchema),
    errors: z.array(rowErrorSchema),
    /** The rows with errors as CSV, each with what is wrong. */
    rejected: z.string().optional(),
  })
  .openapi("ImportReport");

export const dryRunQuery = z.object({
  dryRun: z.enum(["true", "false"]).default("true").openapi({ description: "true: only check" }),
});

const file = { schema: z.string().openapi({ format: "binary" }) };

/**
 * A table as an office suite saves it: CSV in UTF-8 with or without BOM, or Windows-1252, with `;` or `,`; or an XLSX
 * workbook's first sheet. Its first bytes tell which.
 */
export const tableBody = {
  required: true,
  content: {
    "text/csv": file,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": file,
  },
} as const;

/** Printed sheets: one PDF, or one JSON object a line for an external printer. Streamed once, kept nowhere. */
export const sheetsResponse = {
  description: "Sheets with secrets, streamed once",
  content: {
    "application/pdf": { schema: z.string().openapi({ format: "binary" }) },
    "application/x-ndjson": { schema: z.string() },
  },
} as const;
