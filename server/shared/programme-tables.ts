import type { ColumnType } from "kysely";

import type { Address, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

/** Rows are only added. */
export type ProgrammeAmendmentTable = {
  id: string;
  programme_id: ProgrammeId;
  act: string;
  spendable_until: Date;
  settleable_until: Date;
  prepared_by: Address;
  prepared_at: Date;
  /** How often the programme's end had been moved on chain by then. */
  moves_before: number;
};

/** Rows are only added. */
export type ProgrammeLimitChangeTable = {
  id: string;
  programme_id: ProgrammeId;
  act: string;
  card_payment_cents: Cents | null;
  card_day_cents: Cents | null;
  changed_by: Address;
  changed_at: Date;
};

export type IssuanceScheduleTable = {
  programme_id: ProgrammeId;
  instalments: number;
  /** Dates without time, the first of the month: text, so that no time zone moves them. */
  first_month: ColumnType<string, string, string>;
  prepared_month: ColumnType<string | null, string | null | undefined, string | null>;
  set_by: Address;
  set_at: Date;
};
