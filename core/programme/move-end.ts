/** Days after the last sale within which accepted payments usually reach the chain. */
export const SETTLEMENT_DAYS = 30;

/** A programme's two ends: the last moment to spend, and the last for accepted payments to reach the chain. */
export type ProgrammeEnds = { readonly spendableUntil: Date; readonly settleableUntil: Date };

export type MovedEndField = "spendableUntil" | "settleableUntil";

/** What is wrong with new ends, and in which field; `undefined` where they can be signed. */
export type MovedEndFault = { readonly field: MovedEndField; readonly message: string };

/**
 * Whether a programme's ends may be moved to these. The contract asks the same (`IVoucher.moveDates`); here it is asked
 * before anybody signs, field by field. An end that has passed may stay as it is while the other one moves.
 */
export function findMovedEndFault(
  spendableFrom: Date,
  now: ProgrammeEnds,
  next: ProgrammeEnds,
  today: Date,
): MovedEndFault | undefined {
  const { spendableUntil, settleableUntil } = next;
  if (isSame(now, next))
    return {
      field: "spendableUntil",
      message: "Le date sono già queste: non c'è nulla da firmare.",
    };
  if (spendableUntil <= spendableFrom)
    return { field: "spendableUntil", message: "La scadenza viene prima dell'inizio." };
  if (spendableUntil <= today && spendableUntil.getTime() !== now.spendableUntil.getTime())
    return { field: "spendableUntil", message: "La scadenza nuova è già passata." };
  if (settleableUntil < spendableUntil)
    return { field: "settleableUntil", message: "Non può precedere la scadenza." };
  if (settleableUntil <= today)
    return { field: "settleableUntil", message: "Questo termine è già passato." };
  return undefined;
}

function isSame(one: ProgrammeEnds, other: ProgrammeEnds): boolean {
  return (
    one.spendableUntil.getTime() === other.spendableUntil.getTime() &&
    one.settleableUntil.getTime() === other.settleableUntil.getTime()
  );
}
