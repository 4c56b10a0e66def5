import { SETTLEMENT_DAYS } from "#core/programme/move-end.ts";

import type { AmendmentOrder } from "../../../shared/api/amendments.ts";
import { draftFaults, isAct } from "./draft-faults.ts";
import { endOfRomeDay, lastRomeDay } from "./rome-day.ts";

/** The form that moves a programme's end, as typed. Days as `2026-12-01`, both included. */
export type AmendmentDraft = {
  readonly act: string;
  readonly until: string;
  readonly settleUntil: string;
};

export type AmendmentErrors = Partial<Readonly<Record<keyof AmendmentDraft, string>>>;

const DAY_MS = 86_400_000;

/** The day by which the chain has usually taken what was accepted until `until`; empty where that is no day. */
export function usualSettleDay(until: string): string {
  const end = endOfRomeDay(until);
  return end === undefined
    ? ""
    : lastRomeDay(new Date(end.getTime() + SETTLEMENT_DAYS * DAY_MS).toISOString());
}

/** What has to be mended before the service is asked; the service judges again. */
export function amendmentErrors({ act, until, settleUntil }: AmendmentDraft): AmendmentErrors {
  const [end, settle] = [endOfRomeDay(until), endOfRomeDay(settleUntil)];
  return draftFaults<keyof AmendmentDraft>([
    ["act", !isAct(act), "Indicare l'atto, per esempio «Determina 80/2026»."],
    ["until", end === undefined, "Scegliere l'ultimo giorno di spesa."],
    ["settleUntil", settle === undefined, "Scegliere l'ultimo giorno di registrazione."],
    [
      "settleUntil",
      end !== undefined && settle !== undefined && settle < end,
      "Non può precedere l'ultimo giorno di spesa.",
    ],
  ]);
}

/**
 * The draft as the service wants it. A day that was left as it is keeps its very instant: an end that has passed may
 * stay, and may not be another one in the past.
 */
export function amendmentOrder(
  { act, until, settleUntil }: AmendmentDraft,
  known: { readonly spendableUntil: string; readonly settleableUntil: string },
): AmendmentOrder {
  return {
    act: act.trim(),
    spendableUntil: instantOf(until, known.spendableUntil),
    settleableUntil: instantOf(settleUntil, known.settleableUntil),
  };
}

function instantOf(day: string, known: string): string {
  if (day === lastRomeDay(known)) return known;
  const end = endOfRomeDay(day);
  if (end === undefined) throw new RangeError("The draft has errors.");
  return end.toISOString();
}
