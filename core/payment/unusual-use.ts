/**
 * What one till did on one civil day (Europe/Rome). Voided sales count too: they show a use of the till.
 */
export type TillDay = {
  readonly sales: number;
  /** Different cards between 23 and 5 o'clock. */
  readonly nightCards: number;
  /** Sales that left nothing on the card. */
  readonly emptied: number;
  /** Sales of whole tens of euros. */
  readonly round: number;
  /** The most different cards in any ten minutes by the clock. */
  readonly cardsInTenMinutes: number;
  /** Wrong passwords in the present window of the guess limit. */
  readonly wrongPasswords: number;
};

export const UNUSUAL_RULES = ["night", "emptied", "round", "burst", "wrong_passwords"] as const;

export type UnusualRule = (typeof UNUSUAL_RULES)[number];

/** What was seen: the figure that the rule is about. */
export type UnusualUse = { readonly rule: UnusualRule; readonly figure: number };

/** From which figure on a day is unusual. */
export const UNUSUAL_FROM: Readonly<Record<UnusualRule, number>> = {
  night: 5,
  emptied: 8,
  round: 10,
  burst: 12,
  wrong_passwords: 8,
};

/** Which share of a day's sales, in percent, the rules about kinds of sales ask for as well. */
export const UNUSUAL_SHARE = 60;

/**
 * What a shop does that records codes and passwords, or buys vouchers for cash: simple rules that an officer can explain
 * and a shop can answer, none of which refuses a sale. An honest busy day may meet one of them now and then.
 *
 * - `night`: several cards at one till while shops are closed.
 * - `emptied`: sale after sale takes all that is on the card.
 * - `round`: sale after sale is of whole tens of euros, as no shopping is.
 * - `burst`: more cards in ten minutes than people pass a counter.
 * - `wrong_passwords`: somebody tries passwords.
 */
export function findUnusualUse(day: TillDay): readonly UnusualUse[] {
  const figures: Readonly<Record<UnusualRule, number>> = {
    night: day.nightCards,
    emptied: isMost(day.emptied, day.sales) ? day.emptied : 0,
    round: isMost(day.round, day.sales) ? day.round : 0,
    burst: day.cardsInTenMinutes,
    wrong_passwords: day.wrongPasswords,
  };
  return UNUSUAL_RULES.filter((rule) => figures[rule] >= UNUSUAL_FROM[rule]).map((rule) => ({
    rule,
    figure: figures[rule],
  }));
}

function isMost(some: number, all: number): boolean {
  return some * 100 >= all * UNUSUAL_SHARE;
}
