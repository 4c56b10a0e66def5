import type { Hash } from "../shared/ids.ts";

/** What a campaign rewards: buying nearby, sharing the town's initiatives, civic actions. */
export const CAMPAIGN_KINDS = ["purchases", "sharing", "actions"] as const;

export type CampaignKind = (typeof CAMPAIGN_KINDS)[number];

/** The first byte of a campaign's reference on chain, so that anybody sees for what kind of thing a reward was given. */
const KIND_BYTES: Readonly<Record<CampaignKind, string>> = {
  purchases: "01",
  sharing: "02",
  actions: "03",
};

/** A campaign's reference on chain: its kind, and 31 bytes of chance from the given 32. */
export function campaignRef(kind: CampaignKind, random: Hash): Hash {
  return `0x${KIND_BYTES[kind]}${random.slice(4)}`;
}

/** The kind that a reference tells; `undefined` where it was not made by `campaignRef`. */
export function kindOfRef(ref: Hash): CampaignKind | undefined {
  return CAMPAIGN_KINDS.find((kind) => ref.slice(2, 4) === KIND_BYTES[kind]);
}
