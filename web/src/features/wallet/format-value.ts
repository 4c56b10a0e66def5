import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import type { CardView } from "../../shared/api/types.ts";

/** Euros with their sign; local value without one, because it is no euro and never becomes one. */
export function formatValue(unit: CardView["movements"][number]["unit"], cents: bigint): string {
  return unit === "euro" ? formatEuro(cents) : formatEuroDigits(cents);
}
