/**
 * A merchant's life in the convention.
 *
 * - `imported`: known to the office, without keys. Exit: `invited`.
 * - `invited`: it has an account: its activation sheet is printed, or the office has noted the wallet that it keeps itself.
 *   Exit: `active` (seen on chain).
 * - `active`: registered on chain, takes payments. Exit: `suspended`.
 * - `suspended`: takes no payment; what it took stays its own. Exit: `active`.
 *
 * `active` and `suspended` are what the chain says, and change only when its events are final.
 */
export type MerchantState = "imported" | "invited" | "active" | "suspended";

/** Categories are numbered for the contracts: bit `n` of a programme's bitmap admits category `n`. */
export const HIGHEST_CATEGORY = 127;

export function categoryBitmap(categories: readonly number[]): bigint {
  return categories.reduce((bitmap, category) => bitmap | (1n << BigInt(category)), 0n);
}
