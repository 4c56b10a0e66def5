import {
  type ColumnType,
  type Generated,
  Kysely,
  PostgresDialect,
  type Selectable,
  type Transaction,
} from "kysely";
import pg from "pg";

import type {
  Address,
  CardId,
  GiftId,
  Hash,
  IssuanceId,
  MerchantId,
  OperatorId,
  PaymentId,
  ProgrammeId,
  ReversalId,
  SealedKeyId,
  TillId,
} from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";
import type { MerchantState } from "#core/merchant/merchant-state.ts";
import type { PaymentState, ReversalState, TransferState } from "#core/payment/transfer-state.ts";
import type { ChunkState } from "#core/programme/chunk-state.ts";
import type { BatchState } from "#core/settlement/batch-state.ts";
import type { DeathReason } from "#core/settlement/decide-batch.ts";
import type { SendOutcome } from "#core/settlement/node-errors.ts";

import type { AuditEntryTable } from "./audit-tables.ts";
import type { BoardTables } from "./board-tables.ts";
import type { CampaignTables } from "./campaign-tables.ts";
import type { CardPhoneTable, CardTable, PaymentConfirmationTable } from "./card-tables.ts";
import type { SignInNonceTable, OfficerSessionTable } from "./officer-tables.ts";
import type { UnusualUseTable } from "./unusual-tables.ts";
import { outliveBrokenConnections } from "./broken-connections.ts";
import type {
  BeneficiaryChangeTable,
  BeneficiaryNameKeyTable,
  BeneficiaryTable,
  EntitlementTable,
} from "./people-tables.ts";
import type { ReimbursementStatementTable } from "./statement-tables.ts";
import type { PayerTable, TransferOrderLineTable, TransferOrderTable } from "./transfer-tables.ts";
import type { FeedbackTable } from "./feedback-tables.ts";
import type { GiftTable } from "./gift-tables.ts";
import type { JournalTables } from "./journal-tables.ts";
import type {
  IssuanceScheduleTable,
  ProgrammeAmendmentTable,
  ProgrammeLimitChangeTable,
} from "./programme-tables.ts";
import { PreparingClient } from "./prepared-statements.ts";
import type { DatabaseMarkTable, RecoveredTransferTable } from "./recovery-tables.ts";

import type {
  OperatorTable,
  PaymentReviewTable,
  StatementLineTable,
  TillChallengeTable,
  TillClosingTable,
  TillPasskeyTable,
  TillTable,
} from "./till-tables.ts";

/** JSON columns are written as text and read as values. */
type Json<Value> = ColumnType<Value, string, string>;

export type MerchantCategoryTable = { number: number; name: string };

export type MerchantTable = {
  id: MerchantId;
  ref: Hash;
  alias: string;
  vat_lookup: Buffer;
  sealed_details: Buffer;
  category: number;
  state: MerchantState;
  account: Address | null;
  sealed_key_id: SealedKeyId | null;
  local_percent: Generated<number>;
  created_at: Date;
  association_name: Generated<string | null>;
};

export type ProgrammeTable = {
  id: ProgrammeId;
  ref: Hash;
  name: string;
  symbol: string;
  act: string;
  fund_cents: Cents;
  spendable_from: Date;
  spendable_until: Date;
  settleable_until: Date;
  categories: number[];
  accounts_per_recharge: number;
  state: "draft" | "open";
  voucher: Address | null;
  opened_at: Date | null;
  created_by: Address;
  created_at: Date;
  budget_chapter: string | null;
  commitment: string | null;
  funding_source: string | null;
  cup: string | null;
  card_payment_cents: Cents | null;
  card_day_cents: Cents | null;
};

export type ProgrammeTotalsTable = {
  programme_id: ProgrammeId;
  issued_cents: Generated<Cents>;
  spent_cents: Generated<Cents>;
  reversed_cents: Generated<Cents>;
  redeemed_cents: Generated<Cents>;
  reclaimed_cents: Generated<Cents>;
  held_cents: Generated<Cents>;
  at_merchants_cents: Generated<Cents>;
};

export type VoucherHolderTable = {
  programme_id: ProgrammeId;
  address: Address;
  /** `local` for whoever holds local value, which tells no kinds apart. */
  kind: "beneficiary" | "merchant" | "local";
  balance_cents: Cents;
};

export type AccountTable = {
  address: Address;
  card_id: CardId;
  programme_id: ProgrammeId;
  derivation_index: number;
  confirmed_cents: Generated<Cents>;
  held_cents: Generated<Cents>;
  shortfall_cents: Generated<Cents>;
  next_nonce: Generated<bigint>;
};

export type IssuanceTable = {
  id: IssuanceId;
  programme_id: ProgrammeId;
  total_cents: Cents;
  prepared_by: Address;
  prepared_at: Date;
  is_scheduled: Generated<boolean>;
};

export type IssuanceChunkTable = {
  ref: Hash;
  issuance_id: IssuanceId;
  position: number;
  total_cents: Cents;
  accounts: number;
  state: ChunkState;
  transaction_hash: Hash | null;
  done_at: Date | null;
};

export type IssuanceLineTable = { chunk_ref: Hash; account: Address; amount_cents: Cents };

export type PaymentTable = {
  id: PaymentId;
  till_id: TillId;
  merchant_id: MerchantId;
  state: PaymentState;
  request_hash: Buffer | null;
  card_id: CardId | null;
  /** The shop that pays, in a card's place. */
  payer_id: ColumnType<MerchantId | null, MerchantId | null | undefined>;
  amount_cents: Cents;
  left_cents: Cents | null;
  bill_cents: ColumnType<Cents | null, Cents | null | undefined>;
  local_cents: Generated<Cents>;
  local_left_cents: ColumnType<Cents | null, Cents | null | undefined>;
  facts: Json<unknown> | null;
  accepted_at: Date;
  voided_at: Date | null;
  settled_at: Date | null;
  operator_id: ColumnType<OperatorId | null, OperatorId | null | undefined>;
  fiscal_document: ColumnType<string | null, string | null | undefined>;
};

export type PaymentRow = Selectable<PaymentTable>;

export type ReversalTable = {
  id: ReversalId;
  payment_id: PaymentId;
  till_id: TillId;
  amount_cents: Cents;
  local_cents: Generated<Cents>;
  state: ReversalState;
  accepted_at: Date;
  settled_at: Date | null;
};

export type MerchantHoldingTable = {
  merchant_id: MerchantId;
  programme_id: ProgrammeId;
  confirmed_cents: Generated<Cents>;
  held_cents: Generated<Cents>;
  shortfall_cents: Generated<Cents>;
  next_nonce: Generated<bigint>;
};

export type RelayerTable = {
  address: Address;
  next_nonce: Generated<bigint>;
  lease_owner: string | null;
  lease_token: Generated<bigint>;
  lease_until: Date | null;
  burn_until: Generated<bigint | null>;
  is_burnt: Generated<boolean>;
};

export type BatchKind = "payments" | "reversals" | "gifts" | "filler";

export type SettlementBatchTable = {
  id: string;
  kind: BatchKind;
  programme_id: ProgrammeId | null;
  relayer: Address;
  relayer_nonce: bigint;
  gas_limit: bigint;
  data: `0x${string}`;
  state: BatchState;
  created_at: Date;
  mined_block: bigint | null;
  gas_used: bigint | null;
  dead_because: DeathReason | null;
};

export type SettlementAttemptTable = {
  batch_id: string;
  number: number;
  transaction_hash: Hash;
  raw: `0x${string}`;
  /** Wei, beyond 64 bits: decimal text. */
  maximum_fee_wei: string;
  tip_wei: string;
  signed_at: Date;
  signed_at_block: bigint;
  last_sent_at: Date | null;
  outcome: SendOutcome | null;
};

export type SignedTransferTable = {
  id: string;
  payment_id: PaymentId | null;
  reversal_id: ReversalId | null;
  gift_id: ColumnType<GiftId | null, GiftId | null | undefined>;
  position: number;
  programme_id: ProgrammeId;
  from_account: Address;
  to_account: Address;
  amount_cents: Cents;
  nonce: bigint;
  deadline: Date;
  digest: Hash;
  reversed_digest: Hash | null;
  signature: `0x${string}` | null;
  state: TransferState;
  wait_seconds: Generated<number>;
  batch_id: string | null;
  skip_reason: string | null;
  set_aside_until: Generated<Date | null>;
  set_aside_times: Generated<number>;
  is_public: Generated<boolean>;
  /** Whether the town owes it where it fails: not what an own wallet signed. */
  is_covered: Generated<boolean>;
  settled_transaction: Hash | null;
  settled_block: bigint | null;
  settled_at: Date | null;
};

export type ChainCursorTable = {
  only_row: Generated<boolean>;
  block_number: bigint;
  block_hash: Hash;
  halted_because: string | null;
};

export type ChainEventTable = {
  block_hash: Hash;
  log_index: number;
  block_number: bigint;
  block_time: Date;
  transaction_hash: Hash;
  contract: Address;
  name: string;
  args: Json<Record<string, unknown>>;
};

export type RelayedTransactionTable = {
  hash: Hash;
  position: Generated<bigint>;
  sender: Address;
  nonce: bigint;
  raw: `0x${string}`;
  relayed_at: Date;
};

/** The tables that the service may use. Custody's own are described in `server/custody`. */
export type Tables = JournalTables &
  BoardTables &
  CampaignTables & {
    merchant_category: MerchantCategoryTable;
    merchant: MerchantTable;
    till: TillTable;
    operator: OperatorTable;
    till_closing: TillClosingTable;
    till_passkey: TillPasskeyTable;
    till_challenge: TillChallengeTable;
    programme: ProgrammeTable;
    programme_totals: ProgrammeTotalsTable;
    programme_amendment: ProgrammeAmendmentTable;
    programme_limit_change: ProgrammeLimitChangeTable;
    issuance_schedule: IssuanceScheduleTable;
    voucher_holder: VoucherHolderTable;
    beneficiary: BeneficiaryTable;
    entitlement: EntitlementTable;
    card: CardTable;
    card_phone: CardPhoneTable;
    payment_confirmation: PaymentConfirmationTable;
    account: AccountTable;
    issuance: IssuanceTable;
    issuance_chunk: IssuanceChunkTable;
    issuance_line: IssuanceLineTable;
    payment: PaymentTable;
    reversal: ReversalTable;
    gift: GiftTable;
    merchant_holding: MerchantHoldingTable;
    relayer: RelayerTable;
    database_mark: DatabaseMarkTable;
    recovered_transfer: RecoveredTransferTable;
    settlement_batch: SettlementBatchTable;
    settlement_attempt: SettlementAttemptTable;
    signed_transfer: SignedTransferTable;
    chain_cursor: ChainCursorTable;
    chain_event: ChainEventTable;
    relayed_transaction: RelayedTransactionTable;
    reimbursement_statement: ReimbursementStatementTable;
    statement_line: StatementLineTable;
    payment_review: PaymentReviewTable;
    payment_review_now: PaymentReviewTable;
    sign_in_nonce: SignInNonceTable;
    officer_session: OfficerSessionTable;
    audit_entry: AuditEntryTable;
    payer: PayerTable;
    transfer_order: TransferOrderTable;
    transfer_order_line: TransferOrderLineTable;
    unusual_use: UnusualUseTable;
    beneficiary_name_key: BeneficiaryNameKeyTable;
    beneficiary_change: BeneficiaryChangeTable;
    feedback: FeedbackTable;
  };

export type Database = Kysely<Tables>;
/** What a query function takes first, so that a whole call tree joins one transaction. */
export type Executor = Database | Transaction<Tables>;
export type Tx = Transaction<Tables>;

const INT8_OID = 20;
pg.types.setTypeParser(INT8_OID, BigInt);

/** Opens a pool of connections to PostgreSQL. `Schema` is the set of tables that the caller may name. */
export function openDatabase<Schema = Tables>(
  url: string,
  maximumConnections = 10,
): Kysely<Schema> {
  return databaseOn(openPool(url, maximumConnections));
}

export function openPool(url: string, maximumConnections = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: maximumConnections,
    connectionTimeoutMillis: 5_000,
    application_name: "borgo",
    Client: PreparingClient,
  });
  outliveBrokenConnections(pool);
  return pool;
}

export function databaseOn<Schema = Tables>(pool: pg.Pool): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}
