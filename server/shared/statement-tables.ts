import type { ColumnType, Generated, GeneratedAlways } from "kysely";

import type { StatementState } from "#core/reimbursement/statement-state.ts";
import type { Address, Hash, MerchantId, ProgrammeId, StatementId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

export type ReimbursementStatementTable = {
  id: StatementId;
  ref: Hash;
  number: number;
  /** The end of `ref`: the statement's number among the shop's in this programme. */
  programme_number: GeneratedAlways<bigint>;
  merchant_id: MerchantId;
  programme_id: ProgrammeId;
  amount_cents: Cents;
  /** What the office left out of it. */
  withheld_cents: Generated<Cents>;
  /** What the chain burnt for it. */
  redeemed_cents: Generated<Cents | null>;
  /** What is redeemed of it, or would be. */
  due_cents: GeneratedAlways<Cents>;
  period_from: Date;
  period_until: Date;
  state: StatementState;
  presented_at: Date;
  checked_at: ColumnType<Date | null, Date | null | undefined>;
  checked_by: ColumnType<Address | null, Address | null | undefined>;
  approved_at: Date | null;
  approved_transaction: Hash | null;
  paid_at: Date | null;
  paid_by: Address | null;
};
