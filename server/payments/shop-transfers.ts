import { sql } from "kysely";

import { hasFreeNonce } from "#core/payment/transfer-state.ts";
import { shareWaits } from "#core/settlement/share-wait.ts";
import type { Address, Hash, PaymentId, ProgrammeId, ReversalId } from "#core/shared/ids.ts";
import { type Cents, cents } from "#core/shared/money.ts";
import { instantAt } from "#core/shared/unix-time.ts";

import { type Till, holdOfHolding, lockHolding } from "../merchants/merchants.ts";
import type { Executor, Tx } from "../shared/database.ts";
import { type Promised, bookPromises } from "../shared/journal.ts";
import { type Random, randomPart, randomUuid } from "../shared/random.ts";
import type { ShopKey, ShopTransfer, SignedTransfer } from "./shop-key.ts";

/** What a shop has of one token, and whether its account may sign again. */
export type ShopHolding = {
  readonly available: Cents;
  readonly nextNonce: bigint;
  readonly hasFreeNonce: boolean;
};

/** Locks what a shop has of one token; `undefined` where it never had any. */
export async function lockShopHolding(
  tx: Tx,
  { id, account }: Pick<Till["merchant"], "id" | "account">,
  programmeId: ProgrammeId,
): Promise<ShopHolding | undefined> {
  const holding = await lockHolding(tx, id, programmeId);
  if (holding === undefined) return undefined;
  const { confirmed_cents: confirmed, held_cents: held, next_nonce: nextNonce } = holding;
  const oldest = await oldestOpenNonce(tx, account, programmeId);
  return {
    available: cents(confirmed > held ? confirmed - held : 0n),
    nextNonce,
    hasFreeNonce: hasFreeNonce(nextNonce, oldest),
  };
}

async function oldestOpenNonce(
  tx: Tx,
  account: Address,
  programmeId: ProgrammeId,
): Promise<bigint | null> {
  const { oldest } = await tx
    .selectFrom("signed_transfer")
    .where("from_account", "=", account)
    .where("programme_id", "=", programmeId)
    .where("state", "in", ["accepted", "batched"])
    .select((select) => select.fn.min<bigint | null>("nonce").as("oldest"))
    .executeTakeFirstOrThrow();
  return oldest;
}

/** The database's time: a replica whose clock is wrong must not answer otherwise than the others. */
export async function readNow(db: Executor): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(db);
  return rows[0]!.now;
}

export type NewShopTransfer = ShopTransfer & {
  readonly programmeId: ProgrammeId;
  /** The digest of what is given back; null where it is a payment to another shop. */
  readonly reversed: Hash | null;
};

type Deps = { readonly random: Random; readonly pace: { readonly spreadSeconds: number } };

/** Whose transfers they are: exactly one of both. */
export type Parent = { readonly payment_id: PaymentId } | { readonly reversal_id: ReversalId };

/**
 * Stores what the shop's key signed, reserves it on what the shop has, and books it. The caller has locked the holdings
 * and given each message its nonce.
 */
export async function storeShopTransfers(
  tx: Tx,
  { random, pace: { spreadSeconds } }: Deps,
  { merchant }: Till,
  parent: Parent,
  transfers: readonly (NewShopTransfer & SignedTransfer)[],
  { isCovered }: Pick<ShopKey, "isCovered">,
): Promise<void> {
  const waits = shareWaits(transfers.length, spreadSeconds, () => randomPart(random));
  const promises: Promised[] = [];
  for (const [position, { programmeId, message, ...transfer }] of transfers.entries()) {
    const id = randomUuid(random);
    const { to, amount, nonce, deadline } = message;
    promises.push({ kind: "reserve", cause: id, programmeId, holder: merchant.account, amount });
    await holdOfHolding(tx, merchant.id, programmeId, { held: amount, nonces: 1n });
    await tx
      .insertInto("signed_transfer")
      .values({
        ...{ payment_id: null, reversal_id: null, ...parent },
        ...{ id, position, programme_id: programmeId },
        ...{ from_account: merchant.account, to_account: to, amount_cents: amount, nonce },
        ...{ deadline: instantAt(deadline), reversed_digest: transfer.reversed },
        ...{ digest: transfer.digest, signature: transfer.signature, is_covered: isCovered },
        ...{ state: "accepted", wait_seconds: waits[position]! },
        ...{ batch_id: null, skip_reason: null },
        ...{ settled_transaction: null, settled_block: null, settled_at: null },
      })
      .execute();
  }
  await bookPromises(tx, promises);
}
