import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

/** Euros, and vouchers that stand for them, with their sign; local value without one, because it is no euro and never becomes one. */
export function formatValue(unit: "euro" | "voucher" | "local", cents: bigint): string {
  return unit === "local" ? formatEuroDigits(cents) : formatEuro(cents);
}
