import type { ColumnType, Generated } from "kysely";

import type { CampaignKind } from "#core/campaign/campaign-kind.ts";
import type { CampaignState } from "#core/campaign/campaign-state.ts";
import type { RewardBound } from "#core/campaign/judge-reward.ts";
import type { PresenceState } from "#core/campaign/presence-state.ts";
import type { TryScope } from "#core/campaign/try-allowance.ts";
import type { ChunkState } from "#core/programme/chunk-state.ts";
import type {
  ActionId,
  Address,
  BeneficiaryId,
  CampaignId,
  CardId,
  ClaimCodeId,
  CodeBatchId,
  Hash,
  InitiativeId,
  MerchantId,
  PaymentId,
  PresenceId,
  ShareLinkId,
} from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

export type CampaignTable = {
  id: CampaignId;
  ref: Hash;
  name: string;
  act: string;
  kind: CampaignKind;
  basis_points: number | null;
  cents_each: Cents | null;
  rewards_from: Date;
  rewards_until: Date;
  mintable_until: Date;
  /** Of shops; empty where every shop's purchases are rewarded. */
  categories: number[];
  budget_cents: Cents;
  card_cents: Cents;
  household_cents: Cents;
  card_day_cents: Cents;
  merchant_cents: Cents | null;
  merchant_day_cents: Cents | null;
  minted_cents: Generated<Cents>;
  /** The number of the last purchase news that was judged. */
  judged_up_to: Generated<bigint>;
  state: CampaignState;
  opened_at: Date | null;
  closed_at: Date | null;
  created_by: Address;
  created_at: Date;
};

/** A column that a row may leave out. */
type Optional<Value> = ColumnType<Value | null, Value | null | undefined>;

/** A reward, or what is taken back of one: cents of either sign. It has one cause. */
export type RewardEntryTable = {
  id: string;
  campaign_id: CampaignId;
  payment_id: Optional<PaymentId>;
  presence_id: Optional<PresenceId>;
  claim_code_id: Optional<ClaimCodeId>;
  share_link_id: Optional<ShareLinkId>;
  number: number;
  card_id: CardId;
  beneficiary_id: BeneficiaryId;
  merchant_id: Optional<MerchantId>;
  /** Civil day, Europe/Rome. */
  earned_on: string;
  base_cents: Cents;
  amount_cents: bigint;
  bound_by: RewardBound | null;
  entered_at: Generated<Date>;
  mint_ref: Hash | null;
};

export type RewardMintTable = {
  ref: Hash;
  campaign_id: CampaignId;
  total_cents: Cents;
  accounts: number;
  state: ChunkState;
  transaction_hash: Hash | null;
  done_at: Date | null;
  prepared_by: Address;
  prepared_at: Date;
};

export type RewardMintLineTable = { mint_ref: Hash; account: Address; amount_cents: Cents };

export type CivicActionTable = {
  id: ActionId;
  campaign_id: CampaignId;
  title: string;
  place: string;
  organiser: string;
  starts_at: Date;
  ends_at: Date;
  places: number;
  reward_cents: Cents;
  sealed_note: Optional<Buffer>;
  created_by: Address;
  created_at: Date;
};

export type OrganiserAccessTable = {
  id: string;
  action_id: ActionId;
  code_lookup: Buffer;
  pin_hash: Buffer;
  made_by: Address;
  made_at: Date;
  revoked_at: Optional<Date>;
};

export type OrganiserSessionTable = { token_hash: Buffer; access_id: string; opened_at: Date };

export type PresenceTable = {
  id: PresenceId;
  action_id: ActionId;
  access_id: string;
  card_id: CardId;
  beneficiary_id: BeneficiaryId;
  checked_in_at: Date;
  state: PresenceState;
  decided_by: Optional<Address>;
  decided_at: Optional<Date>;
  sealed_reason: Optional<Buffer>;
};

export type CodeBatchTable = {
  id: CodeBatchId;
  campaign_id: CampaignId;
  title: string;
  reward_cents: Cents;
  codes: number;
  expires_at: Date;
  made_by: Address;
  made_at: Date;
  withdrawn_by: Optional<Address>;
  withdrawn_at: Optional<Date>;
};

export type ClaimCodeTable = {
  id: ClaimCodeId;
  batch_id: CodeBatchId;
  code_lookup: Buffer;
  card_id: Optional<CardId>;
  claimed_at: Optional<Date>;
};

export type TryCountTable = { scope: TryScope; key: Buffer; tried: number; window_until: Date };

export type InitiativeTable = {
  id: InitiativeId;
  campaign_id: CampaignId;
  title: string;
  body: string;
  place: string;
  starts_at: Date;
  ends_at: Date;
  jpeg: Optional<Buffer>;
  picture_text: Optional<string>;
  drafted_by: Address;
  drafted_at: Date;
  published_by: Optional<Address>;
  published_at: Optional<Date>;
  withdrawn_by: Optional<Address>;
  withdrawn_at: Optional<Date>;
};

export type ShareLinkTable = {
  id: ShareLinkId;
  initiative_id: InitiativeId;
  card_id: CardId;
  beneficiary_id: BeneficiaryId;
  token_lookup: Buffer;
};

/** Days are civil days, Europe/Rome. */
export type VisitSaltTable = { day: string; salt: Buffer };

export type VisitMarkTable = {
  initiative_id: InitiativeId;
  day: string;
  visitor: Buffer;
  link_id: Optional<ShareLinkId>;
};

export type SharerMarkTable = {
  initiative_id: InitiativeId;
  day: string;
  visitor: Buffer;
  beneficiary_id: BeneficiaryId;
};

export type VisitDayTable = {
  initiative_id: InitiativeId;
  day: string;
  link_id: Optional<ShareLinkId>;
  visits: number;
  is_judged: Generated<boolean>;
};

/** A purchase to be looked at; numbered once it is committed. */
export type PurchaseNewsTable = {
  id: Generated<string>;
  payment_id: PaymentId;
  number: bigint | null;
  entered_at: Generated<Date>;
};

export type CampaignTables = {
  campaign: CampaignTable;
  reward_entry: RewardEntryTable;
  reward_mint: RewardMintTable;
  reward_mint_line: RewardMintLineTable;
  civic_action: CivicActionTable;
  organiser_access: OrganiserAccessTable;
  organiser_session: OrganiserSessionTable;
  presence: PresenceTable;
  code_batch: CodeBatchTable;
  claim_code: ClaimCodeTable;
  try_count: TryCountTable;
  initiative: InitiativeTable;
  share_link: ShareLinkTable;
  visit_salt: VisitSaltTable;
  visit_mark: VisitMarkTable;
  sharer_mark: SharerMarkTable;
  visit_day: VisitDayTable;
  purchase_news: PurchaseNewsTable;
};
