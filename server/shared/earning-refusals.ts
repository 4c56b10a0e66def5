import type { CheckInRefusal } from "#core/campaign/judge-check-in.ts";
import type { ClaimRefusal } from "#core/campaign/judge-claim.ts";
import type { VisitRefusal } from "#core/campaign/judge-visit.ts";

export type RefusalText = { readonly status: number; readonly title: string };

/** Refusals of what earns local value beside purchases. */
export type EarningRefusal =
  | { code: "organiser_required" }
  | { code: "second_person_needed" }
  | { code: "too_many_codes"; until: Date }
  | { code: "wrong_claim_code" }
  | { code: "campaign_not_running"; from: Date; until: Date }
  | { code: "nothing_left_to_earn"; boundBy: string }
  | VisitRefusal
  | Exclude<CheckInRefusal | ClaimRefusal, { code: "card_not_active" }>;

/** As in `problem.ts`, of which this is a part. */
export const EARNING_REFUSALS = {
  organiser_required: {
    status: 401,
    title: "Questa pagina non è aperta: inquadrare il foglio dell'azione e digitare il PIN.",
  },
  second_person_needed: {
    status: 409,
    title: "Il foglio di quest'azione l'ha fatto lei: le presenze le decide un'altra persona.",
  },
  too_many_codes: {
    status: 429,
    title: "Troppi codici o PIN sbagliati: per un po' non se ne provano altri.",
  },
  wrong_claim_code: {
    status: 404,
    title: "Codice premio non riconosciuto: ricontrollarlo sul foglio.",
  },
  campaign_not_running: { status: 409, title: "La campagna non è in corso." },
  nothing_left_to_earn: {
    status: 409,
    title: "Con questa campagna si è già guadagnato il massimo: il codice resta valido.",
  },
  action_not_running: {
    status: 409,
    title: "Le presenze si segnano solo durante l'azione.",
  },
  already_checked_in: {
    status: 409,
    title: "Già segnata: questa tessera, o un'altra della stessa famiglia.",
  },
  no_places_left: { status: 409, title: "I posti dell'azione sono finiti." },
  code_expired: { status: 409, title: "Questo codice premio è scaduto." },
  code_withdrawn: { status: 409, title: "Il Comune ha ritirato il foglio di questo codice." },
  visit_not_counted: { status: 409, title: "Questa visita non conta." },
  code_used: { status: 409, title: "Questo codice premio è già stato usato." },
} as const satisfies Record<EarningRefusal["code"], RefusalText>;
