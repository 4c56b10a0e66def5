import type { ColumnType, Generated } from "kysely";

import type { DealState } from "#core/offer/deal-state.ts";
import type { OfferState } from "#core/offer/offer-state.ts";
import type {
  OfferCategory,
  OfferKind,
  OfferPrice,
  OfferSide,
  ReportReason,
} from "#core/offer/offer-words.ts";
import type {
  Address,
  BeneficiaryId,
  BoardMemberId,
  CardId,
  DealId,
  OfferId,
  ThreadId,
} from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

export type BoardMemberTable = {
  id: BoardMemberId;
  beneficiary_id: BeneficiaryId;
  is_second: boolean;
};

export type OfferTable = {
  id: OfferId;
  member_id: BoardMemberId;
  side: OfferSide;
  kind: OfferKind;
  category: OfferCategory;
  title: string;
  body: string;
  zone: string;
  price: OfferPrice;
  /** Local value's own unit. */
  local_cents: Cents;
  euro_cents: Cents;
  days: number;
  state: OfferState;
  hidden_reason: string | null;
  created_at: Date;
  expires_at: Date;
  closed_at: Date | null;
};

export type OfferDealTable = {
  id: DealId;
  thread_id: ThreadId;
  is_from_owner: boolean;
  local_cents: Cents;
  euro_cents: Cents;
  state: DealState;
  proposed_at: Date;
  decided_at: Date | null;
};

export type OfferPhotoTable = { id: string; offer_id: OfferId; position: number; jpeg: Buffer };

export type OfferThreadTable = {
  id: ThreadId;
  offer_id: OfferId;
  asker_id: BoardMemberId;
  opened_at: Date;
  last_message_at: Date;
  owner_unread: Generated<number>;
  asker_unread: Generated<number>;
  closed_at: ColumnType<Date | null, never, Date>;
  closed_reason: ColumnType<string | null, never, string>;
};

export type OfferMessageTable = {
  id: string;
  thread_id: ThreadId;
  is_from_owner: boolean;
  sealed_text: Buffer;
  sent_at: Date;
};

export type OfferBlockTable = {
  blocker_id: BoardMemberId;
  blocked_id: BoardMemberId;
  blocked_at: Date;
};

export type ReportOutcome = "taken_down" | "dismissed";

export type OfferReportTable = {
  id: string;
  offer_id: OfferId;
  thread_id: ThreadId | null;
  reporter_id: BoardMemberId;
  reason: ReportReason;
  sealed_note: Buffer | null;
  reported_at: Date;
  outcome: ColumnType<ReportOutcome | null, never, ReportOutcome>;
  decided_by: ColumnType<Address | null, never, Address>;
  decided_at: ColumnType<Date | null, never, Date>;
};

export type BoardSessionTable = {
  token_hash: Buffer;
  card_id: CardId;
  opened_at: Date;
  last_used_at: Date;
};

export type BoardTables = {
  board_member: BoardMemberTable;
  offer: OfferTable;
  offer_photo: OfferPhotoTable;
  offer_thread: OfferThreadTable;
  offer_message: OfferMessageTable;
  offer_deal: OfferDealTable;
  offer_block: OfferBlockTable;
  offer_report: OfferReportTable;
  board_session: BoardSessionTable;
};
