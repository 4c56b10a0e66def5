import type { ColumnType, Generated } from "kysely";

import type { Payer } from "#core/reimbursement/transfer-order.ts";
import type { Address, StatementId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

export type PayerTable = {
  only_row: Generated<boolean>;
  name: string;
  iban: string;
  cbi_code: string | null;
  bic: string | null;
  changed_by: Address;
  changed_at: Date;
};

export type TransferOrderTable = {
  id: string;
  number: number;
  message_id: string;
  execute_on: string;
  total_cents: Cents;
  payer: ColumnType<Payer, string, never>;
  created_by: Address;
  created_at: Date;
  withdrawn_at: Generated<Date | null>;
  withdrawn_by: Generated<Address | null>;
};

export type LineOutcome = "paid" | "rejected" | "withdrawn";

export type TransferOrderLineTable = {
  order_id: string;
  position: number;
  statement_id: StatementId;
  end_to_end: string;
  amount_cents: Cents;
  sealed_payee: Buffer;
  outcome: Generated<LineOutcome | null>;
  paid_on: Generated<string | null>;
  outcome_reason: Generated<string | null>;
  outcome_at: Generated<Date | null>;
};
