/** Whether somebody has something to give or looks for it. */
export const OFFER_SIDES = ["offer", "want"] as const;
export type OfferSide = (typeof OFFER_SIDES)[number];

/** What changes hands: things, work done for somebody, the ability to do it, and the knowledge of how it is done. */
export const OFFER_KINDS = ["goods", "services", "skills", "knowhow"] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

/** What it is about. Few enough to be chosen from a list on a phone. */
export const OFFER_CATEGORIES = [
  ...["home", "garden", "food", "clothes", "children", "school", "sport"],
  ...["electronics", "transport", "repairs", "care", "lessons", "crafts", "events", "other"],
] as const;
export type OfferCategory = (typeof OFFER_CATEGORIES)[number];

/** How it is paid: in local value, partly in euros as well, or not at all. */
export const OFFER_PRICES = ["local", "mixed", "free"] as const;
export type OfferPrice = (typeof OFFER_PRICES)[number];

/** Why somebody calls the town. */
export const REPORT_REASONS = [
  "fraud",
  "offensive",
  "forbidden",
  "personal_data",
  "other",
] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];
