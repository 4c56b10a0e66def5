import type { DealRefusal } from "#core/offer/judge-deal.ts";
import type { MessageRefusal, OfferRefusal } from "#core/offer/judge-board.ts";
import type { PhotoRefusal } from "#core/offer/clean-jpeg.ts";
import type { PaymentRefusal } from "#core/payment/judge-payment.ts";
import type { ReversalRefusal } from "#core/payment/judge-reversal.ts";
import type { GuessRefusal } from "#core/card/guess-limit.ts";
import type { PasswordRefusal } from "#core/card/password-policy.ts";
import type { TryRefusal } from "#core/card/try-limit.ts";

import { GIVING_REFUSALS, type GivingRefusal } from "./gift-refusals.ts";
import { EARNING_REFUSALS, type EarningRefusal, type RefusalText } from "./earning-refusals.ts";
import { PERSON_REFUSALS, type PersonRefusal } from "./person-refusals.ts";
import { PHONE_REFUSALS, type PhoneRefusal } from "./phone-refusals.ts";
import { SHOP_REFUSALS, type ShopRefusal } from "./shop-refusals.ts";

/** Refusals that arise at the service's edge or in a slice, beside those of the rules in `core`. */
export type ServiceRefusal =
  | { code: "malformed_request"; details: readonly { field: string; message: string }[] }
  | { code: "invalid_amount" }
  | { code: "not_found" }
  | { code: "too_large" }
  | { code: "session_required" }
  | { code: "till_required" }
  | { code: "board_session_required" }
  | { code: "id_reused" }
  | { code: "too_much_feedback"; retryAfterSeconds: number }
  | { code: "operator_required" }
  | { code: "passkey_required" }
  | { code: "passkey_refused" }
  | { code: "shop_proof_required" }
  | ShopRefusal
  | { code: "wrong_pin" }
  | { code: "pin_locked"; until: Date }
  | { code: "role_required"; roles: readonly string[] }
  | { code: "wrong_origin" }
  | { code: "sign_in_failed"; reason: string }
  | { code: "invalid_code"; reason: string }
  | { code: "wrong_kind_of_code"; kind: string }
  | { code: "unknown_code" }
  | { code: "wrong_password"; triesLeft: number }
  | { code: "busy"; retryAfterSeconds: number }
  | { code: "too_many_requests"; retryAfterSeconds: number }
  | { code: "payment_id_reused" }
  | { code: "payment_abandoned" }
  | { code: "payment_not_voidable"; state: string }
  | { code: "import_rejected"; errors: number }
  | { code: "unreadable_file"; reason: string }
  | { code: "nothing_to_do" }
  | { code: "changed_meanwhile" }
  | { code: "payer_missing" }
  | { code: "not_orderable"; statements: readonly string[] }
  | { code: "order_faults"; faults: readonly { merchant: string; fault: string }[] }
  | { code: "below_issued"; issuedCents: bigint }
  | { code: "wrong_state"; state: string }
  | { code: "household_of_one" }
  | { code: "first_card_missing" }
  | { code: "second_card_known" }
  | { code: "not_a_second_card" }
  | { code: "several_programmes" }
  | { code: "above_fund"; leftCents: bigint }
  | { code: "chain_unreachable" }
  | { code: "chain_halted"; reason: string }
  | { code: "recovering"; retryAfterSeconds: number }
  | { code: "not_available_here" }
  | { code: "internal_error" };

export type Refusal =
  | ServiceRefusal
  | PaymentRefusal
  | PhoneRefusal
  | ReversalRefusal
  | TryRefusal
  | GuessRefusal
  | PasswordRefusal
  | OfferRefusal
  | PhotoRefusal
  | MessageRefusal
  | DealRefusal
  | { code: "other_card" }
  | EarningRefusal
  | PersonRefusal
  | GivingRefusal;

/**
 * The HTTP status and the Italian sentence of every refusal. A new refusal does not compile until it has both.
 * What varies (an amount, a date) travels in the problem's own members, so that a page can show it its way.
 */
const REFUSALS = {
  malformed_request: { status: 422, title: "La richiesta contiene dati mancanti o non validi." },
  invalid_amount: {
    status: 422,
    title: "Importo non valido: da 0,01 € in su, in centesimi interi.",
  },
  not_found: { status: 404, title: "Non trovato." },
  too_large: { status: 413, title: "Il file o la richiesta è troppo grande." },
  session_required: { status: 401, title: "Sessione scaduta o assente: accedere di nuovo." },
  till_required: {
    status: 401,
    title: "Questa cassa non è attiva: inquadrare il foglio di attivazione.",
  },
  operator_required: {
    status: 401,
    title: "Chi è alla cassa? Scegliere il nome e digitare il PIN.",
  },
  passkey_required: {
    status: 401,
    title: "Questa cassa è legata al suo dispositivo: sbloccarla da lì.",
  },
  passkey_refused: {
    status: 403,
    title: "Il dispositivo non ha dato una conferma valida per questa cassa.",
  },
  shop_proof_required: {
    status: 403,
    title: "Per questo il negozio deve prima farsi riconoscere.",
  },
  wrong_pin: { status: 403, title: "PIN sbagliato." },
  pin_locked: { status: 423, title: "Troppi PIN sbagliati: bloccato per un po'." },
  role_required: {
    status: 403,
    title: "Il suo portafoglio non ha il ruolo richiesto per questa operazione.",
  },
  wrong_origin: { status: 403, title: "Richiesta proveniente da un altro sito: rifiutata." },
  sign_in_failed: {
    status: 401,
    title: "Accesso non riuscito: la firma non è valida o è scaduta.",
  },
  invalid_code: {
    status: 422,
    title: "Codice non leggibile: inquadrarlo di nuovo o ricopiarlo con cura.",
  },
  wrong_kind_of_code: { status: 422, title: "È il codice sbagliato: qui serve l'altro foglio." },
  unknown_code: { status: 404, title: "Tessera non riconosciuta da questo Comune." },
  wrong_password: { status: 403, title: "Password sbagliata, o codice di un altro Comune." },
  too_many_requests: {
    status: 429,
    title: "Troppe richieste in poco tempo: attendere qualche secondo.",
  },
  busy: { status: 503, title: "Il sistema è occupato: riprovare tra qualche secondo." },
  payment_id_reused: {
    status: 409,
    title: "Questo pagamento è già stato registrato con altri dati.",
  },
  payment_abandoned: {
    status: 409,
    title: "La cassa ha già annullato questa richiesta: rifare la vendita.",
  },
  payment_not_voidable: {
    status: 409,
    title: "Il pagamento è già in registrazione: non si annulla più, si può solo stornare.",
  },
  import_rejected: { status: 422, title: "Il file contiene errori: nulla è stato importato." },
  unreadable_file: { status: 422, title: "Il file non si legge come elenco." },
  changed_meanwhile: {
    status: 409,
    title: "Qualcun altro ha cambiato questi dati nel frattempo: ricaricare la pagina e rifare.",
  },
  payer_missing: {
    status: 409,
    title: "Manca il conto da cui pagare, o il codice che la banca chiede per questo formato.",
  },
  not_orderable: {
    status: 409,
    title: "Un rendiconto scelto non è approvato, o è già in una distinta: ricaricare la pagina.",
  },
  order_faults: {
    status: 422,
    title: "La banca rifiuterebbe questa distinta: correggere i dati indicati.",
  },
  below_issued: {
    status: 409,
    title: "L'importo è inferiore a quanto è già stato emesso o è in corso di emissione.",
  },
  nothing_to_do: { status: 409, title: "Non c'è nulla da fare: è già tutto a posto." },
  wrong_state: { status: 409, title: "Operazione non possibile nello stato attuale." },
  household_of_one: {
    status: 409,
    title: "Il nucleo ha un solo componente: se non è più così, prima si correggono i dati.",
  },
  first_card_missing: {
    status: 409,
    title: "Il nucleo non ha una tessera: la prima si fa dal suo programma.",
  },
  second_card_known: {
    status: 409,
    title: "Il nucleo ha già una seconda tessera: quella si sostituisce o si chiude.",
  },
  not_a_second_card: {
    status: 409,
    title: "È la prima tessera del nucleo: la parte si decide sulla seconda.",
  },
  several_programmes: {
    status: 409,
    title: "I rendiconti sono di programmi diversi: si approvano un programma per volta.",
  },
  above_fund: { status: 409, title: "L'importo supera quanto resta del fondo stanziato." },
  ...EARNING_REFUSALS,
  ...PERSON_REFUSALS,
  ...PHONE_REFUSALS,
  ...SHOP_REFUSALS,
  ...GIVING_REFUSALS,
  chain_unreachable: {
    status: 503,
    title: "La blockchain non risponde: riprovare tra poco. Nulla è andato perso.",
  },
  chain_halted: {
    status: 503,
    title: "La lettura della blockchain è ferma: avvisare chi gestisce il servizio.",
  },
  recovering: {
    status: 503,
    title:
      "Il sistema sta ricontrollando i conti sulla blockchain dopo un guasto: per qualche minuto non si accettano pagamenti. Nulla è andato perso di quanto già registrato.",
  },
  internal_error: {
    status: 500,
    title:
      "Errore interno: è stato annotato. Riprovare; se continua, avvisare chi gestisce il servizio.",
  },
  not_available_here: { status: 404, title: "Non disponibile in questa installazione." },
  card_not_active: { status: 409, title: "La tessera non è attiva." },
  merchant_not_active: { status: 409, title: "Il negozio non è attivo nella convenzione." },
  amount_above_limit: { status: 422, title: "L'importo supera il massimo per un solo pagamento." },
  no_voucher: { status: 409, title: "La tessera non ha buoni da spendere." },
  programme_not_started: { status: 409, title: "I buoni non sono ancora spendibili." },
  programme_ended: { status: 409, title: "I buoni sono scaduti." },
  merchant_not_eligible: {
    status: 409,
    title: "I buoni di questa tessera non valgono in questo tipo di negozio.",
  },
  insufficient_funds: { status: 409, title: "Il credito non basta: il resto si paga in contanti." },
  local_above_share: {
    status: 409,
    title: "Il negozio non accetta tanto valore locale per questa spesa: rifare la vendita.",
  },
  insufficient_local_value: {
    status: 409,
    title: "Il valore locale sulla tessera non basta: rifare la vendita.",
  },
  local_value_spent: {
    status: 409,
    title: "Il negozio ha già speso il valore locale di questa vendita: si storna meno.",
  },
  too_many_open_payments: {
    status: 409,
    title: "Troppi pagamenti ravvicinati con questa tessera: riprovare tra qualche minuto.",
  },
  settlement_backlog: {
    status: 503,
    title:
      "La registrazione su blockchain è in ritardo: per prudenza non si accettano altri pagamenti.",
  },
  programme_payment_limit: {
    status: 409,
    title: "Questi buoni pagano solo fino a un massimo per ogni acquisto.",
  },
  programme_day_limit: {
    status: 409,
    title:
      "Con questi buoni oggi la tessera ha già speso quanto il programma permette in un giorno.",
  },
  card_day_limit: {
    status: 409,
    title: "Con questa tessera oggi si è già speso quanto è permesso in un giorno.",
  },
  card_day_payments: {
    status: 409,
    title: "Con questa tessera oggi si sono già fatti tutti i pagamenti permessi in un giorno.",
  },
  card_at_shop_day_limit: {
    status: 409,
    title: "In questo negozio la tessera ha già speso quanto è permesso in un giorno.",
  },
  till_day_limit: {
    status: 409,
    title: "Questa cassa ha già incassato quanto è permesso in un giorno.",
  },
  till_day_payments: {
    status: 409,
    title: "Questa cassa ha già fatto tutti i pagamenti permessi in un giorno.",
  },
  payment_not_reversible: { status: 409, title: "Questo pagamento non si può stornare ora." },
  reversal_above_payment: {
    status: 409,
    title: "Lo storno supera quanto resta di questo pagamento.",
  },
  already_redeemed: {
    status: 409,
    title: "I buoni sono già stati presentati per il rimborso: rivolgersi all'ufficio.",
  },
  reversal_too_late: {
    status: 409,
    title: "I buoni di questo programma non si stornano più: rivolgersi all'ufficio.",
  },
  locked: { status: 423, title: "Troppe password sbagliate: la tessera è bloccata per un po'." },
  too_many_tries: {
    status: 429,
    title: "Troppe password sbagliate da qui: per un po' non se ne provano altre.",
  },
  weak_password: {
    status: 422,
    title: "Questa password è facile da indovinare: sceglierne un'altra.",
  },
  board_session_required: {
    status: 401,
    title: "La bacheca si è chiusa da sola: aprirla di nuovo con la password.",
  },
  id_reused: {
    status: 409,
    title: "Questa richiesta è già stata registrata con altri dati.",
  },
  too_much_feedback: {
    status: 429,
    title: "Sono arrivate troppe segnalazioni: riprovare tra un'ora, o dirlo all'ufficio.",
  },
  too_many_offers: {
    status: 409,
    title: "Troppi annunci: chiuderne uno, o aspettare domani.",
  },
  too_many_photos: { status: 409, title: "Un annuncio ha al massimo tre fotografie." },
  offer_over: { status: 409, title: "Questo annuncio non c'è più." },
  not_to_renew: {
    status: 409,
    title: "È presto per rinnovarlo: si può nell'ultima settimana.",
  },
  not_who_gives: {
    status: 409,
    title: "Il prezzo lo propone chi dà: chi riceve conferma con la tessera.",
  },
  deal_open: { status: 409, title: "C'è già una proposta che aspetta una risposta." },
  too_many_deals: { status: 409, title: "In questi messaggi ci sono già troppe proposte." },
  deal_over: { status: 409, title: "Questa proposta è già stata pagata o ritirata." },
  other_card: {
    status: 409,
    title: "Si paga con la tessera con cui si è aperta la bacheca.",
  },
  own_offer: { status: 409, title: "Questo annuncio è suo: rispondono gli altri." },
  thread_closed: { status: 409, title: "Qui non si può più scrivere." },
  too_many_messages: {
    status: 409,
    title: "Troppi messaggi: riprovare domani.",
  },
  bad_photo: {
    status: 422,
    title: "La fotografia non si può usare: sceglierne un'altra.",
  },
  blocked_by_tries: { status: 423, title: "Troppe password sbagliate: rivolgersi all'ufficio." },
} as const satisfies Record<Refusal["code"], RefusalText>;

/** An RFC 9457 problem document. `code` is stable; the other members are the refusal's payload. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly [member: string]: unknown;
};

export function problemOf(refusal: Refusal): Problem {
  const { code, ...payload } = refusal;
  const { status, title } = REFUSALS[code];
  return { type: `urn:borgo:${code}`, title, status, code, ...payload };
}

/** What the world did wrong: thrown. Workers and clients decide on `retryable`, never on the text. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code:
    | "chain_unreachable"
    /** A node finds the range of blocks too wide: ask for less. */
    | "range_refused"
    /** The nodes contradict each other: nothing they say counts as final meanwhile. */
    | "nodes_disagree"
    | "custody_unreachable"
    | "database_unreachable"
    /** Read them later: as many as may wait do. */
    | "too_many_files";
  readonly retryable: boolean;

  constructor(
    code: Fault["code"],
    message: string,
    options: { retryable: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
  }
}
