import { type Result, ok, refuse } from "../shared/result.ts";
import { isKeypadLine } from "./keypad-line.ts";
import { isShortDate, isWholeDate } from "./password-date.ts";
import { LONGEST_PASSWORD, SHORTEST_PASSWORD, normalisePassword } from "./password.ts";

/**
 * Which passwords are refused. Eight digits are a hundred million, but people choose a few thousand of them:
 * birthdays, runs and repetitions. These are what a thief of the card tries in the ten tries that there are,
 * so they are refused however the password came to be, also by the system's own generator.
 */
export type WeakPasswordReason =
  "too_short" | "too_long" | "repeated" | "sequence" | "keypad" | "date" | "common" | "on_the_card";

export type PasswordRefusal = { code: "weak_password"; reason: WeakPasswordReason };

/** Neighbours in a row (45678, edcba) from which on a password counts as a sequence. */
const LONGEST_RUN = 4;
/** Characters that a date must have beside it to be more than a date. */
const ENOUGH_BESIDE_A_DATE = 4;
const DATE_DIGITS = 8;
const SHORT_DATE_DIGITS = 6;
const ZERO_CODE = 48;

/** Words of eight letters or more that lead every list of leaked passwords, English and Italian. */
const COMMON_STEMS = [
  ..."password passw0rd p4ssword parola qwerty qwertz azerty asdfgh zxcvbn iloveyou sunshine princess".split(
    " ",
  ),
  ..."football baseball superman starwars trustno1 welcome juventus napoli francesco giovanni alessandro".split(
    " ",
  ),
  ..."giuseppe antonio amoremio tiamo ciaociao buongiorno benvenuto comune tessera segreta segreto".split(
    " ",
  ),
];

/**
 * Judges a password that a person chose. `printed` is what stands on the card and the letter (card number,
 * code): whoever finds the card would try it first. Answers the password as it will be compared.
 */
export function judgePassword(
  text: string,
  printed: readonly string[],
): Result<string, PasswordRefusal> {
  const password = normalisePassword(text);
  const reason = weaknessOf(password, printed);
  return reason === undefined ? ok(password) : refuse({ code: "weak_password", reason });
}

function weaknessOf(password: string, printed: readonly string[]): WeakPasswordReason | undefined {
  if ([...password].length < SHORTEST_PASSWORD) return "too_short";
  if ([...password].length > LONGEST_PASSWORD) return "too_long";
  const plain = password.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const pattern = patternIn([...plain].map((character) => character.codePointAt(0)!));
  if (pattern !== undefined) return pattern;
  if (COMMON_STEMS.some((stem) => isMostly(plain, stem))) return "common";
  if (printed.some((line) => isOnTheCard(plain, line))) return "on_the_card";
  return undefined;
}

/**
 * The pattern in a password given as character codes, if there is one. On codes rather than text, so that the
 * generator can judge a password that never becomes a string.
 */
export function patternIn(
  codes: ArrayLike<number>,
): "repeated" | "sequence" | "keypad" | "date" | undefined {
  if (isRepeated(codes)) return "repeated";
  if (longestRun(codes) > LONGEST_RUN) return "sequence";
  const digits = digitsIn(codes);
  if (digits !== undefined && isKeypadLine(digits)) return "keypad";
  if (holdsDate(codes)) return "date";
  return undefined;
}

/** The digits, where it has nothing else. */
function digitsIn(codes: ArrayLike<number>): readonly number[] | undefined {
  const digits = Array.from(codes, (code) => code - ZERO_CODE);
  return digits.every((digit) => digit >= 0 && digit <= 9) ? digits : undefined;
}

/** Two different characters at most, or one block of up to half the length over and over. */
function isRepeated(codes: ArrayLike<number>): boolean {
  if (new Set(Array.from(codes)).size <= 2) return true;
  for (let period = 2; period <= codes.length / 2; period += 1)
    if (hasPeriod(codes, period)) return true;
  return false;
}

function hasPeriod(codes: ArrayLike<number>, period: number): boolean {
  for (let index = period; index < codes.length; index += 1)
    if (codes[index] !== codes[index - period]) return false;
  return true;
}

/** How many characters in a row each follow the one before, upwards or downwards; 0 follows 9. */
function longestRun(codes: ArrayLike<number>): number {
  let longest = 1;
  for (const step of [1, -1]) {
    let run = 1;
    for (let index = 1; index < codes.length; index += 1) {
      run = follows(codes[index - 1]!, codes[index]!, step) ? run + 1 : 1;
      longest = Math.max(longest, run);
    }
  }
  return longest;
}

function follows(one: number, next: number, step: number): boolean {
  if (isDigit(one) && isDigit(next)) return (next - one - step + 20) % 10 === 0;
  return next - one === step;
}

function isDigit(code: number): boolean {
  return code >= ZERO_CODE && code <= ZERO_CODE + 9;
}

/**
 * Whether a date makes up most of it: eight digits anywhere, or six at its beginning or end (241250, then the number of
 * a house). Six digits in the middle are not looked at: every other password would hold a date.
 */
function holdsDate(codes: ArrayLike<number>): boolean {
  if (codes.length - DATE_DIGITS < ENOUGH_BESIDE_A_DATE)
    for (let start = 0; start + DATE_DIGITS <= codes.length; start += 1)
      if (isDateAt(codes, start, DATE_DIGITS, isWholeDate)) return true;
  if (codes.length - SHORT_DATE_DIGITS >= ENOUGH_BESIDE_A_DATE) return false;
  return [0, codes.length - SHORT_DATE_DIGITS].some((start) =>
    isDateAt(codes, start, SHORT_DATE_DIGITS, isShortDate),
  );
}

function isDateAt(
  codes: ArrayLike<number>,
  start: number,
  length: number,
  isDate: (digits: readonly number[]) => boolean,
): boolean {
  const part = Array.from({ length }, (_, offset) => codes[start + offset]!);
  return part.every(isDigit) && isDate(part.map((code) => code - ZERO_CODE));
}

/** Whether the password is the word with fewer than four other characters. */
function isMostly(plain: string, stem: string): boolean {
  return plain.includes(stem) && plain.length - stem.length < ENOUGH_BESIDE_A_DATE;
}

function isOnTheCard(plain: string, line: string): boolean {
  const printed = line.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return (
    printed.includes(plain) || (printed.length >= SHORTEST_PASSWORD && plain.includes(printed))
  );
}
