import { type Result, ok, refuse } from "./result.ts";

/** An amount in integer euro cents. The tokens have two decimals, so a cent here is a unit there. */
export type Cents = bigint & { readonly unit: "cents" };

/** The contracts hold an amount in 96 bits. */
export const MAX_CENTS = 2n ** 96n - 1n;

/** Brands an amount of cents. Throws `RangeError` where it is negative or does not fit the contracts. */
export function cents(amount: bigint | number): Cents {
  const value = BigInt(amount);
  if (value < 0n || value > MAX_CENTS) throw new RangeError(`Not an amount in cents: ${value}.`);
  return value as Cents;
}

export const ZERO = cents(0n);

export function sumCents(amounts: Iterable<Cents>): Cents {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return cents(total);
}

export function minCents(one: Cents, other: Cents): Cents {
  return one < other ? one : other;
}

/** Cents as they cross HTTP and JSON: a decimal string without sign. */
export function centsToJson(amount: Cents): string {
  return amount.toString();
}

/** Reads cents back from JSON; `undefined` where the text is not a canonical decimal number. */
export function centsFromJson(text: string): Cents | undefined {
  if (!/^(0|[1-9]\d{0,28})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= MAX_CENTS ? (value as Cents) : undefined;
}

export type EuroTextRefusal =
  { code: "not_an_amount"; text: string } | { code: "fraction_of_a_cent"; text: string };

/**
 * Reads an amount in euros as an Italian office writes it: `1.234,56`, `1234,5`, `155`, with or without
 * the euro sign. A dot is a thousands separator and must stand before groups of three digits, so that
 * `12.50` is refused rather than read as twelve hundred and fifty.
 */
export function parseEuro(text: string): Result<Cents, EuroTextRefusal> {
  const plain = text.replace(/[\s\u00a0\u202f€]/g, "");
  const match = /^(\d{1,3}(?:\.\d{3})+|\d{1,18})(?:,(\d+))?$/.exec(plain);
  if (match === null) return refuse({ code: "not_an_amount", text });
  const [, whole = "", decimals = ""] = match;
  if (decimals.length > 2 && /[1-9]/.test(decimals.slice(2)))
    return refuse({ code: "fraction_of_a_cent", text });
  const digits = whole.replaceAll(".", "") + decimals.slice(0, 2).padEnd(2, "0");
  return ok(cents(BigInt(digits)));
}

/** Writes cents as an Italian reads euros: `1.234,56 €`. */
export function formatEuro(amount: bigint): string {
  return `${formatEuroDigits(amount)} €`;
}

/** Writes cents as euros without the sign: `1.234,56`, for columns and files. */
export function formatEuroDigits(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ".");
  return `${amount < 0n ? "-" : ""}${whole},${digits.slice(-2)}`;
}
