import { type Result, ok, refuse } from "./result.ts";

/** A person's fiscal code (*codice fiscale*), in upper case without spaces. */
export type FiscalCode = string & { readonly kind: "fiscal-code" };
/** A business's VAT number (*partita IVA*): eleven digits. */
export type VatNumber = string & { readonly kind: "vat-number" };

export type CodeRefusal = { code: "wrong_shape" } | { code: "wrong_check_character" };

/** Letters that stand for the digits 0 to 9 where two people would share a code (*omocodia*). */
const OMOCODIA = "LMNPQRSTUV";
const DIGIT = `[0-9${OMOCODIA}]`;
const SHAPE = new RegExp(`^[A-Z]{6}${DIGIT}{2}[ABCDEHLMPRST]${DIGIT}{2}[A-Z]${DIGIT}{3}[A-Z]$`);

/** Value of a character in an odd place (first, third, …): table of D.M. 23/12/1976. */
const ODD_VALUES = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

function rank(character: string): number {
  const code = character.charCodeAt(0);
  return code < 65 ? code - 48 : code - 65;
}

function checkLetter(first15: string): string {
  let sum = 0;
  for (const [index, character] of [...first15].entries()) {
    const value = rank(character);
    sum += index % 2 === 0 ? ODD_VALUES[value]! : value;
  }
  return String.fromCharCode(65 + (sum % 26));
}

/** The day of birth is 1–31, or 41–71 for women; omocodia letters read as digits. */
function hasPlausibleDay(code: string): boolean {
  const digits = [...code.slice(9, 11)].map((character) => {
    const index = OMOCODIA.indexOf(character);
    return index < 0 ? character : String(index);
  });
  const day = Number(digits.join("")) % 40;
  return day >= 1 && day <= 31;
}

/** The check digit of a partita IVA and of a provisional fiscal code (Luhn). */
function passesLuhn(elevenDigits: string): boolean {
  let sum = 0;
  for (const [index, character] of [...elevenDigits].entries()) {
    const doubled = Number(character) * (index % 2 === 0 ? 1 : 2);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function normalise(text: string): string {
  return text.replace(/[\s.-]/g, "").toUpperCase();
}

/**
 * Reads a person's fiscal code: the sixteen characters of D.M. 23/12/1976 with the check letter, *omocodia*
 * included, or the eleven digits of the provisional code that the revenue agency gives to people without a
 * tax record yet (many asylum seekers: they must not be turned away). The municipality of birth is not
 * looked up: suppressed towns and foreign countries are valid.
 */
export function parseFiscalCode(text: string): Result<FiscalCode, CodeRefusal> {
  const code = normalise(text);
  if (/^\d{11}$/.test(code))
    return passesLuhn(code) ? ok(code as FiscalCode) : refuse({ code: "wrong_check_character" });
  if (!SHAPE.test(code) || !hasPlausibleDay(code)) return refuse({ code: "wrong_shape" });
  if (checkLetter(code.slice(0, 15)) !== code[15]) return refuse({ code: "wrong_check_character" });
  return ok(code as FiscalCode);
}

/** Reads a partita IVA: eleven digits, the last one a check digit (art. 35 DPR 633/1972). */
export function parseVatNumber(text: string): Result<VatNumber, CodeRefusal> {
  const code = normalise(text).replace(/^IT(?=\d)/, "");
  if (!/^\d{11}$/.test(code) || code === "00000000000") return refuse({ code: "wrong_shape" });
  return passesLuhn(code) ? ok(code as VatNumber) : refuse({ code: "wrong_check_character" });
}
