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
  /** Different hours of the clock in which something was sold. */
  readonly hours: number;
  /** Wrong passwords in the present window of the guess limit. */
  readonly wrongPasswords: number;
};

/**
 * What a shop, with all its tills, did on one civil day, and what it usually does: the mean of the days with sales in the
 * thirty before.
 */
export type ShopDay = {
  readonly sales: number;
  readonly amountCents: number;
  readonly emptied: number;
  /** Cards that paid three times or more within an hour. */
  readonly splitting: number;
  /** Sales from a programme in the last three days in which it can be spent. */
  readonly lastDays: number;
  readonly usual: { readonly days: number; readonly sales: number; readonly amountCents: number };
};

const TILL_RULES = [
  "night",
  "around_the_clock",
  "emptied",
  "round",
  "burst",
  "wrong_passwords",
] as const;
const SHOP_RULES = ["shop_emptied", "volume", "split", "last_days"] as const;

export const UNUSUAL_RULES = [...TILL_RULES, ...SHOP_RULES] as const;

export type UnusualRule = (typeof UNUSUAL_RULES)[number];

/** What was seen: the figure that the rule is about. */
export type UnusualUse = { readonly rule: UnusualRule; readonly figure: number };

/** From which figure on a day is unusual. */
export const UNUSUAL_FROM: Readonly<Record<UnusualRule, number>> = {
  night: 5,
  around_the_clock: 18,
  emptied: 8,
  round: 10,
  burst: 12,
  wrong_passwords: 8,
  shop_emptied: 20,
  /** Times the usual. */
  volume: 5,
  split: 4,
  last_days: 15,
};

/** Below so many days with sales a shop has no usual yet. */
export const USUAL_DAYS = 5;
/** A day's takings, in cents, below which even many times the usual is small. */
export const SMALL_DAY_CENTS = 50_000;
/** How many times the usual number of sales makes a rush of a programme's last days. */
export const RUSH_TIMES = 3;

/** Which share of a day's sales, in percent, the rules about kinds of sales ask for as well. */
export const UNUSUAL_SHARE = 60;

/**
 * What a shop does that records codes and passwords, or buys vouchers for cash: simple rules that an officer can explain
 * and a shop can answer, none of which refuses a sale. An honest busy day may meet one of them now and then.
 *
 * - `around_the_clock`: sales in more hours of one day than any shop keeps open.
 * - `night`: several cards at one till while shops are closed.
 * - `emptied`: sale after sale takes all that is on the card.
 * - `round`: sale after sale is of whole tens of euros, as no shopping is.
 * - `burst`: more cards in ten minutes than people pass a counter.
 * - `wrong_passwords`: somebody tries passwords.
 */
export function findUnusualUse(day: TillDay): readonly UnusualUse[] {
  const figures: Readonly<Record<(typeof TILL_RULES)[number], number>> = {
    night: day.nightCards,
    around_the_clock: day.hours,
    emptied: isMost(day.emptied, day.sales) ? day.emptied : 0,
    round: isMost(day.round, day.sales) ? day.round : 0,
    burst: day.cardsInTenMinutes,
    wrong_passwords: day.wrongPasswords,
  };
  return beyond(TILL_RULES, figures);
}

/**
 * The same for a shop with all its tills.
 *
 * - `shop_emptied`: sale after sale takes all that is on the card, whichever the till.
 * - `volume`: takings far above what the shop usually takes.
 * - `split`: cards that pay again and again within an hour, as one does to stay below a limit.
 * - `last_days`: a rush on the last days of a programme, of which a shop that buys vouchers for cash has most.
 */
export function findUnusualShop(day: ShopDay): readonly UnusualUse[] {
  const { usual } = day;
  const isKnown = usual.days >= USUAL_DAYS;
  const times = isKnown ? Math.floor(day.amountCents / Math.max(usual.amountCents, 1)) : 0;
  const isRush = isKnown && day.lastDays >= usual.sales * RUSH_TIMES;
  return beyond(SHOP_RULES, {
    shop_emptied: isMost(day.emptied, day.sales) ? day.emptied : 0,
    volume: day.amountCents >= SMALL_DAY_CENTS ? times : 0,
    split: day.splitting,
    last_days: isRush ? day.lastDays : 0,
  });
}

function beyond<Rule extends UnusualRule>(
  rules: readonly Rule[],
  figures: Readonly<Record<Rule, number>>,
): readonly UnusualUse[] {
  return rules
    .filter((rule) => figures[rule] >= UNUSUAL_FROM[rule])
    .map((rule) => ({ rule, figure: figures[rule] }));
}

function isMost(some: number, all: number): boolean {
  return some * 100 >= all * UNUSUAL_SHARE;
}
