import type { ColumnType } from "kysely";

import type { UnusualRule } from "#core/payment/unusual-use.ts";
import type { Address, TillId } from "#core/shared/ids.ts";

export type UnusualUseTable = {
  till_id: TillId;
  rule: UnusualRule;
  /** A date without time: text, so that no time zone moves it. */
  day: ColumnType<string, string, never>;
  figure: number;
  first_seen_at: Date;
  closed_at: ColumnType<Date | null, Date | null | undefined>;
  closed_by: ColumnType<Address | null, Address | null | undefined>;
  outcome: ColumnType<string | null, string | null | undefined>;
};
