/** Keys beside or above each other on a telephone's or a till's keypad: the same pairs, whichever row is on top. */
const ROWS = ["123", "456", "789"];
const COLUMNS = ["147", "258", "369"];
const DIAGONALS = ["159", "357"];
/** With the nought below: under the 8 on a telephone, under the 1 on a calculator. */
const TO_NOUGHT = ["580", "410"];

const LINES = new Set(
  [...ROWS, ...COLUMNS, ...DIAGONALS, ...TO_NOUGHT].flatMap((line) => [
    line,
    [...line].reverse().join(""),
  ]),
);
const NEIGHBOURS = neighbours();
/** Digits that a password must have beside lines of the keypad to be more than a drawing. */
const ENOUGH_BESIDE_LINES = 3;

/**
 * Whether digits are drawn on the keypad rather than chosen: straight lines of three keys with little beside them
 * (14725836), or a walk from key to neighbouring key (12369874).
 */
export function isKeypadLine(digits: readonly number[]): boolean {
  return beside(digits.join("")) < ENOUGH_BESIDE_LINES || isWalk(digits);
}

/** How many digits are in no straight line of three. */
function beside(text: string): number {
  let count = 0;
  let start = 0;
  while (start < text.length) {
    const isLine = LINES.has(text.slice(start, start + 3));
    start += isLine ? 3 : 1;
    if (!isLine) count += 1;
  }
  return count;
}

function isWalk(digits: readonly number[]): boolean {
  return digits.every(
    (digit, index) => index === 0 || NEIGHBOURS.has(digits[index - 1]! * 10 + digit),
  );
}

/** Pairs of neighbouring keys, each as a number of two digits. */
function neighbours(): Set<number> {
  const pairs = [...ROWS, ...COLUMNS, ...TO_NOUGHT].flatMap((line) => [
    line.slice(0, 2),
    line.slice(1),
  ]);
  return new Set(pairs.flatMap((pair) => [Number(pair), Number(`${pair[1]}${pair[0]}`)]));
}
