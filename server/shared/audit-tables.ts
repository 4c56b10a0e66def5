import type { ColumnType, GeneratedAlways } from "kysely";

import type { Address } from "#core/shared/ids.ts";

/** Rows are only added; the database numbers and chains them. */
export type AuditEntryTable = {
  id: GeneratedAlways<bigint>;
  at: Date;
  officer: Address | null;
  act: string;
  subject: string | null;
  details: ColumnType<Record<string, string | number | boolean>, string, never>;
  previous: GeneratedAlways<Buffer>;
  digest: GeneratedAlways<Buffer>;
};
