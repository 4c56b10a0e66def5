import type { ColumnType, Generated, GeneratedAlways } from "kysely";

import type { Address, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

export type JournalKind =
  | ("issue" | "settle" | "reverse" | "redeem" | "reclaim" | "reassign")
  | ("reward" | "move")
  | ("reserve" | "claim")
  | ("owe" | "make_good")
  | ("void" | "release" | "forget");

/** Rows are only added. The account that gives is the debit, the one that takes is the credit. */
export type JournalEntryTable = {
  id: GeneratedAlways<bigint>;
  programme_id: ProgrammeId;
  kind: JournalKind;
  debit: string;
  credit: string;
  amount_cents: Cents;
  cause: string;
  occurrence: number;
  counters: Generated<bigint | null>;
  posted_at: Generated<Date>;
};

export type JournalBalanceView = { programme_id: ProgrammeId; account: string; cents: bigint };

export type ReconciliationTable = {
  programme_id: ProgrammeId;
  checked_at: Date;
  block_number: bigint;
  chain_cursor_address: Address | null;
  chain_complete_at: Date | null;
  differences: ColumnType<unknown, string, string>;
};

/** By which act an officer gave a shop or a card what the chain will never give it. */
export type MadeGoodTable = {
  transfer_id: string;
  act: string;
  made_by: Address;
  made_at: Generated<Date>;
};

/** What counts value counts it by token: `programme_id` names a row of this table. */
export type TokenTable = {
  id: ProgrammeId;
  kind: "voucher" | "local";
  address: Address | null;
};

export type LocalTotalsTable = { only_row: Generated<boolean>; rewarded_cents: Cents };

export type JournalTables = {
  token: TokenTable;
  local_totals: LocalTotalsTable;
  made_good: MadeGoodTable;
  journal_entry: JournalEntryTable;
  journal_balance: JournalBalanceView;
  reconciliation: ReconciliationTable;
};
