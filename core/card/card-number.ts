/**
 * A card's number is printed on it so that it can be named on the telephone; it opens nothing. Eight digits, the last
 * one a check digit (Luhn) that tells a slip from another card.
 */
export const CARD_NUMBER_DIGITS = 8;

/** The number whose first seven digits are these. */
export function cardNumber(firstDigits: number): string {
  const digits = String(firstDigits).padStart(CARD_NUMBER_DIGITS - 1, "0");
  return digits + checkDigit(digits);
}

export function isCardNumber(text: string): boolean {
  return /^\d{8}$/.test(text) && text === cardNumber(Number(text.slice(0, -1)));
}

/** The number in two groups of four, as it is printed. */
export function groupCardNumber(number: string): string {
  return number.replace(/^(\d{4})/, "$1 ");
}

function checkDigit(digits: string): number {
  let sum = 0;
  for (const [index, character] of [...digits].reverse().entries()) {
    const value = Number(character) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return (10 - (sum % 10)) % 10;
}
