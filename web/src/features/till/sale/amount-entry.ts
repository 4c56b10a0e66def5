import { type Cents, cents } from "#core/shared/money.ts";

/**
 * What was typed as an amount. Digits alone are cents, as on any card terminal (`1250` is 12,50 €); a comma makes what
 * stands before it euros (`12,5` is 12,50 € too), so that both habits give what they mean.
 */
export type AmountText = string;

/** 9.999.999,99 €: more digits are a slip. */
const MOST_DIGITS = 9;

/** The text after one more key; keys that make no sense change nothing. */
export function typeKey(text: AmountText, key: string): AmountText {
  if (key === "," || key === ".") return text.includes(",") ? text : `${text === "" ? "0" : text},`;
  if (!/^\d+$/.test(key)) return text;
  const [, fraction] = text.split(",");
  const room = fraction === undefined ? MOST_DIGITS - text.length : 2 - fraction.length;
  const typed = text + key.slice(0, Math.max(0, room));
  return typed.replace(/^0+(?=\d)/, "");
}

export function eraseKey(text: AmountText): AmountText {
  return text.slice(0, -1);
}

export function amountOf(text: AmountText): Cents {
  const [whole = "", fraction] = text.split(",");
  if (fraction === undefined) return cents(BigInt(whole === "" ? 0 : whole));
  return cents(BigInt(`${whole === "" ? "0" : whole}${fraction.padEnd(2, "0")}`));
}
