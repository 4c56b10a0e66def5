import type { OfferCategory, OfferKind, OfferPrice } from "#core/offer/offer-words.ts";
import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import type { Offer } from "../../../shared/api/types.ts";

export const KINDS = {
  goods: "Una cosa",
  services: "Un servizio",
  skills: "Una capacità",
  knowhow: "Un sapere",
} as const satisfies Record<OfferKind, string>;

export const CATEGORIES = {
  home: "Casa",
  garden: "Orto e giardino",
  food: "Cibo",
  clothes: "Vestiti",
  children: "Bambini",
  school: "Scuola e libri",
  sport: "Sport e tempo libero",
  electronics: "Elettronica",
  transport: "Passaggi e trasporti",
  repairs: "Riparazioni",
  care: "Cura e compagnia",
  lessons: "Lezioni",
  crafts: "Artigianato",
  events: "Feste e incontri",
  other: "Altro",
} as const satisfies Record<OfferCategory, string>;

export const PRICES = {
  local: "In valore locale",
  mixed: "In valore locale e in euro",
  free: "Gratis",
} as const satisfies Record<OfferPrice, string>;

export const STATES = {
  open: "in bacheca",
  expired: "scaduto",
  closed: "chiuso",
  hidden: "nascosto dal Comune",
} as const satisfies Record<Offer["state"], string>;

/** `15,00 di valore locale e 5,00 €` */
export function priceText({ price, localCents = "0", euroCents = "0" }: Offer): string {
  if (price === "free") return PRICES.free;
  const local = `${formatEuroDigits(BigInt(localCents))} di valore locale`;
  return price === "mixed" ? `${local} e ${formatEuro(BigInt(euroCents))}` : local;
}
