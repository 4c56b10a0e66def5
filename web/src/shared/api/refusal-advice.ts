import type { WeakPasswordReason } from "#core/card/password-policy.ts";
import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import { say } from "../i18n/say.ts";
import { formatDay, formatLastDay, formatTime } from "../ui/rome-time.ts";
import type { Problem } from "./types.ts";

/** What was refused, in the language of this device. The service's own title is Italian. */
export function refusalTitle({ code, title, cardStatus, origin }: Problem): string {
  if (typeof origin === "string")
    return say("È la tessera di un altro Comune ({0}).", new URL(origin).host);
  if (code === "card_not_active" && typeof cardStatus === "string" && cardStatus in CARD_TITLES)
    return say(CARD_TITLES[cardStatus as keyof typeof CARD_TITLES]);
  return say(title);
}

const CARD_TITLES = {
  issued: "La tessera non è ancora attiva.",
  blocked: "La tessera è bloccata.",
  replaced: "È una tessera vecchia: è stata sostituita.",
  closed: "La tessera è chiusa.",
} as const;

/** What to do about a refusal, in a sentence; empty where the refusal says it all. */
export function refusalAdvice(problem: Problem): string {
  const member = (name: string) => {
    const value = problem[name];
    return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
  };
  return ADVICE[problem.code]?.(member) ?? "";
}

type Member = (name: string) => string | undefined;

const office = () => say("Rivolgersi all'ufficio del Comune.");

const ADVICE: Readonly<Record<string, (member: Member) => string>> = {
  wrong_password: (member) => triesText(member("triesLeft")),
  too_many_tries: (member) => `${untilText(member("until"))} ${fromText(member("from"))}`.trim(),
  locked: (member) => untilText(member("until")),
  weak_password: (member) => weakText(member("reason")),
  blocked_by_tries: () => say("La tessera resta bloccata finché l'ufficio non interviene."),
  insufficient_funds: (member) => euroText("Sulla tessera restano {0}.", member("available")),
  shop_value_short: (member) => {
    const available = member("available");
    return available === undefined
      ? ""
      : say("Il negozio ha {0} in valore locale.", formatEuroDigits(BigInt(available)));
  },
  amount_above_limit: (member) => euroText("Il massimo per un pagamento è {0}.", member("limit")),
  programme_payment_limit: payableText,
  programme_day_limit: (member) =>
    member("left") === "0" ? tomorrowText(member) : payableText(member),
  card_day_limit: limitText,
  card_at_shop_day_limit: limitText,
  till_day_limit: limitText,
  card_day_payments: tomorrowText,
  gift_day_gifts: tomorrowText,
  gift_day_limit: (member) => {
    const left = member("left");
    if (left === undefined || left === "0") return tomorrowText(member);
    return say("Oggi si possono dare ancora {0}.", formatEuroDigits(BigInt(left)));
  },
  not_enough_to_give: (member) => {
    const available = member("available");
    return available === undefined
      ? ""
      : say("Sulla tessera restano {0}.", formatEuroDigits(BigInt(available)));
  },
  till_day_payments: tomorrowText,
  card_not_active: (member) =>
    member("cardStatus") === "replaced"
      ? say("Chiedere al cliente quella nuova: il credito è passato lì.")
      : office(),
  no_voucher: office,
  programme_not_started: (member) =>
    dayText("Si potranno spendere dal {0}.", member("from"), formatDay),
  programme_ended: (member) =>
    dayText("Erano spendibili fino al {0}.", member("on"), formatLastDay),
  merchant_not_active: () => say("Avvisare l'ufficio del Comune che segue la convenzione."),
  too_many_codes: (member) => dayText("Si potrà riprovare dalle {0}.", member("until"), formatTime),
  code_used: (member) => (member("byThisCard") === "true" ? say("È già su questa tessera.") : ""),
  unknown_code: (member) =>
    member("origin") === undefined
      ? say("Controllare che il foglio o la tessera sia di questo Comune.")
      : say("Qui valgono solo le tessere di questo Comune."),
};

/** Why a password of one's choice is refused. */
const WEAK = {
  too_short: () => say("Servono almeno 8 cifre o lettere."),
  too_long: () => say("Al massimo 64 caratteri."),
  repeated: () => say("Sono sempre le stesse cifre."),
  sequence: () => say("Sono cifre o lettere in fila."),
  keypad: () => say("È un disegno sulla tastiera."),
  date: () => say("Sembra una data: quelle di nascita sono le prime che si provano."),
  common: () => say("È una delle parole che si provano per prime."),
  on_the_card: () => say("È scritta sulla tessera o sulla lettera."),
} as const satisfies Record<WeakPasswordReason, () => string>;

function weakText(reason: string | undefined): string {
  return WEAK[reason as WeakPasswordReason]?.() ?? "";
}

function triesText(left: string | undefined): string {
  if (left === undefined) return "";
  if (left === "0") return say("La tessera si è bloccata per un po'.");
  return left === "1" ? say("Resta un solo tentativo.") : say("Restano {0} tentativi.", left);
}

function untilText(until: string | undefined): string {
  if (until === undefined) return "";
  return say(
    "Si potrà riprovare dalle {0}; l'ufficio del Comune può sbloccarla prima.",
    formatTime(until),
  );
}

function fromText(from: string | undefined): string {
  if (from === undefined) return "";
  return say("All'ufficio si dice l'indirizzo da cui si prova: {0}.", from);
}

function dayText(
  sentence: string,
  instant: string | undefined,
  format: (instant: string) => string,
): string {
  return instant === undefined ? "" : say(sentence, format(instant));
}

function limitText(member: Member): string {
  const left = member("left");
  if (left === undefined || left === "0") return tomorrowText(member);
  return say(
    "Oggi si possono pagare ancora {0} sui {1} di ogni giorno: il resto in euro, o domani.",
    formatEuro(BigInt(left)),
    formatEuro(BigInt(member("limit") ?? left)),
  );
}

function payableText(member: Member): string {
  return euroText("Ora la tessera può pagare {0}: il resto in euro.", member("left"));
}

function tomorrowText(member: Member): string {
  return dayText("Si potrà di nuovo dal {0}.", member("until"), formatDay);
}

function euroText(sentence: string, amount: string | undefined): string {
  return amount === undefined ? "" : say(sentence, formatEuro(BigInt(amount)));
}
