import type { Exits } from "../shared/state-machine.ts";

/**
 * A campaign that rewards. Only what is final on chain moves it.
 *
 * - `draft`: waits for TREASURY's signature; nothing is earned. Exit: `open`.
 * - `open`: earns between its days, within its budget. Exits: `closed`, by TREASURY before its time; `draft`, only where
 *   the chain forgets.
 * - `closed`: earns nothing more, and nothing more of it can be minted. Exit: `draft`, only where the chain forgets.
 */
export type CampaignState = "draft" | "open" | "closed";

export const CAMPAIGN_EXITS: Exits<CampaignState> = {
  none: ["draft"],
  draft: ["open"],
  open: ["closed", "draft"],
  closed: ["draft"],
};
