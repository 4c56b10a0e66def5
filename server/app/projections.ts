import { applyCampaignEvents } from "../campaigns/campaigns.ts";
import type { Projection } from "../indexer/indexer.ts";
import { applyRedemptions } from "../reimbursements/reimbursements.ts";

/** What the slices after the indexer do with the events of final blocks, in this order. */
export const PROJECTIONS: readonly Projection[] = [applyRedemptions, applyCampaignEvents];
