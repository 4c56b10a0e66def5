import type { CampaignKind } from "#core/campaign/campaign-kind.ts";
import type { PresenceState } from "#core/campaign/presence-state.ts";
import type { DealState } from "#core/offer/deal-state.ts";
import type { OfferState } from "#core/offer/offer-state.ts";
import type { ReportReason } from "#core/offer/offer-words.ts";
import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import type { PersonExport } from "./export-person.ts";

const DAY = new Intl.DateTimeFormat("it", {
  timeZone: "Europe/Rome",
  dateStyle: "long",
  timeStyle: "short",
});

/** The same as the JSON, to be read, printed and handed over: plain text in Italian, which needs no program. */
export function readableExport(exported: PersonExport): string {
  const { town, at, person, entitlements, changes, cards, payments, acts } = exported;
  const { rewards, civicActions, shares, secondCards } = exported;
  return [
    `${town}: dati personali che il servizio dei buoni conserva`,
    `Copia fatta il ${day(at)} (art. 15 del Regolamento UE 2016/679)`,
    ...part("Persona", [
      `Cognome e nome: ${person.surname} ${person.name}`,
      ...given("Codice fiscale", person.fiscalCode),
      ...given("Telefono", person.mobile),
      ...given("Componenti del nucleo", person.householdSize),
      ...given("Dati conservati dal", person.heldSince && day(person.heldSince)),
    ]),
    ...(secondCards.length === 0
      ? []
      : part(
          "Seconde tessere del nucleo (la copia di chi le porta è a parte)",
          secondCards.map(secondText),
        )),
    ...part("Assegnazioni", entitlements.map(entitlementText)),
    ...part("Correzioni fatte a mano", changes.map(changeText)),
    ...part("Tessere", cards.flatMap(cardLines)),
    ...part("Pagamenti", payments.flatMap(paymentLines)),
    ...part("Valore locale dato e ricevuto", exported.gifts.map(giftText)),
    ...boardParts("Bacheca", exported.board),
    ...part("Premi in valore locale", rewards.map(rewardText)),
    ...part("Azioni civiche", civicActions.map(actionText)),
    ...part(
      "Iniziative condivise",
      shares.map(
        ({ initiative, card, day: on, visits }) =>
          `${on} - ${initiative}: visite arrivate dal link della tessera ${card}: ${visits}`,
      ),
    ),
    ...part(
      "Atti dell'ufficio nel registro",
      acts.map(({ at: when, act }) => `${day(when)}: ${act}`),
    ),
    ...part("Che cosa non c'è", ABSENT),
    "",
  ].join("\n");
}

const ABSENT = [
  "Password e codice della tessera: il Comune non li conosce e non li conserva.",
  "Che cosa è stato comprato: il servizio non lo sa.",
  "Sulla blockchain stanno i conti e i movimenti elencati sopra, senza alcun nome.",
];

function part(title: string, lines: readonly string[]): string[] {
  return ["", title.toUpperCase(), ...(lines.length === 0 ? ["nessuno"] : lines)];
}

/** A line where there is something to tell. */
function given(name: string, told: string | number | undefined): string[] {
  return told === undefined ? [] : [`${name}: ${told}`];
}

function secondText({ number, status, member, sharePercent }: PersonExport["secondCards"][number]) {
  return `Tessera ${number}, stato ${status}, di ${member.surname} ${member.name}: ${sharePercent} % di ogni ricarica`;
}

function day(instant: string): string {
  return DAY.format(new Date(instant));
}

function euro(cents: string): string {
  return formatEuro(BigInt(cents));
}

function entitlementText(due: PersonExport["entitlements"][number]): string {
  const { programme, act, protocol, amountCents, since, withdrawnAt } = due;
  const withdrawn = withdrawnAt === null ? "" : `, ritirata il ${day(withdrawnAt)}`;
  return `${programme} (${act}), protocollo ${protocol}: ${euro(amountCents)}, dal ${day(since)}${withdrawn}`;
}

function changeText({ kind, at, by, reason, before, after }: PersonExport["changes"][number]) {
  const change = before === undefined ? "" : ` da «${before}» a «${after ?? ""}»`;
  return `${day(at)}, ${by}: ${kind}${change}. Motivo: ${reason}`;
}

const KINDS: Readonly<Record<CampaignKind, string>> = {
  purchases: "acquisto",
  sharing: "condivisione",
  actions: "azione civica o codice",
};

/** Local value is no euro: without its sign. */
function rewardText({ on, campaign, kind, amountCents }: PersonExport["rewards"][number]): string {
  return `${on}, ${campaign} (${KINDS[kind]}): ${formatEuroDigits(BigInt(amountCents))}`;
}

function giftText({
  at,
  card,
  direction,
  other,
  amountCents,
  state,
}: PersonExport["gifts"][number]) {
  const way = direction === "given" ? `dato a ${other}` : `ricevuto da ${other}`;
  return `${day(at)}, tessera ${card}: ${formatEuroDigits(BigInt(amountCents))} ${way}, stato ${state}`;
}

const DECISIONS: Readonly<Record<PresenceState, string>> = {
  waiting: "da decidere",
  approved: "approvata",
  rejected: "respinta",
};

function actionText(action: PersonExport["civicActions"][number]): string {
  const { title, place, checkedInAt, state, reason } = action;
  const why = reason === undefined ? "" : `, motivo: ${reason}`;
  return `${day(checkedInAt)}, ${title} (${place}): ${DECISIONS[state]}${why}`;
}

function cardLines(card: PersonExport["cards"][number]): string[] {
  const { number, status, statusReason, issuedAt, statusSince, sharePercent, accounts, recharges } =
    card;
  const why = statusReason === null ? "" : `, motivo: ${statusReason}`;
  return [
    `Tessera ${number}, emessa il ${day(issuedAt)}, stato ${status} dal ${day(statusSince)}${why}`,
    ...(sharePercent === null
      ? []
      : [`  seconda tessera del nucleo: ${sharePercent} % di ogni ricarica`]),
    ...accounts.map(
      ({ address, programme, balanceCents }) =>
        `  conto ${address} (${programme}): ${euro(balanceCents)}`,
    ),
    ...recharges.map(
      ({ programme, amountCents, at, state }) =>
        `  ricarica ${programme}: ${euro(amountCents)}, ${at === null ? state : day(at)}`,
    ),
  ];
}

function paymentLines(payment: PersonExport["payments"][number]): string[] {
  const { at, card, shop, amountCents, state, shares, reversals } = payment;
  return [
    `${day(at)}, ${shop}, tessera ${card}: ${euro(amountCents)}, stato ${state}`,
    ...shares.map(
      ({ account, amountCents: part_, transaction }) =>
        `  dal conto ${account}: ${euro(part_)}${transaction === null ? "" : `, transazione ${transaction}`}`,
    ),
    ...reversals.map((one) => `  storno del ${day(one.at)}: ${euro(one.amountCents)}`),
  ];
}

const OFFER_STATES: Readonly<Record<OfferState, string>> = {
  open: "in bacheca",
  closed: "chiuso",
  hidden: "nascosto dal Comune",
};

function boardParts(
  title: string,
  { offers, messages, deals, reports }: PersonExport["board"],
): string[] {
  return [
    ...part(`${title}: annunci`, offers.map(offerText)),
    ...part(`${title}: messaggi`, messages.map(messageText)),
    ...part(`${title}: proposte di pagamento`, deals.map(dealText)),
    ...part(`${title}: segnalazioni al Comune`, reports.map(reportText)),
  ];
}

function offerText(offer: PersonExport["board"]["offers"][number]): string {
  const { side, title, text, zone, state, since, until, photos } = offer;
  return `${day(since)}, ${side === "offer" ? "offro" : "cerco"}: ${title} (${zone}), fino al ${day(until)}, ${OFFER_STATES[state]}, fotografie ${photos}. ${text}`;
}

function messageText({ about, at, isMine, text }: PersonExport["board"]["messages"][number]) {
  return `${day(at)}, su «${about}», ${isMine ? "scritto" : "ricevuto"}: ${text}`;
}

const DEAL_STATES: Readonly<Record<DealState, string>> = {
  proposed: "in attesa",
  paid: "pagata",
  withdrawn: "ritirata",
};

function dealText(deal: PersonExport["board"]["deals"][number]): string {
  const { about, at, isPaidToThem, localCents, euroCents, state } = deal;
  const euros = euroCents === "0" ? "" : ` e ${euro(euroCents)} a mano`;
  const price = `${formatEuroDigits(BigInt(localCents))} di valore locale${euros}`;
  return `${day(at)}, su «${about}», ${isPaidToThem ? "da ricevere" : "da pagare"}: ${price}, ${DEAL_STATES[state]}`;
}

const REPORT_WHY: Readonly<Record<ReportReason, string>> = {
  fraud: "sembra una truffa",
  offensive: "offende qualcuno",
  forbidden: "è una cosa vietata",
  personal_data: "dice chi è o dove abita qualcuno",
  other: "altro",
};

function reportText({ about, at, reason, note }: PersonExport["board"]["reports"][number]) {
  return `${day(at)}, su «${about}»: ${REPORT_WHY[reason]}${note === undefined ? "" : `. ${note}`}`;
}
