import type { ColumnType, Generated } from "kysely";

import type { ReviewState } from "#core/reimbursement/judge-review.ts";
import type {
  Address,
  MerchantId,
  OperatorId,
  PaymentId,
  StatementId,
  TillId,
} from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

export type TillTable = {
  id: TillId;
  merchant_id: MerchantId;
  label: string;
  token_hash: Buffer;
  created_at: Date;
  last_seen_at: Date;
  revoked_at: Date | null;
  operator_id: ColumnType<OperatorId | null, OperatorId | null | undefined>;
  managed_until: ColumnType<Date | null, Date | null | undefined>;
};

export type OperatorTable = {
  id: OperatorId;
  merchant_id: MerchantId;
  sealed_name: Buffer;
  pin_hash: Buffer;
  failed_tries: Generated<number>;
  locked_until: ColumnType<Date | null, Date | null | undefined>;
  created_at: Date;
  revoked_at: ColumnType<Date | null, Date | null | undefined>;
};

export type TillClosingTable = {
  id: string;
  merchant_id: MerchantId;
  number: number;
  till_id: TillId;
  operator_id: OperatorId | null;
  closed_from: Date;
  closed_until: Date;
  payments: number;
  taken_cents: Cents;
  voided: number;
  voided_cents: Cents;
  reversed_cents: bigint;
  local_net_cents: bigint;
};

export type StatementLineTable = {
  transfer_id: string;
  statement_id: StatementId;
  /** Since when it counts for this statement no more, and may stand in a later one. */
  released_at: ColumnType<Date | null, Date | undefined>;
};

export type PaymentReviewTable = {
  statement_id: StatementId;
  payment_id: PaymentId;
  state: ReviewState;
  amount_cents: Cents;
  reason: string;
  decided_by: Address;
  decided_at: Date;
};

export type TillPasskeyTable = {
  till_id: TillId;
  /** Base64url, as browsers give it. */
  credential_id: string;
  public_key: Buffer;
  counter: bigint;
  created_at: Date;
  confirmed_at: Date;
  seen_at: Date;
  previous_token_hash: Buffer | null;
};

export type TillChallengeTable = { till_id: TillId; challenge: string; issued_at: Date };
