import { sql } from "kysely";

import type { GiftState } from "#core/gift/gift-state.ts";
import type { CardId, Hash } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";

import type { Database } from "../shared/database.ts";

type Row = {
  at: Date;
  is_given: boolean;
  cents: Cents;
  state: GiftState;
  /** Of the other card its last four digits; of an association its name. */
  other: string;
  is_card: boolean;
  transaction: Hash | null;
};

/** What a card gave and was given of local value, newest first, from the moment on at which it was accepted. */
export async function giftsOf(db: Database, id: CardId, most: number) {
  const { rows } = await sql<Row>`
    select gift.accepted_at as at, gift.card_id = ${id} as is_given, gift.amount_cents as cents, gift.state,
      coalesce(merchant.association_name, merchant.alias, right(other.number, 4)) as other,
      other.id is not null as is_card, (
        select settled_transaction from signed_transfer where gift_id = gift.id order by position limit 1
      ) as transaction
    from gift
    left join card as other on other.id = case when gift.card_id = ${id} then gift.to_card_id else gift.card_id end
    left join merchant on merchant.id = gift.to_merchant_id
    where gift.card_id = ${id} or gift.to_card_id = ${id}
    order by gift.accepted_at desc limit ${most}
  `.execute(db);
  return rows.map(({ at, is_given, cents, is_card, other, state, transaction }) => ({
    at: at.toISOString(),
    kind: is_given ? ("given" as const) : ("received" as const),
    unit: "local" as const,
    amountCents: centsToJson(cents),
    state,
    programme: "Valore locale",
    other: { kind: is_card ? ("card" as const) : ("association" as const), text: other },
    ...(transaction === null ? {} : { transactionHash: transaction as string }),
  }));
}
