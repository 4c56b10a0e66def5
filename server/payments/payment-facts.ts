import type { LimitFacts } from "#core/payment/card-limits.ts";
import type { PaymentFacts } from "#core/payment/judge-payment.ts";
import type { SpentToday } from "#core/payment/spending-limits.ts";
import { hasFreeNonce } from "#core/payment/transfer-state.ts";
import { type Cents, ZERO, centsToJson } from "#core/shared/money.ts";

import type { AccountUnderLock, CardUnderLock } from "../cards/cards.ts";
import type { OpenProgramme } from "../programmes/programmes.ts";
import type { PaymentDeps } from "./accept-payment.ts";
import type { AccountHistory, Terms } from "./read-terms.ts";

/** What the rules are told of a payment. The card's accounts are locked by the caller. */
export function factsOf(
  { limits, unsettled }: Pick<PaymentDeps, "limits" | "unsettled">,
  card: CardUnderLock,
  { merchant, programmes, histories, spentOf }: Terms,
  spentToday: SpentToday,
): PaymentFacts {
  const vouchers = programmes.flatMap((programme) => {
    const accounts = card.accounts.filter((account) => account.programmeId === programme.id);
    if (accounts.length === 0) return [];
    return [
      {
        programmeId: programme.id,
        spendableFrom: programme.spendable_from,
        spendableUntil: programme.spendable_until,
        categories: programme.categories,
        accounts: accounts.map((account) => accountFacts(account, histories.get(account.address))),
        ...limitsOf(programme, spentOf.get(programme.id) ?? ZERO, spentToday.until),
      },
    ];
  });
  return {
    card: { status: card.status },
    merchant: { state: merchant.state, category: merchant.category },
    vouchers,
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

function accountFacts(
  { address, available, nextNonce }: AccountUnderLock,
  { oldestOpen, paidHere, paidElsewhere } = NO_HISTORY,
) {
  const isFree = hasFreeNonce(nextNonce, oldestOpen);
  return { address, available, hasFreeNonce: isFree, paidHere, paidElsewhere };
}

const NO_HISTORY: AccountHistory = { oldestOpen: null, paidHere: 0, paidElsewhere: 0 };

/** The facts as they are stored with the payment, for an auditor to judge again. */
export function factsToJson(facts: PaymentFacts): string {
  return JSON.stringify(facts, (_, value: unknown) =>
    typeof value === "bigint" ? centsToJson(value as Cents) : value,
  );
}
