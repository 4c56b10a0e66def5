import type { Custody } from "../custody/custody.ts";

/** What the office knows of a merchant: encrypted at rest, because a sole trader is a natural person. */
export type MerchantDetails = {
  readonly businessName: string;
  readonly vatNumber: string;
  readonly ateco: string;
  readonly address: string;
  readonly iban: string;
};

const CONTEXT = "merchant/details";
const VAT_CONTEXT = "merchant/vat-number";

export function sealDetails(custody: Custody, details: MerchantDetails): Buffer {
  return custody.sealText(CONTEXT, JSON.stringify(details));
}

export function openDetails(custody: Custody, sealed: Buffer): MerchantDetails {
  return JSON.parse(custody.openText(CONTEXT, sealed)) as MerchantDetails;
}

export function vatLookup(custody: Custody, vatNumber: string): Buffer {
  return custody.lookupOf(VAT_CONTEXT, vatNumber);
}
