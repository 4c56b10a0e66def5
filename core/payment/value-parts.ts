import { type Cents, ZERO, cents } from "../shared/money.ts";

/** A kind of value on a card. Whatever a bill is paid with besides is euros out of the customer's pocket. */
export type ValueKind = "voucher" | "local";

/** What was paid, or given back, in one kind of value. One unit of local value stands for one euro at the till. */
export type ValuePart = { readonly kind: ValueKind; readonly amount: Cents };

/** An amount by kind of value, in the order in which it is spent; nothing that is zero. `local` is what of it is local value. */
export function partsOf(amount: Cents, local: Cents): ValuePart[] {
  const parts: ValuePart[] = [
    { kind: "voucher", amount: cents(amount - local) },
    { kind: "local", amount: local },
  ];
  return parts.filter((part) => part.amount > ZERO);
}
