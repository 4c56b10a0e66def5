import type { Role } from "#core/chain/roles.ts";

import { formatEuroDigits } from "#core/shared/money.ts";

import { ROLE_NAMES } from "../session/role-names.ts";
import { type AnnouncedAct, limitOf } from "./read-roles.ts";

/** What a role lets one do, as an office says it. */
export const ROLE_TASKS = {
  admin: "dà e toglie i ruoli, con preavviso",
  treasury: "apre i programmi, liquida gli esercenti, fa rientrare nel fondo",
  issuer: "firma le ricariche delle tessere",
  merchants: "iscrive e sospende gli esercenti",
  rewards: "distribuisce i premi delle campagne",
  guardian:
    "blocca, mette in pausa, passa il credito di una tessera persa, ferma gli atti annunciati",
} as const satisfies Record<Role, string>;

export function actText({ change, data }: AnnouncedAct): string {
  const limit = limitOf(data);
  if (limit !== undefined) return `Portare il limite annuo a ${formatEuroDigits(limit)}`;
  if (change === undefined) return "Un atto che non riguarda i ruoli";
  const verb = change.kind === "grant" ? "Dare" : "Togliere";
  return `${verb} il ruolo «${ROLE_NAMES[change.role]}»`;
}

/** A wait (*attesa*) in the largest unit that says it whole: `48 ore`, `1 minuto`. */
export function delayText(seconds: number): string {
  if (seconds === 0) return "nessuna";
  if (seconds % 3600 === 0) return seconds === 3600 ? "1 ora" : `${seconds / 3600} ore`;
  if (seconds % 60 === 0) return seconds === 60 ? "1 minuto" : `${seconds / 60} minuti`;
  return `${seconds} secondi`;
}
