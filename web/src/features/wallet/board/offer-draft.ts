import { type OfferDraft as Offer, type OfferFault, offerFaults } from "#core/offer/check-offer.ts";
import { type Cents, centsToJson, parseEuro } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { OfferInput } from "../../../shared/api/types.ts";

/** An offer as it is being typed: numbers are text still. */
export type OfferDraft = Omit<Offer, "localCents" | "euroCents" | "days"> & {
  readonly local: string;
  readonly euro: string;
  readonly days: string;
};

export const EMPTY_DRAFT: OfferDraft = {
  ...{ side: "offer", kind: "goods", category: "home", title: "", text: "", zone: "" },
  ...{ price: "local", local: "", euro: "", days: "30" },
};

export type DraftFault = Pick<OfferFault, "field" | "message">;

/** What is sent, or everything that is wrong with it: the service judges by the same rule. */
export function readDraft(
  id: string,
  draft: OfferDraft,
): Result<OfferInput, readonly DraftFault[]> {
  const { side, kind, category, price } = draft;
  const [title, zone] = [draft.title.trim(), draft.zone.trim()];
  const text = draft.text.trim();
  const amounts: DraftFault[] = [];
  const amountOf = (field: "localCents" | "euroCents", typed: string): Cents | undefined => {
    const read = parseEuro(typed);
    if (!read.ok) amounts.push({ field, message: "Scrivere l'importo così: 15,00" });
    return read.ok ? read.value : undefined;
  };
  const localCents = price === "free" ? undefined : amountOf("localCents", draft.local);
  const euroCents = price === "mixed" ? amountOf("euroCents", draft.euro) : undefined;
  const days = Number(draft.days);
  const judged = offerFaults({
    ...{ side, kind, category, title, text, zone, price, localCents, euroCents, days },
  });
  const unread = new Set(amounts.map(({ field }) => field));
  const faults = [...amounts, ...judged.filter(({ field }) => !unread.has(field))];
  if (faults.length > 0) return refuse(faults);
  return ok({
    ...{ id, side, kind, category, title, text, zone, price, days },
    ...(localCents === undefined ? {} : { localCents: centsToJson(localCents) }),
    ...(euroCents === undefined ? {} : { euroCents: centsToJson(euroCents) }),
  });
}
