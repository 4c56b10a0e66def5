import type { GiftFacts } from "#core/gift/judge-gift.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { LimitFacts } from "#core/payment/card-limits.ts";
import type { LocalFacts, PaymentFacts } from "#core/payment/judge-payment.ts";
import type { ShopPaymentFacts } from "#core/payment/judge-shop-payment.ts";
import { hasFreeNonce } from "#core/payment/transfer-state.ts";
import type { ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, ZERO, centsToJson } from "#core/shared/money.ts";

import type { AccountUnderLock, CardUnderLock } from "../cards/cards.ts";
import type { OpenProgramme } from "../programmes/programmes.ts";
import type { PaymentDeps } from "./accept-payment.ts";
import type { AccountHistory, Terms } from "./read-terms.ts";

/** What the rules are told of a payment. The card's accounts are locked by the caller. */
export function factsOf(
  { limits, unsettled }: Pick<PaymentDeps, "limits" | "unsettled">,
  card: CardUnderLock,
  { merchant, programmes, histories, spentOf, spentToday }: Terms,
): PaymentFacts {
  const vouchers = programmes.flatMap((programme) => {
    const accounts = accountsIn(card, programme.id, histories);
    if (accounts.length === 0) return [];
    return [
      {
        programmeId: programme.id,
        spendableFrom: programme.spendable_from,
        spendableUntil: programme.spendable_until,
        categories: programme.categories,
        accounts,
        ...limitsOf(programme, spentOf.get(programme.id) ?? ZERO, spentToday.until),
      },
    ];
  });
  return {
    card: { status: card.status },
    merchant: { state: merchant.state, category: merchant.category },
    vouchers,
    ...localFactsOf(card, merchant.localPercent, histories),
    unsettled: unsettled(),
    spentToday,
    ...limits,
  };
}

/** Nothing where the programme limits nothing. */
function limitsOf(
  { card_payment_cents: payment, card_day_cents: day }: OpenProgramme,
  spent: Cents,
  until: Date,
): { readonly limits?: LimitFacts } {
  if (payment === null && day === null) return {};
  return { limits: { payment, day, spentToday: spent, until } };
}

/** Nothing where the shop takes no local value: then nobody need know what the card has of it. */
function localFactsOf(
  card: CardUnderLock,
  acceptedPercent: number,
  histories: Terms["histories"],
): { readonly local?: LocalFacts } {
  if (acceptedPercent === 0) return {};
  return { local: { acceptedPercent, accounts: accountsIn(card, LOCAL_VALUE, histories) } };
}

function accountsIn(card: CardUnderLock, token: ProgrammeId, histories: Terms["histories"]) {
  return card.accounts
    .filter(({ programmeId }) => programmeId === token)
    .map((account) => accountFacts(account, histories.get(account.address)));
}

function accountFacts(
  { address, available, nextNonce }: AccountUnderLock,
  { oldestOpen, paidHere, paidElsewhere } = NO_HISTORY,
) {
  const isFree = hasFreeNonce(nextNonce, oldestOpen);
  return { address, available, hasFreeNonce: isFree, paidHere, paidElsewhere };
}

const NO_HISTORY: AccountHistory = { oldestOpen: null, paidHere: 0, paidElsewhere: 0 };

/** The facts as they are stored with what they were judged for, for an auditor to judge again. */
export function factsToJson(facts: PaymentFacts | ShopPaymentFacts | GiftFacts): string {
  return JSON.stringify(facts, (_, value: unknown) =>
    typeof value === "bigint" ? centsToJson(value as Cents) : value,
  );
}
