import { type Selectable, sql } from "kysely";

import type { MerchantState } from "#core/merchant/merchant-state.ts";
import type { SpentToday } from "#core/payment/spending-limits.ts";
import type { Address, CardId, PaymentId, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";

import type { MerchantFacts, Till } from "../merchants/merchants.ts";
import type { OpenProgramme } from "../programmes/programmes.ts";
import type { ProgrammeTable, Tx } from "../shared/database.ts";
import { PREPARED } from "../shared/prepared-statements.ts";
import { type SpentRow, spentTodayOf } from "./spent-today.ts";

/** What a payment is judged by, beside the card that is locked. */
export type Terms = {
  /** Whether there is a payment of this id already. */
  readonly isKnown: boolean;
  /** Whether the card's telephone was asked about a payment of this id. */
  readonly isAsked: boolean;
  /** The database's time: a replica whose clock is wrong must not answer otherwise than the others. */
  readonly now: Date;
  readonly merchant: MerchantFacts;
  /** The open programmes of the card's accounts, in the order in which they were opened. */
  readonly programmes: readonly OpenProgramme[];
  readonly histories: ReadonlyMap<Address, AccountHistory>;
  /** What the card spent today (Europe/Rome) of each programme that limits that. */
  readonly spentOf: ReadonlyMap<ProgrammeId, Cents>;
  readonly spentToday: SpentToday;
};

/** What an account of the card has signed before. */
export type AccountHistory = {
  /** Its lowest nonce that has not settled; null where all have. */
  readonly oldestOpen: bigint | null;
  /**
   * How often it has paid at this shop and at others: what the chain shows, or will. Counted of accounts with something
   * on them.
   */
  readonly paidHere: number;
  readonly paidElsewhere: number;
};

/** Every column but those that name the row's parts otherwise; null where the account's programme is not open. */
type Row = Omit<Selectable<ProgrammeTable>, "id" | "state" | "categories"> & {
  readonly is_known: boolean;
  readonly is_asked: boolean;
  readonly judged_at: Date;
  readonly merchant_account: Address | null;
  readonly merchant_state: MerchantState;
  readonly merchant_category: number;
  readonly local_percent: number;
  readonly account: Address | null;
  readonly oldest: bigint | null;
  readonly here: bigint;
  readonly elsewhere: bigint;
  readonly spent_today: bigint | null;
  readonly id: ProgrammeTable["id"] | null;
  readonly categories: number[];
} & SpentRow;

/**
 * Reads it in one statement, since every till waits for it, and under a lock that a shop's suspension must wait for. The
 * card is locked before: what other payments did to it is seen here. For a payment, the till is locked as well, after
 * card and shop, always: nothing can be added to what it spent in between, on any replica.
 */
export async function readTerms(
  tx: Tx,
  { id: tillId, merchant: { id: merchantId } }: Till,
  paymentId: PaymentId | undefined,
  cardId: CardId,
): Promise<Terms> {
  const { rows } = await sql<Row>`${PREPARED}
    with shop as materialized (select * from merchant where id = ${merchantId} for share),
    spent as materialized (
      select today.* from shop, spent_today(
        ${cardId}::uuid, shop.id, ${tillId}::uuid, now(), ${paymentId !== undefined}::boolean
      ) as today
    )
    select
      exists (select from payment where payment.id = ${paymentId ?? null}::uuid) as is_known,
      exists (select from payment_confirmation as c where c.payment_id = ${paymentId ?? null}::uuid) as is_asked,
      now() as judged_at, shop.account as merchant_account, shop.state as merchant_state,
      shop.category as merchant_category, shop.local_percent,
      account.address as account,
      (
        select min(nonce) from signed_transfer
        where from_account = account.address and signed_transfer.state in ('accepted', 'batched')
      ) as oldest,
      paid.here, paid.elsewhere, programme.*, today.cents as spent_today, spent.*
    from shop
    cross join spent
    left join account on account.card_id = ${cardId}
    left join programme on programme.id = account.programme_id and programme.state = 'open'
    left join (
      select t.programme_id, sum(t.amount_cents)::bigint as cents
      from payment as p join signed_transfer as t on t.payment_id = p.id
      join programme as limiting on limiting.id = t.programme_id and limiting.card_day_cents is not null
      where p.card_id = ${cardId} and t.state <> 'voided'
        and p.accepted_at >= date_trunc('day', now() at time zone 'Europe/Rome') at time zone 'Europe/Rome'
      group by t.programme_id
    ) as today on today.programme_id = programme.id
    cross join lateral (
      select count(*) filter (where shop.id = coalesce(payment.merchant_id, gift.to_merchant_id)) as here,
        count(*) filter (where shop.id is distinct from coalesce(payment.merchant_id, gift.to_merchant_id)) as elsewhere
      from signed_transfer as t left join payment on payment.id = t.payment_id left join gift on gift.id = t.gift_id
      where t.from_account = account.address and t.programme_id = account.programme_id and t.state <> 'voided'
        and account.confirmed_cents > account.held_cents
    ) as paid
    order by opened_at, programme.id, account.address
  `.execute(tx);
  const [first] = rows;
  if (first?.merchant_account == null)
    throw new Error(`Merchant ${merchantId} takes payments without an account.`);
  const { merchant_account: account, merchant_state: state, merchant_category: category } = first;
  const localPercent = first.local_percent;
  const open = rows.filter(({ id }) => id !== null) as unknown as OpenProgramme[];
  const histories = rows.flatMap(({ account: address, oldest, here, elsewhere }) => {
    if (address === null) return [];
    const paid = { paidHere: Number(here), paidElsewhere: Number(elsewhere) };
    return [[address, { oldestOpen: oldest, ...paid }] as const];
  });
  return {
    isKnown: first.is_known,
    isAsked: first.is_asked,
    now: first.judged_at,
    merchant: { id: merchantId, account, state, category, localPercent },
    programmes: [...new Map(open.map((programme) => [programme.id, programme])).values()],
    histories: new Map(histories),
    spentOf: spentOf(rows),
    spentToday: spentTodayOf(first),
  };
}

function spentOf(rows: readonly Row[]): Map<ProgrammeId, Cents> {
  return new Map(
    rows.flatMap(({ id, spent_today }) =>
      id === null || spent_today === null ? [] : [[id, cents(spent_today)] as const],
    ),
  );
}
