/**
 * Passwords for people. The default is eight digits made by the system: easy to read aloud and to type on
 * any keypad. Eight digits defend the counter (ten tries in a hundred million); the card secret and the
 * service's key defend the database.
 */
export const PASSWORD_DIGITS = 8;
export const SHORTEST_PASSWORD = 8;
export const LONGEST_PASSWORD = 64;

/** How a password is compared: digits without the spaces that people write between them; letters as typed. */
export function normalisePassword(text: string): string {
  const plain = text.normalize("NFKC").trim();
  const digits = plain.replace(/[\s.-]/g, "");
  return /^\d+$/.test(digits) ? digits : plain;
}

/** The password as printed: two groups of four. */
export function groupPassword(password: string): string {
  return password.replace(/^(\d{4})(\d{4})$/, "$1 $2");
}
