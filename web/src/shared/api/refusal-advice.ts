import { formatEuro } from "#core/shared/money.ts";

import type { Problem } from "./types.ts";
import { formatDay, formatLastDay, formatTime } from "../ui/rome-time.ts";

/** What to do about a refusal, in a sentence; empty where the refusal says it all. */
export function refusalAdvice(problem: Problem): string {
  const member = (name: string) => {
    const value = problem[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  };
  return ADVICE[problem.code]?.(member) ?? "";
}

type Member = (name: string) => string | undefined;

const OFFICE = "Rivolgersi all'ufficio del Comune.";

const ADVICE: Readonly<Record<string, (member: Member) => string>> = {
  wrong_password: (member) => triesText(member("triesLeft")),
  too_many_tries: (member) => untilText(member("until")),
  locked: (member) => untilText(member("until")),
  blocked_by_tries: () => "La tessera resta bloccata finché l'ufficio non interviene.",
  insufficient_funds: (member) => euroText("Sulla tessera restano", member("available")),
  amount_above_limit: (member) => euroText("Il massimo per un pagamento è", member("limit")),
  card_not_active: () => OFFICE,
  no_voucher: () => OFFICE,
  programme_not_started: (member) => dayText("Si potranno spendere dal", member("from")),
  programme_ended: (member) => endText(member("on")),
  merchant_not_active: () => "Avvisare l'ufficio del Comune che segue la convenzione.",
  unknown_code: () => "Controllare che il foglio o la tessera sia di questo Comune.",
};

function triesText(left: string | undefined): string {
  if (left === undefined) return "";
  if (left === "0") return "La tessera si è bloccata per un po'.";
  return left === "1" ? "Resta un solo tentativo." : `Restano ${left} tentativi.`;
}

function untilText(until: string | undefined): string {
  return until === undefined ? "" : `Si potrà riprovare dalle ${formatTime(until)}.`;
}

function dayText(before: string, instant: string | undefined): string {
  return instant === undefined ? "" : `${before} ${formatDay(instant)}.`;
}

function endText(expiry: string | undefined): string {
  return expiry === undefined ? "" : `Erano spendibili fino al ${formatLastDay(expiry)}.`;
}

function euroText(before: string, amount: string | undefined): string {
  return amount === undefined ? "" : `${before} ${formatEuro(BigInt(amount))}.`;
}
