import type { AccountShare } from "#core/payment/choose-accounts.ts";
import type { Address, CardId, MerchantId, SealedKeyId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { giftAccountOf } from "../cards/cards.ts";
import type { Custody } from "../custody/custody.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";
import type { GiftReceiver, LockedReceiver } from "./gift-receiver.ts";

type Found =
  | { readonly kind: "card"; readonly id: CardId }
  | { readonly kind: "association"; readonly id: MerchantId };

/** Whom a number, a code or an id means. Whoever asks has shown a card of their own with its password. */
export async function findReceiver(
  { db, custody }: { readonly db: Database; readonly custody: Custody },
  to: GiftReceiver,
): Promise<Result<Found, { code: "unknown_receiver" }>> {
  if (to.kind === "association") return ok(to);
  const id = await cardOf(db, custody, to);
  return id === undefined ? refuse({ code: "unknown_receiver" }) : ok({ kind: "card", id });
}

async function cardOf(
  db: Database,
  custody: Custody,
  to: Exclude<GiftReceiver, { readonly kind: "association" }>,
): Promise<CardId | undefined> {
  if (to.kind === "card") return to.id;
  const cards = db.selectFrom("card").select("id");
  if (to.kind === "card_number")
    return (await cards.where("number", "=", to.number).executeTakeFirst())?.id;
  const key = await custody.findKey("card", to.code);
  if (!key.ok) return undefined;
  return (await cards.where("sealed_key_id", "=", key.value).executeTakeFirst())?.id;
}

/**
 * Locks who receives, and the giver's card with it: two that give to each other lock the two cards in one order, and so
 * does whoever mints rewards. `undefined` where it has gone meanwhile.
 */
export async function lockReceiver(
  tx: Tx,
  giver: SealedKeyId,
  found: Found,
): Promise<LockedReceiver | undefined> {
  const cards = await tx
    .selectFrom("card")
    .select(["id", "status", "sealed_key_id"])
    .where((where) =>
      where.or([
        where("sealed_key_id", "=", giver),
        ...(found.kind === "card" ? [where("id", "=", found.id)] : []),
      ]),
    )
    .orderBy("id")
    .forNoKeyUpdate()
    .execute();
  if (found.kind === "association") return lockAssociation(tx, found.id);
  const card = cards.find(({ id }) => id === found.id);
  if (card === undefined) return undefined;
  const isGiver = card.sealed_key_id === giver;
  return { cardId: card.id, facts: { kind: "card", status: card.status, isGiver } };
}

async function lockAssociation(tx: Tx, id: MerchantId): Promise<LockedReceiver | undefined> {
  const merchant = await tx
    .selectFrom("merchant")
    .select(["state", "account", "association_name"])
    .where("id", "=", id)
    .forShare()
    .executeTakeFirst();
  if (merchant?.account == null) return undefined;
  const { state, account, association_name } = merchant;
  const isListed = association_name !== null;
  return { merchantId: id, account, facts: { kind: "association", state, isListed } };
}

/**
 * Where each share goes, by the account that gives it. Of a card every giving account gets one of its own to give to:
 * shares that meet on one account would tell everybody whose they are.
 */
export async function accountsToGiveTo(
  deps: { readonly custody: Custody; readonly random: Random },
  tx: Tx,
  { cardId, account }: LockedReceiver,
  shares: readonly AccountShare[],
): Promise<Map<Address, Address>> {
  const accounts = new Map<Address, Address>();
  for (const { account: giver } of shares)
    accounts.set(giver, account ?? (await giftAccountOf(deps, tx, cardId!, giver)));
  return accounts;
}
