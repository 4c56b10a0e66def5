import type { OfficeAct } from "#core/office/office-act.ts";

/** The acts as the office speaks of them. */
export const ACT_NAMES = {
  session_started: "Accesso",
  session_ended: "Uscita",
  programme_drafted: "Programma preparato",
  programme_amended: "Termine di un programma spostato",
  beneficiaries_imported: "Graduatoria importata",
  people_seen: "Dati personali consultati",
  person_changed: "Dati di una persona corretti",
  entitlement_changed: "Importo assegnato cambiato",
  entitlement_withdrawn: "Beneficiario ritirato",
  entitlement_readmitted: "Beneficiario riammesso",
  person_exported: "Copia dei dati di una persona consegnata",
  person_erased: "Dati di una persona cancellati",
  programme_limits_changed: "Limiti di un programma cambiati",
  cards_issued: "Tessere preparate per la stampa",
  cards_confirmed: "Stampa delle tessere confermata",
  cards_discarded: "Stampa delle tessere scartata",
  card_blocked: "Tessera bloccata",
  card_unblocked: "Tessera sbloccata",
  card_replaced: "Tessera sostituita",
  card_closed: "Tessera chiusa",
  second_card_issued: "Seconda tessera di un nucleo emessa",
  card_share_changed: "Parte della seconda tessera cambiata",
  issuance_prepared: "Ricarica preparata",
  schedule_changed: "Piano mensile cambiato",
  amounts_assigned: "Importi assegnati per nucleo",
  merchants_imported: "Esercenti importati",
  merchants_invited: "Fogli di attivazione stampati",
  till_revoked: "Cassa disattivata",
  till_unlocked: "Cassa sbloccata dopo password sbagliate",
  unusual_use_closed: "Segnalazione chiusa",
  payment_suspended: "Pagamento di un rendiconto sospeso",
  payment_rejected: "Pagamento di un rendiconto respinto",
  payment_released: "Pagamento di un rendiconto riammesso",
  statement_checked: "Rendiconto controllato",
  statement_paid: "Rendiconto segnato pagato",
  payer_changed: "Conto da addebitare cambiato",
  transfers_ordered: "Distinta di pagamento preparata",
  order_withdrawn: "Distinta annullata",
  order_downloaded: "File della distinta scaricato",
  outcomes_imported: "Esito della banca registrato",
  owed_made_good: "Importo dovuto pagato con un atto",
  town_exported: "Esportazione completa dei dati",
  campaign_drafted: "Campagna preparata",
  rewards_prepared: "Accredito di premi preparato",
  offer_taken_down: "Annuncio della bacheca nascosto",
  offer_put_back: "Annuncio della bacheca rimesso",
  report_dismissed: "Segnalazione della bacheca respinta",
  thread_seen: "Messaggi segnalati letti",
  thread_ended: "Messaggi segnalati chiusi",
  action_created: "Azione civica creata",
  organiser_access_made: "Foglio per chi organizza stampato",
  organiser_access_revoked: "Foglio per chi organizza annullato",
  presences_approved: "Presenze approvate",
  presences_rejected: "Presenze respinte",
  codes_printed: "Codici premio stampati",
  codes_withdrawn: "Codici premio ritirati",
  code_claimed: "Codice premio riscosso allo sportello",
} as const satisfies Record<OfficeAct, string>;

/** The details as a person reads them; those that nobody named are shown as they are. */
const DETAIL_NAMES: Readonly<Record<string, string>> = {
  mint: "accredito",
  presences: "presenze",
  codes: "codici",
  campaign: "campagna",
  people: "persone",
  cards: "tessere",
  merchants: "esercenti",
  statements: "rendiconti",
  transfers: "bonifici",
  issuance: "ricarica",
  till: "cassa",
  entitlement: "assegnazione",
  entitlements: "assegnazioni",
  ground: "motivo",
  format: "formato",
  amountCents: "centesimi",
  instalments: "rate",
  firstMonth: "primo mese",
  month: "mese",
  amendment: "atto",
  file: "file",
  paid: "pagati",
  rejected: "respinti",
};

export function actName(act: string): string {
  return (ACT_NAMES as Readonly<Record<string, string>>)[act] ?? act;
}

export function detailsText(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .map(([name, value]) => `${DETAIL_NAMES[name] ?? name}: ${String(value)}`)
    .join(", ");
}
