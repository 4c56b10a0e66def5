import { sql } from "kysely";

import type { GiftFacts } from "#core/gift/judge-gift.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import { hasFreeNonce } from "#core/payment/transfer-state.ts";
import type { Address, GiftId } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";

import type { CardUnderLock } from "../cards/cards.ts";
import type { Tx } from "../shared/database.ts";
import type { LockedReceiver } from "./gift-receiver.ts";

type Giver = Pick<GiftFacts, "accounts" | "givenToday"> & {
  /** The database's time: a replica whose clock is wrong must not answer otherwise than the others. */
  readonly now: Date;
  /** Whether there is a gift of this id already. */
  readonly isKnown: boolean;
};

type Day = { now: Date; is_known: boolean; given: Cents; gifts: number; day_until: Date };
type History = { account: Address; oldest: bigint | null; here: bigint; elsewhere: bigint };

/** What the rule is told of who gives. The card is locked: nothing is added to its gifts until the transaction ends. */
export async function readGiver(
  tx: Tx,
  card: CardUnderLock,
  receiver: LockedReceiver,
  id: GiftId,
): Promise<Giver> {
  const { now, is_known: isKnown, given, gifts, day_until: until } = await readDay(tx, card, id);
  const histories = await readHistories(tx, card, receiver);
  const accounts = card.accounts
    .filter(({ programmeId }) => programmeId === LOCAL_VALUE)
    .map(({ address, available, nextNonce }) => {
      const history = histories.get(address)!;
      return {
        ...{ address, available, hasFreeNonce: hasFreeNonce(nextNonce, history.oldest) },
        ...{ paidHere: Number(history.here), paidElsewhere: Number(history.elsewhere) },
      };
    });
  return { now, isKnown, accounts, givenToday: { amount: cents(given), gifts, until } };
}

/** What failed counts as well: it was promised on that day. */
async function readDay(tx: Tx, card: CardUnderLock, id: GiftId): Promise<Day> {
  const { rows } = await sql<Day>`
    with today as (select date_trunc('day', now() at time zone 'Europe/Rome') as day)
    select now() as now, exists (select from gift where gift.id = ${id}) as is_known,
      coalesce(sum(amount_cents), 0)::bigint as given, count(gift.id)::int as gifts,
      (day + interval '1 day') at time zone 'Europe/Rome' as day_until
    from today left join gift on card_id = ${card.id} and accepted_at >= day at time zone 'Europe/Rome'
    group by day
  `.execute(tx);
  return rows[0]!;
}

/** What each account of local value has signed before: its oldest open nonce, and how often for this receiver. */
async function readHistories(
  tx: Tx,
  card: CardUnderLock,
  { cardId, merchantId }: LockedReceiver,
): Promise<Map<Address, History>> {
  const { rows } = await sql<History>`
    select account.address as account,
      min(t.nonce) filter (where t.state in ('accepted', 'batched')) as oldest,
      count(t.id) filter (where is_here) as here, count(t.id) filter (where not is_here) as elsewhere
    from account
    left join lateral (
      select signed.id, signed.nonce, signed.state, coalesce(
        gift.to_card_id = ${cardId ?? null}::uuid,
        coalesce(gift.to_merchant_id, payment.merchant_id) = ${merchantId ?? null}::uuid, false
      ) as is_here
      from signed_transfer as signed
      left join payment on payment.id = signed.payment_id left join gift on gift.id = signed.gift_id
      where signed.from_account = account.address and signed.programme_id = account.programme_id
        and signed.state <> 'voided'
    ) as t on true
    where account.card_id = ${card.id} and account.programme_id = ${LOCAL_VALUE}
    group by account.address
  `.execute(tx);
  return new Map(rows.map((row) => [row.account, row]));
}
