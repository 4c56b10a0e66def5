export type Contact = "phone" | "email" | "link" | "fiscalCode" | "iban";

/** Digits as people write a number: together, or parted by blanks, dots, strokes and dashes. */
const NUMBER = /(?:\+|00)?\d(?:[\s./()-]{0,2}\d){6,14}/g;
const DIGITS_LEAST = 8;
const DATE = /(?<![\d./-])(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:\d{4}|\d{2})\b/g;

const PATTERNS: readonly (readonly [Contact, RegExp])[] = [
  ["iban", /\b[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){3,7}(?:\s?[a-z0-9]{1,3})?\b/i],
  ["fiscalCode", /\b[a-z]{6}\s?\d{2}[a-z]\d{2}\s?[a-z]\d{3}[a-z]\b/i],
  ["email", /[^\s@]+\s?@\s?[^\s@]+\.[a-z]{2,}/i],
  ["link", /\b(?:https?:|www\.|(?:t|wa)\.me\b|[a-z0-9-]+\.(?:it|com|org|net|eu)\b)/i],
];

/**
 * What in a text leads past the noticeboard to a person: there everybody with a card would read it, and whoever copies the
 * board would have a list of phones of people who are helped. A number is taken for a phone where an Italian one could begin
 * so: with 0, 3, 8 or a country's code. Who spells it out in words is not caught: the town takes that down when told.
 */
export function findContact(text: string): Contact | undefined {
  for (const [contact, pattern] of PATTERNS) if (pattern.test(text)) return contact;
  return (text.replace(DATE, "·").match(NUMBER) ?? []).some(isPhone) ? "phone" : undefined;
}

function isPhone(number: string): boolean {
  const digits = number.replace(/\D/g, "");
  return digits.length >= DIGITS_LEAST && /^(\+|0|3|8)/.test(number);
}
