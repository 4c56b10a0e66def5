import { sql } from "kysely";

import type { AccountFacts } from "#core/payment/choose-accounts.ts";
import type { PaymentFacts } from "#core/payment/judge-payment.ts";
import type { SpentToday } from "#core/payment/spending-limits.ts";
import type { Address, MerchantId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";

import type { LockedAccount, LockedCard } from "../cards/cards.ts";
import type { MerchantFacts } from "../merchants/merchants.ts";
import type { OpenProgramme } from "../programmes/programmes.ts";
import type { Tx } from "../shared/database.ts";
import type { PaymentDeps } from "./accept-payment.ts";

type Parties = {
  readonly card: LockedCard;
  readonly merchant: MerchantFacts;
  readonly programmes: readonly OpenProgramme[];
};

/** What the rules are told of a payment. The card's accounts are locked by the caller. */
export async function readFacts(
  tx: Tx,
  { limits, unsettled }: Pick<PaymentDeps, "limits" | "unsettled">,
  shop: MerchantId,
  { card, merchant, programmes }: Parties,
  spentToday: SpentToday,
): Promise<PaymentFacts> {
  const all = await withPaidBefore(tx, card.accounts, shop);
  const vouchers = programmes.flatMap((programme) => {
    const accounts = all.filter((account) => account.programmeId === programme.id);
    if (accounts.length === 0) return [];
    return [
      {
        programmeId: programme.id,
        spendableFrom: programme.spendable_from,
        spendableUntil: programme.spendable_until,
        categories: programme.categories,
        accounts: accounts.map(factsOf),
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

function factsOf(account: AccountFacts): AccountFacts {
  const { address, available, hasFreeNonce, paidHere, paidElsewhere } = account;
  return { address, available, hasFreeNonce, paidHere, paidElsewhere };
}

/**
 * How often each account with something on it has paid before, at this shop and at others: what the chain shows, or will.
 * Whoever locked the accounts sees every payment of theirs.
 */
async function withPaidBefore(
  tx: Tx,
  accounts: readonly LockedAccount[],
  shop: MerchantId,
): Promise<(LockedAccount & AccountFacts)[]> {
  const usable = accounts.filter(({ available }) => available > 0n);
  const { rows } = await sql<{ account: Address; here: bigint; elsewhere: bigint }>`
    select t.from_account as account,
      count(*) filter (where p.merchant_id = ${shop}) as here,
      count(*) filter (where p.merchant_id <> ${shop}) as elsewhere
    from signed_transfer as t join payment as p on p.id = t.payment_id
    where t.from_account = any(${usable.map(({ address }) => address)}::text[])
      and t.programme_id = any(${usable.map(({ programmeId }) => programmeId)}::uuid[])
      and t.state <> 'voided'
    group by t.from_account
  `.execute(tx);
  const before = new Map(rows.map((row) => [row.account, row]));
  return accounts.map((account) => ({
    ...account,
    paidHere: Number(before.get(account.address)?.here ?? 0),
    paidElsewhere: Number(before.get(account.address)?.elsewhere ?? 0),
  }));
}

/** The facts as they are stored with the payment, for an auditor to judge again. */
export function factsToJson(facts: PaymentFacts): string {
  return JSON.stringify(facts, (_, value: unknown) =>
    typeof value === "bigint" ? centsToJson(value as Cents) : value,
  );
}
