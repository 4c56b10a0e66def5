import type { Hash } from "../shared/ids.ts";

/** How many bytes of a statement's reference are random; the last four are its number. */
export const RANDOM_BYTES = 28;

/** A voucher redeems a statement at most this far ahead of the shop's first that is not redeemed. */
export const STATEMENTS_AHEAD = 24;

const HIGHEST = 2 ** 32 - 1;

/**
 * How the chain knows a statement: random bytes, which tell nobody whose it is, and its number among the shop's in this
 * programme. The voucher keeps for each shop which numbers are redeemed, and redeems none twice.
 */
export function statementRef(random: Uint8Array, number: number): Hash {
  if (random.length !== RANDOM_BYTES)
    throw new RangeError(`${RANDOM_BYTES} random bytes are needed, not ${random.length}.`);
  if (!Number.isInteger(number) || number < 1 || number > HIGHEST)
    throw new RangeError(`Statements are numbered from 1 to ${HIGHEST}, not ${number}.`);
  const bytes = [...random].map((byte) => byte.toString(16).padStart(2, "0"));
  return `0x${bytes.join("")}${number.toString(16).padStart(8, "0")}`;
}

/** The number that a reference ends with. */
export function numberOfStatement(ref: Hash): number {
  return Number.parseInt(ref.slice(-8), 16);
}
