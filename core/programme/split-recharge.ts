import { type Cents, cents, sumCents } from "../shared/money.ts";

/**
 * On how many accounts a recharge lands where a programme does not say otherwise. Six keep what one shop learns of a
 * card's other purchases, and what they cost, within bounds: measured in docs/privacy.md.
 */
export const USUAL_ACCOUNTS_PER_RECHARGE = 6;
export const MOST_ACCOUNTS_PER_RECHARGE = 16;

/** Notes as the mint makes them, in cents: 5, 10, 20, 50, 100, 200, 500 and 1,000 euros. */
const NOTES = [100_000n, 50_000n, 20_000n, 10_000n, 5_000n, 2_000n, 1_000n, 500n];

/** Each note in smaller ones. */
const CHANGE = new Map<bigint, readonly bigint[]>(
  NOTES.slice(0, -1).map((note) =>
    // 5 is 2 + 2 + 1; 10 is 5 + 5; 2 is 1 + 1.
    [
      note,
      `${note}`.startsWith("5")
        ? [(note / 5n) * 2n, (note / 5n) * 2n, note / 5n]
        : [note / 2n, note / 2n],
    ],
  ),
);

/**
 * Splits a recharge into notes on `accounts` fresh accounts, so that a shop that sees one payment sees one note and not
 * the household's whole aid. The notes are those of the mint, like everybody's: equal parts would tell which belong
 * together. What is left over lies with the smallest. Their sum is the amount; there are fewer where it has no more notes.
 */
export function splitRecharge(amount: Cents, accounts: number): Cents[] {
  if (!Number.isInteger(accounts) || accounts < 1)
    throw new RangeError(`A recharge lands on at least one account, not ${accounts}.`);
  const fewest = fewestNotes(amount);
  const notes = fewest.length > accounts ? joinTail(fewest, accounts) : change(fewest, accounts);
  const rest = amount - sumCents(notes);
  if (notes.length === 0) return [cents(rest)];
  const last = notes.length - 1;
  return notes.map((note, index) => (index === last ? cents(note + rest) : note));
}

/** Largest first. */
function fewestNotes(amount: Cents): Cents[] {
  const notes: Cents[] = [];
  let left: bigint = amount;
  for (const note of NOTES) for (; left >= note; left -= note) notes.push(cents(note));
  return notes;
}

/** So many notes only: the smallest lie together. */
function joinTail(notes: readonly Cents[], most: number): Cents[] {
  return [...notes.slice(0, most - 1), sumCents(notes.slice(most - 1))];
}

/** Changes the largest note, and again, while there is room for what it becomes. */
function change(notes: readonly Cents[], most: number): Cents[] {
  const [largest] = notes;
  const smaller = largest === undefined ? undefined : CHANGE.get(largest);
  if (smaller === undefined || notes.length - 1 + smaller.length > most) return [...notes];
  const changed = [...notes.slice(1), ...smaller.map(cents)];
  return change(
    changed.sort((one, other) => Number(other - one)),
    most,
  );
}
