import { sql } from "kysely";

import type { Deployment } from "#core/chain/deployment.ts";
import type { ReversalRefusal } from "#core/payment/judge-reversal.ts";
import type { PaymentId, ReversalId } from "#core/shared/ids.ts";
import { type Cents, ZERO } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Till } from "../merchants/merchants.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";
import { reversalToJson } from "./payment-view.ts";
import { judgeTerms } from "./reversal-terms.ts";
import {
  type ConsentRefusal,
  type ShopConsent,
  type ShopKey,
  type ShopTransfer,
  type SigningRefusal,
  takeShopKey,
  usualDeadline,
} from "./shop-key.ts";
import { storeShopTransfers } from "./shop-transfers.ts";

type Deps = {
  db: Database;
  custody: Custody;
  random: Random;
  deployment: Deployment;
  pace: { readonly spreadSeconds: number };
};

export type ReversalInput = {
  readonly reversalId: ReversalId;
  readonly paymentId: PaymentId;
  readonly amount: Cents;
  readonly consent: ShopConsent;
};

export type ReverseRefusal =
  | ReversalRefusal
  | ConsentRefusal
  | SigningRefusal
  | { code: "invalid_amount" }
  | { code: "not_found" }
  | { code: "payment_id_reused" };

export type ReversalView = ReturnType<typeof reversalToJson>;

/**
 * Gives a settled payment back, wholly or in part: a new, opposite movement that the shop signs, with its sheet and
 * password or in its own wallet. The same request again gets the same answer.
 */
export async function reversePayment(
  deps: Deps,
  till: Till,
  input: ReversalInput,
): Promise<Result<ReversalView, ReverseRefusal>> {
  if (input.amount === ZERO) return refuse({ code: "invalid_amount" });
  const earlier = await earlierAnswer(deps.db, till, input);
  if (earlier !== undefined) return earlier;
  const key = await takeShopKey(deps, till, input.consent);
  if (!key.ok) return key;
  try {
    const stored = await deps.db
      .transaction()
      .execute((tx) => judgeAndStore(deps, tx, till, input, key.value));
    // Refused, perhaps, because the same request was accepted while this one waited.
    return (
      (await earlierAnswer(deps.db, till, input)) ??
      (stored as Exclude<typeof stored, { ok: true }>)
    );
  } finally {
    await key.value.release();
  }
}

/** What an own wallet has to sign for a reversal; promises nothing. */
export async function termsOfReversal(
  { db, deployment }: Pick<Deps, "db" | "deployment">,
  till: Till,
  wanted: Pick<ReversalInput, "paymentId" | "amount">,
): Promise<Result<readonly ShopTransfer[], ReverseRefusal>> {
  if (wanted.amount === ZERO) return refuse({ code: "invalid_amount" });
  const judged = await db
    .transaction()
    .execute((tx) => judgeTerms(deployment, tx, till, wanted, usualDeadline));
  return judged.ok ? ok(judged.value.transfers) : judged;
}

async function earlierAnswer(
  db: Database,
  till: Till,
  { reversalId, paymentId, amount }: ReversalInput,
): Promise<Result<ReversalView, ReverseRefusal> | undefined> {
  const reversal = await db
    .selectFrom("reversal")
    .innerJoin("payment", "payment.id", "reversal.payment_id")
    .selectAll("reversal")
    .select("payment.merchant_id")
    .where("reversal.id", "=", reversalId)
    .executeTakeFirst();
  if (reversal === undefined) return undefined;
  const isSame = reversal.payment_id === paymentId && reversal.amount_cents === amount;
  if (!isSame || reversal.merchant_id !== till.merchant.id)
    return refuse({ code: "payment_id_reused" });
  return ok(reversalToJson(reversal));
}

async function judgeAndStore(
  deps: Deps,
  tx: Tx,
  till: Till,
  input: ReversalInput,
  key: ShopKey,
): Promise<Result<undefined, ReverseRefusal>> {
  const terms = await judgeTerms(deps.deployment, tx, till, input, key.deadlineOf);
  if (!terms.ok) return terms;
  const { transfers, local } = terms.value;
  // Before anything is written: what the key refuses to sign leaves nothing behind.
  const signed = await key.sign(transfers);
  if (!signed.ok) return signed;
  if (await insertReversal(tx, till, input, local)) {
    const own = transfers.map((transfer, index) => ({ ...transfer, ...signed.value[index]! }));
    await storeShopTransfers(tx, deps, till, { reversal_id: input.reversalId }, own, key);
  }
  return ok(undefined);
}

async function insertReversal(
  tx: Tx,
  till: Till,
  { reversalId, paymentId, amount }: ReversalInput,
  local: Cents,
): Promise<boolean> {
  const inserted = await tx
    .insertInto("reversal")
    .values({
      id: reversalId,
      payment_id: paymentId,
      till_id: till.id,
      amount_cents: amount,
      local_cents: local,
      state: "accepted",
      accepted_at: sql<Date>`now()`,
      settled_at: null,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}
