import { sql } from "kysely";

import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { Address, MerchantId, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import { openDetails } from "../merchants/merchants.ts";
import type { Database } from "../shared/database.ts";
import { bookOwed } from "../shared/journal.ts";

type Deps = { db: Database; custody: Custody };

type Row = {
  readonly id: string;
  readonly kind: "payment" | "reversal" | "gift";
  readonly accepted_at: Date;
  readonly programme_id: ProgrammeId;
  readonly programme: string;
  /** None where a card gave to a card. */
  readonly merchant_id: MerchantId | null;
  readonly sealed_details: Buffer | null;
  /**
   * Whom a reversal is owed to: a card, or a shop that had paid this one. Of a gift, the card that was to receive it, or
   * that gave it to an association.
   */
  readonly card_number: string | null;
  readonly payer_id: MerchantId | null;
  readonly payer_details: Buffer | null;
  readonly amount_cents: Cents;
  readonly reason: string;
  readonly deadline: Date;
  readonly act: string | null;
  readonly made_by: Address | null;
  readonly made_at: Date | null;
};

const MOST_LISTED = 500;

/**
 * What the chain will never give a shop that sold in good faith, or a card that was promised its value back: the town
 * owes it. What is not made good yet comes first.
 */
export async function listOwed({ db, custody }: Deps) {
  const { rows } = await sql<Row>`
    select t.id,
      case when t.gift_id is not null then 'gift' when t.reversal_id is null then 'payment' else 'reversal' end as kind,
      coalesce(gift.accepted_at, reversal.accepted_at, payment.accepted_at) as accepted_at,
      t.programme_id, coalesce(programme.name, 'Valore locale') as programme,
      merchant.id as merchant_id, merchant.sealed_details, card.number as card_number, t.amount_cents,
      payer.id as payer_id, payer.sealed_details as payer_details,
      t.skip_reason as reason, t.deadline, made_good.act, made_good.made_by, made_good.made_at
    from signed_transfer as t
    left join made_good on made_good.transfer_id = t.id
    left join reversal on reversal.id = t.reversal_id
    left join gift on gift.id = t.gift_id
    left join payment on payment.id = coalesce(t.payment_id, reversal.payment_id)
    left join programme on programme.id = t.programme_id
    left join merchant on merchant.id = coalesce(payment.merchant_id, gift.to_merchant_id)
    left join card on card.id = coalesce(payment.card_id, gift.to_card_id, gift.card_id)
    left join merchant as payer on payer.id = payment.payer_id
    where t.state = 'failed' and t.is_covered
    order by made_good.made_at is not null, accepted_at, t.id
    limit ${MOST_LISTED}
  `.execute(db);
  return rows.map((row) => owedToJson(custody, row));
}

function owedToJson(custody: Custody, row: Row) {
  const { id, kind, programme, reason, merchant_id: merchantId } = row;
  return {
    ...{ id, kind, programme, reason },
    acceptedAt: row.accepted_at.toISOString(),
    ...(merchantId === null
      ? {}
      : { merchant: merchantOf(custody, merchantId, row.sealed_details!) }),
    ...(row.card_number === null ? {} : { cardNumber: row.card_number }),
    ...(row.payer_id === null
      ? {}
      : { payer: openDetails(custody, row.payer_id, row.payer_details!).businessName }),
    unit: row.programme_id === LOCAL_VALUE ? ("local" as const) : ("euro" as const),
    amountCents: centsToJson(row.amount_cents),
    deadline: row.deadline.toISOString(),
    ...(row.made_at === null
      ? {}
      : { madeGood: { act: row.act!, by: row.made_by!, at: row.made_at.toISOString() } }),
  };
}

function merchantOf(custody: Custody, id: MerchantId, sealedDetails: Buffer) {
  const { businessName } = openDetails(custody, id, sealedDetails);
  return { id: id as string, businessName };
}

export type MakeGoodRefusal = { code: "not_found" } | { code: "wrong_state"; state: string };

/**
 * Notes by which act an officer gave what is owed, by other means than the chain. Once: the same act again changes
 * nothing, another one is refused. Answers the amount that was noted now.
 */
export async function makeGood(
  { db }: Pick<Deps, "db">,
  transferId: string,
  act: string,
  officer: Address,
): Promise<Result<Cents | undefined, MakeGoodRefusal>> {
  return db.transaction().execute(async (tx) => {
    const transfer = await tx
      .selectFrom("signed_transfer")
      .select(["state", "programme_id", "to_account", "amount_cents", "is_covered"])
      .where("id", "=", transferId)
      .forUpdate()
      .executeTakeFirst();
    if (transfer?.is_covered !== true) return refuse({ code: "not_found" });
    const earlier = await tx
      .selectFrom("made_good")
      .select("act")
      .where("transfer_id", "=", transferId)
      .executeTakeFirst();
    if (earlier?.act === act) return ok(undefined);
    if (earlier !== undefined) return refuse({ code: "wrong_state", state: "made_good" });
    const { state, programme_id: programmeId, to_account: to, amount_cents: amount } = transfer;
    if (state !== "failed") return refuse({ code: "wrong_state", state });
    await tx
      .insertInto("made_good")
      .values({ transfer_id: transferId, act, made_by: officer })
      .execute();
    await bookOwed(tx, "make_good", [{ cause: transferId, programmeId, to, amount }]);
    return ok(amount);
  });
}

/** What nobody has made good yet, for the alarm. */
export async function owedFigures(db: Database): Promise<{ transfers: number; cents: bigint }> {
  const { rows } = await sql<{ transfers: number; cents: bigint }>`
    select count(*)::int as transfers, coalesce(sum(amount_cents), 0)::bigint as cents
    from signed_transfer as t where t.state = 'failed' and t.is_covered
      and not exists (select from made_good where made_good.transfer_id = t.id)
  `.execute(db);
  return rows[0]!;
}
