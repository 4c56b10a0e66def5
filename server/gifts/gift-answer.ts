import type { Selectable } from "kysely";

import { centsToJson } from "#core/shared/money.ts";

import type { Executor } from "../shared/database.ts";
import type { GiftTable } from "../shared/gift-tables.ts";

/** What is answered when a gift is accepted. Nothing in it changes later. */
export type GiftAnswer = {
  readonly giftId: string;
  readonly amountCents: string;
  /** What the card had left of local value, right after it. */
  readonly leftCents: string;
  readonly acceptedAt: string;
  readonly to: GiftReceiverView;
  /** The EIP-712 digests by which anyone can find the gift on chain. */
  readonly digests: string[];
};

/** A card by its last four digits and by nothing more; an association by the name it is listed with. */
type GiftReceiverView =
  | { readonly kind: "card"; readonly endsWith: string }
  | { readonly kind: "association"; readonly name: string };

const SHOWN_DIGITS = 4;

export async function answerOf(db: Executor, gift: Selectable<GiftTable>): Promise<GiftAnswer> {
  const transfers = await db
    .selectFrom("signed_transfer")
    .select("digest")
    .where("gift_id", "=", gift.id)
    .orderBy("position")
    .execute();
  return {
    giftId: gift.id,
    amountCents: centsToJson(gift.amount_cents),
    leftCents: centsToJson(gift.left_cents),
    acceptedAt: gift.accepted_at.toISOString(),
    to: await viewOf(db, gift),
    digests: transfers.map(({ digest }) => digest as string),
  };
}

async function viewOf(
  db: Executor,
  { to_card_id, to_merchant_id }: Selectable<GiftTable>,
): Promise<GiftReceiverView> {
  if (to_card_id !== null) {
    const { number } = await db
      .selectFrom("card")
      .select("number")
      .where("id", "=", to_card_id)
      .executeTakeFirstOrThrow();
    return { kind: "card", endsWith: number.slice(-SHOWN_DIGITS) };
  }
  const { name } = await db
    .selectFrom("merchant")
    .select((column) => column.fn.coalesce("association_name", "alias").as("name"))
    .where("id", "=", to_merchant_id!)
    .executeTakeFirstOrThrow();
  return { kind: "association", name };
}
