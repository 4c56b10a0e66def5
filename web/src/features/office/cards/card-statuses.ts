/** The states of a card as the office calls them. */
export const CARD_STATUSES: Readonly<Record<string, string>> = {
  issued: "In stampa",
  active: "Attiva",
  blocked: "Bloccata",
  replaced: "Sostituita",
  closed: "Chiusa",
};
