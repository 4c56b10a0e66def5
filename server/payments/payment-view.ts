import type { Hash, MerchantId, PaymentId, ReversalId } from "#core/shared/ids.ts";
import { type ValueKind, partsOf } from "#core/payment/value-parts.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";

import type { Custody } from "../custody/custody.ts";
import type { Executor, PaymentRow } from "../shared/database.ts";
import { type ShopView, shopsById } from "./shop-payments.ts";

/** What the till was told when the payment was accepted. Nothing in it ever changes. */
export type Acceptance = {
  paymentId: string;
  amountCents: string;
  parts: PartView[];
  leftCents: string;
  localLeftCents?: string;
  acceptedAt: string;
  cardNumber: string;
  digests: string[];
};

export type PartView = { kind: ValueKind; amountCents: string };

/** An amount by kind of value; `local` is what of it is local value. */
export function partsToJson(amount: Cents, local: Cents): PartView[] {
  return partsOf(amount, local).map(({ kind, amount: own }) => ({
    kind,
    amountCents: centsToJson(own),
  }));
}

type Paid = {
  readonly id: PaymentId;
  readonly amount: Cents;
  readonly left: Cents;
  readonly local: Cents;
  /** Absent where the shop took no local value. */
  readonly localLeft: Cents | undefined;
  readonly acceptedAt: Date;
};

/** The same whether it was accepted just now or long ago. */
export function acceptanceFrom(
  payment: Paid,
  cardNumber: string,
  digests: readonly Hash[],
): Acceptance {
  return {
    paymentId: payment.id,
    amountCents: centsToJson(payment.amount),
    parts: partsToJson(payment.amount, payment.local),
    leftCents: centsToJson(payment.left),
    ...localLeftToJson(payment.localLeft),
    acceptedAt: payment.acceptedAt.toISOString(),
    cardNumber,
    digests: [...digests],
  };
}

function localLeftToJson(localLeft: Cents | null | undefined): { localLeftCents?: string } {
  return localLeft == null ? {} : { localLeftCents: centsToJson(localLeft) };
}

export async function acceptanceOf(db: Executor, id: PaymentId): Promise<Acceptance> {
  const payment = await db
    .selectFrom("payment")
    .innerJoin("card", "card.id", "payment.card_id")
    .select(["amount_cents", "left_cents", "accepted_at", "card.number"])
    .select(["local_cents", "local_left_cents"])
    .where("payment.id", "=", id)
    .executeTakeFirstOrThrow();
  const transfers = await db
    .selectFrom("signed_transfer")
    .select("digest")
    .where("payment_id", "=", id)
    .orderBy("position")
    .execute();
  const { amount_cents: amount, local_cents: local, accepted_at: acceptedAt } = payment;
  const localLeft = payment.local_left_cents ?? undefined;
  return acceptanceFrom(
    { id, amount, left: payment.left_cents!, local, localLeft, acceptedAt },
    payment.number,
    transfers.map((transfer) => transfer.digest),
  );
}

/** How far payments have come: in the order of the ids given, abandoned ones left out. */
export async function paymentsToJson(
  { db, custody }: { readonly db: Executor; readonly custody: Custody },
  payments: readonly PaymentRow[],
) {
  const ids = payments.map((payment) => payment.id);
  if (ids.length === 0) return [];
  const payers = payments.flatMap(({ payer_id }) => (payer_id === null ? [] : [payer_id]));
  const [transfers, reversals, cards, tills, shops] = await Promise.all([
    db
      .selectFrom("signed_transfer")
      .select(["payment_id", "digest", "settled_transaction", "is_covered"])
      .where("payment_id", "in", ids)
      .orderBy("position")
      .execute(),
    db
      .selectFrom("reversal")
      .selectAll()
      .where("payment_id", "in", ids)
      .orderBy("accepted_at")
      .execute(),
    db
      .selectFrom("card")
      .innerJoin("payment", "payment.card_id", "card.id")
      .select(["payment.id", "card.number"])
      .where("payment.id", "in", ids)
      .execute(),
    db
      .selectFrom("payment")
      .innerJoin("till", "till.id", "payment.till_id")
      .select(["payment.id", "till.label"])
      .where("payment.id", "in", ids)
      .execute(),
    shopsById({ db, custody }, [...new Set(payers)]),
  ]);
  const numbers = new Map(cards.map((card) => [card.id, card.number]));
  const labels = new Map(tills.map(({ id, label }) => [id, label]));
  return payments.flatMap((payment) => {
    if (payment.state === "abandoned") return [];
    const own = transfers.filter((transfer) => transfer.payment_id === payment.id);
    return [
      {
        paymentId: payment.id as string,
        state: payment.state,
        amountCents: centsToJson(payment.amount_cents),
        parts: partsToJson(payment.amount_cents, payment.local_cents),
        ...(payment.bill_cents === null ? {} : { billCents: centsToJson(payment.bill_cents) }),
        ...payerToJson(payment, numbers, shops),
        acceptedAt: payment.accepted_at.toISOString(),
        ...(payment.voided_at === null ? {} : { voidedAt: payment.voided_at.toISOString() }),
        ...(payment.settled_at === null ? {} : { settledAt: payment.settled_at.toISOString() }),
        ...(payment.payer_id === null ? { till: labels.get(payment.id)! } : {}),
        ...(payment.operator_id === null ? {} : { operatorId: payment.operator_id as string }),
        ...(payment.fiscal_document === null ? {} : { fiscalDocument: payment.fiscal_document }),
        isCovered: own.every((transfer) => transfer.is_covered),
        digests: own.map((transfer) => transfer.digest as string),
        transactionHashes: distinct(own.map((transfer) => transfer.settled_transaction)),
        reversals: reversals
          .filter((reversal) => reversal.payment_id === payment.id)
          .map(reversalToJson),
      },
    ];
  });
}

type Payer =
  { cardNumber: string; leftCents: string; localLeftCents?: string } | { payer: ShopView };

/** Who paid: what a shop has left is none of the other's business. */
function payerToJson(
  { id, payer_id, left_cents, local_left_cents }: PaymentRow,
  numbers: ReadonlyMap<PaymentId, string>,
  shops: ReadonlyMap<MerchantId, ShopView>,
): Payer {
  if (payer_id !== null) return { payer: shops.get(payer_id)! };
  const left = { leftCents: centsToJson(left_cents!), ...localLeftToJson(local_left_cents) };
  return { cardNumber: numbers.get(id)!, ...left };
}

function distinct(hashes: readonly (string | null)[]): string[] {
  return [...new Set(hashes.filter((hash) => hash !== null))];
}

export function reversalToJson(reversal: {
  id: ReversalId;
  amount_cents: Cents;
  local_cents: Cents;
  state: "accepted" | "batched" | "settled" | "failed";
  accepted_at: Date;
}) {
  return {
    reversalId: reversal.id as string,
    amountCents: centsToJson(reversal.amount_cents),
    parts: partsToJson(reversal.amount_cents, reversal.local_cents),
    state: reversal.state,
    acceptedAt: reversal.accepted_at.toISOString(),
  };
}
