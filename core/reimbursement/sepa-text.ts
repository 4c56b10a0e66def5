/**
 * The characters that every bank in the SEPA area must take (EPC217-08): Latin letters without accents, digits, and
 * a few marks. Anything else may be refused, or arrive as question marks.
 */
const ALLOWED = /[^A-Za-z0-9/\-?:().,'+ ]/g;

/** What stands for characters that have no accent to lose. */
const INSTEAD: Readonly<Record<string, string>> = {
  "&": "e",
  "€": "EUR",
  "’": "'",
  "‘": "'",
  "`": "'",
  "“": "'",
  "”": "'",
  '"': "'",
  "–": "-",
  "—": "-",
  _: "-",
  ß: "ss",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  đ: "d",
  Đ: "D",
  ł: "l",
  Ł: "L",
};

const INSTEAD_OF = new RegExp(`[${Object.keys(INSTEAD).join("")}]`, "g");

/**
 * A text as a bank order may carry it: accents dropped, the rest in the SEPA set, single spaces, cut at `mostCharacters`.
 * Empty where nothing of it can be written, e.g. a name in another script: whoever calls must ask for another.
 */
export function sepaText(text: string, mostCharacters: number): string {
  return text
    .replace(INSTEAD_OF, (character) => INSTEAD[character]!)
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .replace(ALLOWED, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, mostCharacters)
    .trim();
}

/** A reference that comes back in the bank's answer: SEPA characters, no slash at either end and never two in a row. */
export function isSepaReference(text: string): boolean {
  return /^[A-Za-z0-9\-?:().,'+ /]{1,35}$/.test(text) && !/^\/|\/$|\/\//.test(text);
}
