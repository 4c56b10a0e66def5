import { sql } from "kysely";

import type { Deployment } from "#core/chain/deployment.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import { deadlineFrom } from "#core/payment/deadline.ts";
import {
  type ReversalFacts,
  type ReversalRefusal,
  type ReversalShare,
  judgeReversal,
} from "#core/payment/judge-reversal.ts";
import { hasFreeNonce } from "#core/payment/transfer-state.ts";
import { shareWaits } from "#core/settlement/share-wait.ts";
import type { Address, Hash, PaymentId, ProgrammeId, ReversalId } from "#core/shared/ids.ts";
import { type Cents, ZERO, cents, sumCents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import { instantAt } from "#core/shared/unix-time.ts";

import type { Custody, UnlockRefusal, Unlocked } from "../custody/custody.ts";
import { type Till, holdOfHolding, lockHolding } from "../merchants/merchants.ts";
import { openProgrammes } from "../programmes/programmes.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type Promised, bookPromises } from "../shared/journal.ts";
import { type Random, randomPart, randomUuid } from "../shared/random.ts";
import { reversalToJson } from "./payment-view.ts";

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
  readonly activationCode: string;
  readonly password: string;
};

export type ReverseRefusal =
  | ReversalRefusal
  | UnlockRefusal
  | { code: "invalid_amount" }
  | { code: "unknown_code" }
  | { code: "not_found" }
  | { code: "payment_id_reused" };

export type ReversalView = ReturnType<typeof reversalToJson>;

/**
 * Gives a settled payment back, wholly or in part: a new, opposite movement that the shop signs with its sheet and
 * password. The same request again gets the same answer.
 */
export async function reversePayment(
  deps: Deps,
  till: Till,
  input: ReversalInput,
): Promise<Result<ReversalView, ReverseRefusal>> {
  if (input.amount === ZERO) return refuse({ code: "invalid_amount" });
  const earlier = await earlierAnswer(deps.db, till, input);
  if (earlier !== undefined) return earlier;
  const { activationCode, password } = input;
  const unlocked = await deps.custody.unlock("merchant", activationCode, password, {
    till: till.id,
  });
  if (!unlocked.ok) return unlocked;
  try {
    if (!(await isShopsOwn(deps.db, till, unlocked.value))) return refuse({ code: "unknown_code" });
    const stored = await deps.db
      .transaction()
      .execute((tx) => judgeAndStore(deps, tx, till, input, unlocked.value));
    return stored.ok ? (await earlierAnswer(deps.db, till, input))! : stored;
  } finally {
    await deps.custody.release(unlocked.value.grant);
  }
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

async function isShopsOwn(db: Database, till: Till, { sealedKeyId }: Unlocked): Promise<boolean> {
  const merchant = await db
    .selectFrom("merchant")
    .select("id")
    .where("sealed_key_id", "=", sealedKeyId)
    .executeTakeFirst();
  return merchant?.id === till.merchant.id;
}

type PaidTransfer = {
  readonly id: string;
  readonly programmeId: ProgrammeId;
  readonly account: Address;
  readonly amount: Cents;
  readonly reversed: Cents;
  readonly digest: Hash;
};

type Holding = {
  readonly available: Cents;
  readonly nextNonce: bigint;
  readonly hasFreeNonce: boolean;
  readonly token: Address;
  /** Absent for local value, which has no end. */
  readonly settleableUntil?: Date;
};

async function judgeAndStore(
  deps: Deps,
  tx: Tx,
  till: Till,
  input: ReversalInput,
  unlocked: Unlocked,
): Promise<Result<undefined, ReverseRefusal>> {
  const payment = await tx
    .selectFrom("payment")
    .select("state")
    .where("id", "=", input.paymentId)
    .where("merchant_id", "=", till.merchant.id)
    .forUpdate()
    .executeTakeFirst();
  if (payment === undefined || payment.state === "abandoned") return refuse({ code: "not_found" });
  const transfers = await paidTransfers(tx, till, input.paymentId);
  const holdings = await lockHoldings(deps, tx, till, transfers);
  const facts: ReversalFacts = { paymentState: payment.state, transfers, holdings };
  const now = await readNow(tx);
  const shares = judgeReversal(input.amount, facts, now);
  if (!shares.ok) return shares;
  const local = sumCents(
    shares.value.filter((share) => isLocal(transfers, share)).map(({ amount }) => amount),
  );
  if (await insertReversal(tx, till, input, local))
    await signShares(deps, tx, till, input, unlocked, shares.value, { now, transfers, holdings });
  return ok(undefined);
}

function isLocal(transfers: readonly PaidTransfer[], { transferId }: ReversalShare): boolean {
  return transfers.find(({ id }) => id === transferId)!.programmeId === LOCAL_VALUE;
}

/** The database's time: a replica whose clock is wrong must not answer otherwise than the others. */
async function readNow(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(tx);
  return rows[0]!.now;
}

/**
 * What each account paid, and what reversals that did not fail already gave back to it: those that the database has
 * forgotten and the chain settled too. Of local value such a reversal is a plain movement, which names no payment. It
 * counts against each payment that it may give back: rather one refused that could have been given back than one given
 * back twice.
 */
async function paidTransfers(tx: Tx, { merchant }: Till, id: PaymentId): Promise<PaidTransfer[]> {
  const { rows } = await sql<PaidTransfer>`
    select paid.id, paid.programme_id as "programmeId", paid.from_account as account, paid.amount_cents as amount,
      paid.digest, least(paid.amount_cents, coalesce((
        select sum(back.amount_cents) from (
          select amount_cents from signed_transfer where reversed_digest = paid.digest and state <> 'failed'
          union all
          select amount_cents from recovered_transfer where reversed_digest = paid.digest
          union all
          select amount_cents from recovered_transfer
          where paid.programme_id = ${LOCAL_VALUE} and programme_id = paid.programme_id
            and from_account = ${merchant.account} and to_account = paid.from_account
        ) as back
      ), 0))::bigint as reversed
    from signed_transfer as paid where paid.payment_id = ${id} order by paid.position
  `.execute(tx);
  return rows;
}

/** Locks the shop's holdings in the order of their tokens. */
async function lockHoldings(
  deps: Deps,
  tx: Tx,
  till: Till,
  transfers: readonly PaidTransfer[],
): Promise<Map<ProgrammeId, Holding>> {
  const wanted = [...new Set(transfers.map((transfer) => transfer.programmeId))].sort();
  const tokens = await tokensOf(deps, tx);
  const holdings = new Map<ProgrammeId, Holding>();
  for (const programmeId of wanted) {
    const holding = await lockHolding(tx, till.merchant.id, programmeId);
    if (holding === undefined) continue;
    const { confirmed_cents: confirmed, held_cents: held, next_nonce: nextNonce } = holding;
    const oldestOpen = await oldestOpenNonce(tx, till.merchant.account, programmeId);
    holdings.set(programmeId, {
      available: cents(confirmed > held ? confirmed - held : 0n),
      nextNonce,
      hasFreeNonce: hasFreeNonce(nextNonce, oldestOpen),
      ...tokens.get(programmeId)!,
    });
  }
  return holdings;
}

type Token = Pick<Holding, "token" | "settleableUntil">;

async function tokensOf({ deployment }: Deps, tx: Tx): Promise<Map<ProgrammeId, Token>> {
  const tokens = new Map<ProgrammeId, Token>();
  tokens.set(LOCAL_VALUE, { token: deployment.contracts.localToken.address });
  for (const { id, voucher: token, settleable_until: settleableUntil } of await openProgrammes(tx))
    tokens.set(id, { token, settleableUntil });
  return tokens;
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

async function signShares(
  deps: Deps,
  tx: Tx,
  till: Till,
  { reversalId }: ReversalInput,
  { grant }: Unlocked,
  shares: readonly ReversalShare[],
  {
    now,
    transfers,
    holdings,
  }: {
    now: Date;
    transfers: readonly PaidTransfer[];
    holdings: ReadonlyMap<ProgrammeId, Holding>;
  },
): Promise<void> {
  const taken = new Map<ProgrammeId, bigint>();
  const items = shares.map(({ transferId, amount }) => {
    const transfer = transfers.find(({ id }) => id === transferId)!;
    const { programmeId, account, digest } = transfer;
    const { nextNonce, settleableUntil, token } = holdings.get(programmeId)!;
    const nonce = nextNonce + (taken.get(programmeId) ?? 0n);
    const deadline = deadlineFrom(now, settleableUntil);
    taken.set(programmeId, (taken.get(programmeId) ?? 0n) + 1n);
    const payment = programmeId === LOCAL_VALUE ? null : digest;
    const message = { payment, to: account, amount, nonce, deadline };
    return { programmeId, message, token, reversed: digest };
  });
  const signed = await deps.custody.signReversals(
    grant,
    items.map(({ token, message }) => ({
      accountIndex: 0,
      expectedAddress: till.merchant.account,
      chainId: deps.deployment.chainId,
      token,
      message,
    })),
  );
  const { spreadSeconds } = deps.pace;
  const waits = shareWaits(items.length, spreadSeconds, () => randomPart(deps.random));
  const promises: Promised[] = [];
  for (const [position, { programmeId, message, reversed }] of items.entries()) {
    const id = randomUuid(deps.random);
    const [holder, amount] = [till.merchant.account, message.amount];
    promises.push({ kind: "reserve", cause: id, programmeId, holder, amount });
    await holdOfHolding(tx, till.merchant.id, programmeId, { held: message.amount, nonces: 1n });
    await tx
      .insertInto("signed_transfer")
      .values({
        id,
        payment_id: null,
        reversal_id: reversalId,
        position,
        programme_id: programmeId,
        from_account: till.merchant.account,
        to_account: message.to,
        amount_cents: message.amount,
        nonce: message.nonce,
        deadline: instantAt(message.deadline),
        digest: signed[position]!.digest,
        reversed_digest: reversed,
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
