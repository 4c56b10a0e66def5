import { type Result, ok, refuse } from "../shared/result.ts";
import { LONGEST_PASSWORD, SHORTEST_PASSWORD, normalisePassword } from "./password.ts";

/**
 * Which passwords are refused. Eight digits are a hundred million, but people choose a few thousand of them:
 * birthdays, runs and repetitions. These are what a thief of the card tries in the ten tries that there are,
 * so they are refused however the password came to be, also by the system's own generator.
 */
export type WeakPasswordReason =
  "too_short" | "too_long" | "repeated" | "sequence" | "date" | "common" | "on_the_card";

export type PasswordRefusal = { code: "weak_password"; reason: WeakPasswordReason };

const FIRST_YEAR = 1900;
const LAST_YEAR = 2029;
/** Neighbours in a row (45678, edcba) from which on a password counts as a sequence. */
const LONGEST_RUN = 4;
/** Characters that a date must have beside it to be more than a date. */
const ENOUGH_BESIDE_A_DATE = 4;
const DATE_DIGITS = 8;
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
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
export function patternIn(codes: ArrayLike<number>): "repeated" | "sequence" | "date" | undefined {
  if (isRepeated(codes)) return "repeated";
  if (longestRun(codes) > LONGEST_RUN) return "sequence";
  if (holdsDate(codes)) return "date";
  return undefined;
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

function holdsDate(codes: ArrayLike<number>): boolean {
  if (codes.length - DATE_DIGITS >= ENOUGH_BESIDE_A_DATE) return false;
  for (let start = 0; start + DATE_DIGITS <= codes.length; start += 1) {
    const digits = Array.from({ length: DATE_DIGITS }, (_, offset) => codes[start + offset]!);
    if (digits.every(isDigit) && isDate(digits.map((code) => code - ZERO_CODE))) return true;
  }
  return false;
}

/** Day, month and year in the orders that people write: 24121950, 12241950, 19501224. */
function isDate(d: readonly number[]): boolean {
  const pair = (at: number): number => d[at]! * 10 + d[at + 1]!;
  const endYear = pair(4) * 100 + pair(6);
  const startYear = pair(0) * 100 + pair(2);
  return (
    (isYear(endYear) && (isDay(pair(0), pair(2)) || isDay(pair(2), pair(0)))) ||
    (isYear(startYear) && isDay(pair(6), pair(4)))
  );
}

function isYear(year: number): boolean {
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

function isDay(day: number, month: number): boolean {
  return day >= 1 && day <= (DAYS_IN_MONTH[month - 1] ?? 0);
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
