import { type Cents, ZERO } from "../shared/money.ts";
import { type Contact, findContact } from "./find-contact.ts";
import type { OfferCategory, OfferKind, OfferPrice, OfferSide } from "./offer-words.ts";

export type OfferDraft = {
  readonly side: OfferSide;
  readonly kind: OfferKind;
  readonly category: OfferCategory;
  readonly title: string;
  readonly text: string;
  /** A quarter or a village, never an address. */
  readonly zone: string;
  readonly price: OfferPrice;
  /** In local value's own unit. */
  readonly localCents?: Cents | undefined;
  readonly euroCents?: Cents | undefined;
  /** How many days it stays up. */
  readonly days: number;
};

/** A field that cannot stay as it is, with an Italian sentence that says how to mend it. */
export type OfferFault = { readonly field: keyof OfferDraft; readonly message: string };

export const TITLE_LETTERS = { least: 3, most: 80 } as const;
export const TEXT_LETTERS_MOST = 1000;
export const ZONE_LETTERS = { least: 2, most: 40 } as const;
export const OFFER_DAYS = { least: 7, most: 60 } as const;
/** A thousand of either: what is dearer is not settled on a noticeboard. */
export const PRICE_CENTS_MOST = 100_000n;

const STREET =
  /^(?:via|v\.|viale|vicolo|piazza|piazzale|p\.?zza|corso|c\.so|largo|strada|contrada|calle)\s/i;
const PLACE = /^[\p{L}][\p{L}\s'’.-]*$/u;
// What a keyboard does not write: it turns text round, hides it, or breaks a line of a list.
const UNWRITTEN = /[\p{Cc}\p{Cf}]/u;
const UNWRITTEN_BUT_LINES = /(?!\n)[\p{Cc}\p{Cf}]/u;

/** What is wrong with an offer or a want, all at once; nothing where it may be put up. */
export function offerFaults(draft: OfferDraft): OfferFault[] {
  return [
    ...titleFaults(draft.title),
    ...textFaults(draft.text),
    ...zoneFaults(draft.zone),
    ...priceFaults(draft),
    ...daysFaults(draft.days),
  ];
}

function titleFaults(title: string): OfferFault[] {
  const { least, most } = TITLE_LETTERS;
  if (lettersIn(title) < least)
    return fault("title", `Serve un titolo di almeno ${least} lettere.`);
  if (title.length > most) return fault("title", `Il titolo ha al massimo ${most} caratteri.`);
  if (UNWRITTEN.test(title)) return fault("title", "Il titolo contiene caratteri non ammessi.");
  return contactFaults("title", title);
}

function textFaults(text: string): OfferFault[] {
  if (text.length > TEXT_LETTERS_MOST)
    return fault("text", `La descrizione ha al massimo ${TEXT_LETTERS_MOST} caratteri.`);
  if (UNWRITTEN_BUT_LINES.test(text))
    return fault("text", "La descrizione contiene caratteri non ammessi.");
  return contactFaults("text", text);
}

const CONTACTS = {
  phone: "un numero di telefono",
  email: "un indirizzo e-mail",
  link: "un indirizzo internet",
  fiscalCode: "un codice fiscale",
  iban: "un IBAN",
} as const satisfies Record<Contact, string>;

function contactFaults(field: "title" | "text", text: string): OfferFault[] {
  const contact = findContact(text);
  if (contact === undefined) return [];
  return fault(
    field,
    `C'è ${CONTACTS[contact]}: toglierlo. Chi è interessato scrive qui, senza sapere di chi è l'annuncio.`,
  );
}

function zoneFaults(zone: string): OfferFault[] {
  const { least, most } = ZONE_LETTERS;
  if (lettersIn(zone) < least) return fault("zone", "Serve la zona: un quartiere o una frazione.");
  if (zone.trim().length > most) return fault("zone", `La zona ha al massimo ${most} caratteri.`);
  if (STREET.test(zone.trim()) || !PLACE.test(zone.trim()))
    return fault("zone", "Solo il quartiere o la frazione: niente vie né numeri.");
  return [];
}

function priceFaults({ price, localCents = ZERO, euroCents = ZERO }: OfferDraft): OfferFault[] {
  const wantsLocal = price !== "free";
  const wantsEuro = price === "mixed";
  return [
    ...amountFaults("localCents", localCents, wantsLocal, "valore locale"),
    ...amountFaults("euroCents", euroCents, wantsEuro, "euro"),
  ];
}

function amountFaults(
  field: "localCents" | "euroCents",
  amount: bigint,
  isWanted: boolean,
  unit: string,
): OfferFault[] {
  if (isWanted && amount === 0n) return fault(field, `Serve il prezzo in ${unit}.`);
  if (!isWanted && amount > 0n) return fault(field, `Con questo prezzo non c'è parte in ${unit}.`);
  return amount > PRICE_CENTS_MOST ? fault(field, "Al massimo 1.000.") : [];
}

/** As the database counts them: a letter or a picture is one, however many places it takes in a string. */
function lettersIn(text: string): number {
  return [...text.trim()].length;
}

function daysFaults(days: number): OfferFault[] {
  const { least, most } = OFFER_DAYS;
  const isRight = Number.isInteger(days) && days >= least && days <= most;
  return isRight ? [] : fault("days", `Da ${least} a ${most} giorni.`);
}

function fault(field: keyof OfferDraft, message: string): OfferFault[] {
  return [{ field, message }];
}
