import { canBecome } from "#core/card/card-status.ts";
import type { CardId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody, NewKey } from "../custody/custody.ts";
import { openMember } from "../programmes/programmes.ts";
import type { Clock } from "../shared/clock.ts";
import type { CardTable } from "../shared/card-tables.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";
import { holderOf } from "./card-holder.ts";
import { type CardSheet, type SecondCard, newCard } from "./issue-cards.ts";
import { firstNonce } from "./prepare-issuance.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

type StatusRefusal = { code: "not_found" } | { code: "wrong_state"; state: string };

type LostCard = Pick<CardTable, "id" | "status" | "beneficiary_id" | "sealed_key_id"> & {
  readonly share_percent: number | null;
  readonly sealed_member: Buffer | null;
};

/**
 * Makes a new card, with a new key and a new password, in the place of one that is lost or whose password is forgotten.
 * From the same moment the old one pays nowhere, and its key is erased: nobody, here neither, can open it again. Its
 * value follows by the handover (`handovers.ts`), in public and signed by two people.
 *
 * For each account of the old card the new one opens one, in the same order: the pairs need no other record. `record`
 * writes the act down in the transaction that does it.
 */
export async function replaceCard(
  deps: Deps,
  id: CardId,
  reason: string,
  record: (tx: Tx) => Promise<void>,
): Promise<Result<CardSheet, StatusRefusal>> {
  // Asked before as well, so that what is refused leaves no key behind.
  const known = await deps.db.transaction().execute((tx) => lockedCard(tx, id));
  if (known === undefined) return refuse({ code: "not_found" });
  if (!isReplaceable(known)) return refuse({ code: "wrong_state", state: known.status });
  const [key] = await Array.fromAsync(deps.custody.createKeys("card", 1));
  const replaced = await deps.db.transaction().execute(async (tx) => {
    const old = await lockedCard(tx, id);
    if (old === undefined) return refuse({ code: "not_found" });
    if (!isReplaceable(old)) return refuse({ code: "wrong_state", state: old.status });
    const sheet = await putInPlace(deps, tx, old, key!, reason);
    await record(tx);
    return ok({ sheet, oldKey: old.sealed_key_id });
  });
  await deps.custody.destroyKey(replaced.ok ? replaced.value.oldKey : key!.sealedKeyId);
  return replaced.ok ? ok(replaced.value.sheet) : replaced;
}

/** A card still at the printer is discarded, not replaced. */
function isReplaceable({ status }: Pick<LostCard, "status">): boolean {
  return status !== "issued" && canBecome(status, "replaced");
}

/** Ends a card without a successor, e.g. when its holder dies or moves away. What it holds returns to the fund. */
export async function closeCard(
  { db, custody, clock }: Pick<Deps, "db" | "custody" | "clock">,
  id: CardId,
  reason: string,
  record: (tx: Tx) => Promise<void>,
): Promise<Result<undefined, StatusRefusal>> {
  const closed = await db.transaction().execute(async (tx) => {
    const card = await lockedCard(tx, id);
    if (card === undefined) return refuse({ code: "not_found" });
    if (card.status === "issued" || !canBecome(card.status, "closed"))
      return refuse({ code: "wrong_state", state: card.status });
    await tx
      .updateTable("card")
      .set({ status: "closed", status_reason: reason, status_changed_at: clock.now() })
      .where("id", "=", id)
      .execute();
    await record(tx);
    return ok(card.sealed_key_id);
  });
  if (!closed.ok) return closed;
  await custody.destroyKey(closed.value);
  return ok(undefined);
}

/** Waits for a payment under way, as a block does: it holds the card until its commit. */
async function lockedCard(tx: Tx, id: CardId): Promise<LostCard | undefined> {
  return tx
    .selectFrom("card")
    .select(["id", "status", "beneficiary_id", "sealed_key_id", "share_percent", "sealed_member"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

/**
 * A person has one living card of each kind at a time: the new one is born closed and comes alive when the old one has
 * gone. A second card's successor is the second card, of the same member and with the same share.
 */
async function putInPlace(
  deps: Deps,
  tx: Tx,
  old: LostCard,
  key: NewKey["card"],
  reason: string,
): Promise<CardSheet> {
  const second = secondOf(deps.custody, old);
  const fresh = await newCard(deps, tx, old.beneficiary_id, key, "closed", second);
  await tx.insertInto("card").values(fresh).execute();
  await tx
    .updateTable("card")
    .set({
      status: "replaced",
      replaced_by: fresh.id,
      status_reason: reason,
      status_changed_at: deps.clock.now(),
    })
    .where("id", "=", old.id)
    .execute();
  await openPairs(deps, tx, old.id, fresh.id, key.extendedPublicKey);
  return sheetOf(deps, tx, fresh, key);
}

function secondOf(custody: Custody, old: LostCard): SecondCard | undefined {
  const { share_percent: sharePercent, sealed_member: member } = old;
  if (sharePercent === null || member === null) return undefined;
  return { sharePercent, member: openMember(custody, old, member) };
}

async function openPairs(
  { custody, random }: Deps,
  tx: Tx,
  oldId: CardId,
  freshId: CardId,
  publicKey: string,
): Promise<void> {
  const accounts = await tx
    .selectFrom("account")
    .select("programme_id")
    .where("card_id", "=", oldId)
    .orderBy("derivation_index")
    .execute();
  for (const [index, { programme_id }] of accounts.entries())
    await tx
      .insertInto("account")
      .values({
        address: custody.deriveAccount(publicKey, index),
        card_id: freshId,
        programme_id,
        derivation_index: index,
        next_nonce: firstNonce(random),
      })
      .execute();
  await tx
    .updateTable("card")
    .set({ status: "active", next_account_index: accounts.length })
    .where("id", "=", freshId)
    .execute();
}

type PrintedCard = Pick<CardTable, "number" | "beneficiary_id" | "sealed_key_id"> & {
  readonly sealed_member: Buffer | null;
};

/** What is printed of a card that was just made for somebody who is known. */
export async function sheetOf(
  { custody }: Pick<Deps, "custody">,
  tx: Tx,
  card: PrintedCard,
  { code, password }: NewKey["card"],
): Promise<CardSheet> {
  const person = await tx
    .selectFrom("beneficiary")
    .select(["sealed_person", "fiscal_code_lookup"])
    .where("id", "=", card.beneficiary_id)
    .executeTakeFirstOrThrow();
  const { protocol } = await tx
    .selectFrom("entitlement")
    .select("protocol")
    .where("beneficiary_id", "=", card.beneficiary_id)
    .orderBy("created_at", "desc")
    .executeTakeFirstOrThrow();
  const holder = holderOf(custody, { ...card, ...person });
  return { number: card.number, code, password, holder, protocol };
}
