import { sql } from "kysely";

import type { Hash, MerchantId, PaymentId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import { type Till, aliasOf, openDetails, shopNumberOf } from "../merchants/merchants.ts";
import type { Database, Executor, PaymentRow } from "../shared/database.ts";

type Deps = { readonly db: Executor; readonly custody: Custody };

/** A shop as another one sees it before it pays. */
export type ShopView = { number: number; businessName: string };

/** The shop of a number: active, or it is not found. */
export async function shopOfNumber(
  { db, custody }: { db: Database; custody: Custody },
  number: number,
): Promise<
  Result<ShopView & { takesLocalValue: boolean; isOwnWallet: boolean }, { code: "unknown_shop" }>
> {
  const shop = await db
    .selectFrom("merchant")
    .select(["id", "sealed_details", "local_percent", "sealed_key_id"])
    .where("alias", "=", aliasOf(number))
    .where("state", "=", "active")
    .executeTakeFirst();
  if (shop === undefined) return refuse({ code: "unknown_shop" });
  const { businessName } = openDetails(custody, shop.id, shop.sealed_details);
  return ok({
    ...{ number, businessName, takesLocalValue: shop.local_percent > 0 },
    isOwnWallet: shop.sealed_key_id === null,
  });
}

/** The shops of these ids, as other shops see them. */
export async function shopsById(
  { db, custody }: Deps,
  ids: readonly MerchantId[],
): Promise<Map<MerchantId, ShopView>> {
  if (ids.length === 0) return new Map();
  const shops = await db
    .selectFrom("merchant")
    .select(["id", "alias", "sealed_details"])
    .where("id", "in", ids)
    .execute();
  return new Map(
    shops.map(({ id, alias, sealed_details }) => {
      const { businessName } = openDetails(custody, id, sealed_details);
      return [id, { number: shopNumberOf(alias), businessName }] as const;
    }),
  );
}

/** What the paying shop was told. Nothing in it ever changes. */
export type ShopPaid = {
  paymentId: string;
  amountCents: string;
  leftCents: string;
  acceptedAt: string;
  payee: ShopView;
  /** Whether it holds from now on. What an own wallet signed holds once it is on chain. */
  isCovered: boolean;
  digests: string[];
};

export async function shopPaid(deps: Deps, payment: PaymentRow): Promise<ShopPaid> {
  const transfers = await deps.db
    .selectFrom("signed_transfer")
    .select(["digest", "is_covered"])
    .where("payment_id", "=", payment.id)
    .execute();
  const shops = await shopsById(deps, [payment.merchant_id]);
  return {
    paymentId: payment.id,
    amountCents: centsToJson(payment.amount_cents),
    leftCents: centsToJson(payment.local_left_cents!),
    acceptedAt: payment.accepted_at.toISOString(),
    payee: shops.get(payment.merchant_id)!,
    isCovered: transfers.every((transfer) => transfer.is_covered),
    digests: transfers.map(({ digest }) => digest as string),
  };
}

type SpentRow = {
  id: PaymentId;
  state: Exclude<PaymentRow["state"], "abandoned">;
  amount: Cents;
  back: Cents;
  accepted_at: Date;
  payee: MerchantId;
  transaction: Hash | null;
};

/** What a shop paid to others on one civil day, newest first. */
export async function paidToShops(deps: Deps, { merchant }: Till, day: string) {
  const { rows } = await sql<SpentRow>`
    select payment.id, payment.state, payment.amount_cents as amount, payment.accepted_at, payment.merchant_id as payee,
      t.settled_transaction as transaction, coalesce((
        select sum(reversal.amount_cents) from reversal
        where reversal.payment_id = payment.id and reversal.state <> 'failed'
      ), 0)::bigint as back
    from payment join signed_transfer as t on t.payment_id = payment.id
    where payer_id = ${merchant.id}
      and accepted_at >= (${day}::date)::timestamp at time zone 'Europe/Rome'
      and accepted_at < (${day}::date + 1)::timestamp at time zone 'Europe/Rome'
    order by accepted_at desc, payment.id
  `.execute(deps.db);
  const shops = await shopsById(deps, [...new Set(rows.map(({ payee }) => payee))]);
  return rows.map(({ id, state, amount, back, accepted_at, payee, transaction }) => ({
    ...{ paymentId: id as string, state, amountCents: centsToJson(amount) },
    ...{ givenBackCents: centsToJson(back), acceptedAt: accepted_at.toISOString() },
    payee: shops.get(payee)!,
    ...(transaction === null ? {} : { transactionHash: transaction as string }),
  }));
}
