import { createHash } from "node:crypto";

import { sql } from "kysely";

import { decodeCode } from "#core/card/card-code.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import { deadlineFrom } from "#core/payment/deadline.ts";
import {
  type PaymentFacts,
  type PaymentRefusal,
  type PaymentShare,
  judgePayment,
} from "#core/payment/judge-payment.ts";
import type { SpendingLimits } from "#core/payment/spending-limits.ts";
import { shareWaits } from "#core/settlement/share-wait.ts";
import type { Address, PaymentId, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, ZERO } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { type LockedAccount, type LockedCard, holdAccount, lockCard } from "../cards/cards.ts";
import type { Custody, UnlockRefusal, Unlocked } from "../custody/custody.ts";
import { type Till, type MerchantFacts, merchantFacts } from "../merchants/merchants.ts";
import { type OpenProgramme, openProgrammes } from "../programmes/programmes.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type Promised, bookPromises } from "../shared/journal.ts";
import { type Random, randomPart, randomUuid } from "../shared/random.ts";
import { factsToJson, readFacts } from "./payment-facts.ts";
import { type Acceptance, acceptanceOf } from "./payment-view.ts";
import { lockSpending } from "./spent-today.ts";

/** What a service may accept; see `judgePayment`. */
export type PaymentLimits = {
  readonly largestPayment: Cents;
  readonly unsettledLimit: Cents;
  readonly spending: SpendingLimits;
};

export type PaymentDeps = {
  readonly db: Database;
  readonly custody: Custody;
  readonly clock: Clock;
  readonly random: Random;
  readonly deployment: Deployment;
  readonly limits: PaymentLimits;
  /** Over how many seconds the shares of one payment are spread; see `shareWaits`. */
  readonly pace: { readonly spreadSeconds: number };
  /** Cents accepted and not yet final on chain, a few seconds old at most. */
  readonly unsettled: () => Cents;
};

export type PaymentInput = {
  readonly paymentId: PaymentId;
  readonly amount: Cents;
  readonly cardCode: string;
  readonly password: string;
};

export type AcceptRefusal =
  | PaymentRefusal
  | UnlockRefusal
  | { code: "invalid_amount" }
  | { code: "unknown_code" }
  | { code: "payment_id_reused" }
  | { code: "payment_abandoned" };

/**
 * Takes a payment: checks the password, then in ONE transaction locks the card's accounts, judges, reserves, signs and
 * stores. Nothing is answered before its commit. The same request again, now or later, here or on another replica, gets
 * the same answer; the same id with other contents is refused.
 */
export async function acceptPayment(
  deps: PaymentDeps,
  till: Till,
  input: PaymentInput,
): Promise<Result<Acceptance, AcceptRefusal>> {
  if (input.amount === ZERO) return refuse({ code: "invalid_amount" });
  const code = decodeCode(input.cardCode);
  if (!code.ok) return refuse({ code: "invalid_code", reason: code.refusal.code });
  const requestHash = hashOfRequest(till, input.amount, code.value.secret);
  const earlier = await earlierAnswer(deps, till, input.paymentId, requestHash);
  if (earlier !== undefined) return earlier;
  const unlocked = await deps.custody.unlock("card", input.cardCode, input.password, {
    till: till.id,
  });
  if (!unlocked.ok) return unlocked;
  try {
    return await judgeAndStore(deps, till, input, requestHash, unlocked.value);
  } finally {
    await deps.custody.release(unlocked.value.grant);
  }
}

/** Identifies what was asked. The password is left out: nothing derived from it is ever stored. */
function hashOfRequest(till: Till, amount: Cents, secret: Uint8Array): Buffer {
  const hash = createHash("sha256");
  hash.update(`borgo/payment-request/v1|${till.merchant.id}|${amount}|`);
  return hash.update(secret).digest();
}

/** What was answered to this id before; `undefined` where it is new. */
async function earlierAnswer(
  { db }: Pick<PaymentDeps, "db">,
  till: Till,
  paymentId: PaymentId,
  requestHash: Buffer,
): Promise<Result<Acceptance, AcceptRefusal> | undefined> {
  const payment = await db
    .selectFrom("payment")
    .select(["merchant_id", "state", "request_hash"])
    .where("id", "=", paymentId)
    .executeTakeFirst();
  if (payment === undefined) return undefined;
  if (payment.merchant_id !== till.merchant.id) return refuse({ code: "payment_id_reused" });
  if (payment.state === "abandoned") return refuse({ code: "payment_abandoned" });
  if (!payment.request_hash!.equals(requestHash)) return refuse({ code: "payment_id_reused" });
  return ok(await acceptanceOf(db, paymentId));
}

async function judgeAndStore(
  deps: PaymentDeps,
  till: Till,
  input: PaymentInput,
  requestHash: Buffer,
  unlocked: Unlocked,
): Promise<Result<Acceptance, AcceptRefusal>> {
  const stored = await deps.db.transaction().execute(async (tx) => {
    const card = await lockCard(tx, unlocked.sealedKeyId);
    if (card === undefined) return refuse({ code: "unknown_code" });
    // The same request may have been accepted while this one waited for the card. Inserting its id again would wait for
    // whoever is settling it, and that one waits for the card's accounts.
    if (await isKnown(tx, input.paymentId)) return ok(undefined);
    const merchant = await merchantFacts(tx, till.merchant.id);
    const programmes = await openProgrammes(tx);
    const now = deps.clock.now();
    const spentToday = await lockSpending(tx, card.id, till, now);
    const parties = { card, merchant, programmes };
    const facts = await readFacts(tx, deps, till.merchant.id, parties, spentToday);
    const judged = judgePayment(input.amount, facts, now);
    if (!judged.ok) return judged;
    const { shares, left } = judged.value;
    const isNew = await insertPayment(tx, till, card, input, { requestHash, left, facts });
    // Another request with this id has just been accepted: nothing was written here, and its answer stands.
    if (!isNew) return ok(undefined);
    await signShares(deps, tx, input.paymentId, unlocked, { card, merchant, programmes }, shares);
    return ok(undefined);
  });
  if (!stored.ok) return stored;
  return (await earlierAnswer(deps, till, input.paymentId, requestHash))!;
}

async function isKnown(tx: Tx, paymentId: PaymentId): Promise<boolean> {
  const query = tx.selectFrom("payment").select("id").where("id", "=", paymentId);
  return (await query.executeTakeFirst()) !== undefined;
}

async function insertPayment(
  tx: Tx,
  till: Till,
  card: LockedCard,
  { paymentId, amount }: PaymentInput,
  { requestHash, left, facts }: { requestHash: Buffer; left: Cents; facts: PaymentFacts },
): Promise<boolean> {
  const inserted = await tx
    .insertInto("payment")
    .values({
      id: paymentId,
      till_id: till.id,
      merchant_id: till.merchant.id,
      state: "accepted",
      request_hash: requestHash,
      card_id: card.id,
      amount_cents: amount,
      left_cents: left,
      facts: factsToJson(facts),
      // The database's time: a replica whose clock is wrong must not hold its payments back.
      accepted_at: sql<Date>`now()`,
      voided_at: null,
      settled_at: null,
      operator_id: till.operatorId ?? null,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

type Parties = {
  readonly card: LockedCard;
  readonly merchant: MerchantFacts;
  readonly programmes: readonly OpenProgramme[];
};

/** Reserves each share on its account, has it signed with the account's next nonce, and stores it. */
async function signShares(
  deps: PaymentDeps,
  tx: Tx,
  paymentId: PaymentId,
  { grant }: Unlocked,
  parties: Parties,
  shares: readonly PaymentShare[],
): Promise<void> {
  const items = shares.map((share) => itemOf(deps, parties, share));
  const signed = await deps.custody.signPayments(
    grant,
    items.map((item) => item.toSign),
  );
  const { spreadSeconds } = deps.pace;
  const waits = shareWaits(items.length, spreadSeconds, () => randomPart(deps.random));
  const promises: Promised[] = [];
  for (const [position, { share, account, toSign }] of items.entries()) {
    const id = randomUuid(deps.random);
    const { programmeId, account: holder, amount } = share;
    promises.push({ kind: "reserve", cause: id, programmeId, holder, amount });
    await holdAccount(tx, share.account, share.amount);
    await tx
      .insertInto("signed_transfer")
      .values({
        id,
        payment_id: paymentId,
        reversal_id: null,
        position,
        programme_id: share.programmeId,
        from_account: share.account,
        to_account: parties.merchant.account,
        amount_cents: share.amount,
        nonce: account.nextNonce,
        deadline: new Date(Number(toSign.message.deadline) * 1000),
        digest: signed[position]!.digest,
        reversed_digest: null,
        signature: signed[position]!.signature,
        state: "accepted",
        wait_seconds: waits[position]!,
        batch_id: null,
        skip_reason: null,
        settled_transaction: null,
        settled_block: null,
        settled_at: null,
      })
      .execute();
  }
  await bookPromises(tx, promises);
}

function itemOf(deps: PaymentDeps, { card, merchant, programmes }: Parties, share: PaymentShare) {
  const account = accountOf(card, share.account);
  const programme = programmeOf(programmes, share.programmeId);
  const toSign = {
    accountIndex: account.derivationIndex,
    expectedAddress: share.account,
    chainId: deps.deployment.chainId,
    token: programme.voucher,
    message: {
      to: merchant.account,
      amount: share.amount,
      nonce: account.nextNonce,
      deadline: deadlineFrom(deps.clock.now(), programme.settleable_until),
    },
  };
  return { share, account, toSign };
}

function accountOf(card: LockedCard, address: Address): LockedAccount {
  return card.accounts.find((account) => account.address === address)!;
}

function programmeOf(programmes: readonly OpenProgramme[], id: ProgrammeId): OpenProgramme {
  return programmes.find((programme) => programme.id === id)!;
}
