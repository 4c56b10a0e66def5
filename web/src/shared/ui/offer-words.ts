import type { OfferSide, ReportReason } from "#core/offer/offer-words.ts";

export const SIDES = { offer: "Offro", want: "Cerco" } as const satisfies Record<OfferSide, string>;

/** Why somebody calls the town: what a citizen chooses, and what an officer reads. */
export const REASONS = {
  fraud: "Sembra una truffa",
  offensive: "Offende qualcuno",
  forbidden: "È una cosa vietata",
  personal_data: "Dice chi è o dove abita qualcuno",
  other: "Altro",
} as const satisfies Record<ReportReason, string>;
