import type { Generated } from "kysely";

import type { CampaignKind } from "#core/campaign/campaign-kind.ts";
import type { CampaignState } from "#core/campaign/campaign-state.ts";
import type { Address, CampaignId, Hash } from "#core/shared/ids.ts";
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
