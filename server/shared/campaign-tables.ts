import type { Generated } from "kysely";

import type { CampaignKind } from "#core/campaign/campaign-kind.ts";
import type { CampaignState } from "#core/campaign/campaign-state.ts";
import type { RewardBound } from "#core/campaign/judge-reward.ts";
import type { ChunkState } from "#core/programme/chunk-state.ts";
import type {
  Address,
  BeneficiaryId,
  CampaignId,
  CardId,
  Hash,
  MerchantId,
  PaymentId,
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
  state: CampaignState;
  opened_at: Date | null;
  closed_at: Date | null;
  created_by: Address;
  created_at: Date;
};

/** A reward, or what is taken back of one: cents of either sign. */
export type RewardEntryTable = {
  id: string;
  campaign_id: CampaignId;
  payment_id: PaymentId;
  number: number;
  card_id: CardId;
  beneficiary_id: BeneficiaryId;
  merchant_id: MerchantId;
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

export type CampaignTables = {
  campaign: CampaignTable;
  reward_entry: RewardEntryTable;
  reward_mint: RewardMintTable;
  reward_mint_line: RewardMintLineTable;
};
