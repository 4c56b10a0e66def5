/**
 * How many wrong tries are let through within a while, by what is tried and who tries. A try is taken from the allowance
 * before it is checked and given back where it was right, so that no more than the allowance is ever under way, on all
 * replicas together. The codes have 128 bits and are not guessed anyway; a PIN has six digits, and this is what keeps it.
 *
 * - `access`: PINs tried with one organiser's sheet.
 * - `organiser`: codes that are no card's, scanned at the pages that one organiser's sheet has opened.
 * - `card`: codes that are nobody's, claimed for one card.
 * - `source`: the same from one address, which may stand for a library or a whole street.
 */
export type TryScope = "access" | "organiser" | "card" | "source";

export type TryAllowance = {
  /** Wrong tries within the window. */
  readonly wrong: number;
  readonly windowMinutes: number;
};

export const TRY_ALLOWANCES: Readonly<Record<TryScope, TryAllowance>> = {
  access: { wrong: 5, windowMinutes: 60 },
  organiser: { wrong: 20, windowMinutes: 60 },
  card: { wrong: 10, windowMinutes: 60 },
  source: { wrong: 60, windowMinutes: 60 },
};

export type TryCount = { readonly tried: number; readonly windowUntil: Date };

/** The count after one more try; `undefined` where the allowance of the window is used up. */
export function takeTry(
  { wrong, windowMinutes }: TryAllowance,
  count: TryCount | undefined,
  now: Date,
): TryCount | undefined {
  if (count === undefined || count.windowUntil <= now)
    return { tried: 1, windowUntil: new Date(now.getTime() + windowMinutes * 60_000) };
  return count.tried < wrong ? { ...count, tried: count.tried + 1 } : undefined;
}
