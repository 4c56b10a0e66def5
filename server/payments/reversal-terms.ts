import { sql } from "kysely";

import type { Deployment } from "#core/chain/deployment.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import {
  type ReversalFacts,
  type ReversalRefusal,
  type ReversalShare,
  judgeReversal,
} from "#core/payment/judge-reversal.ts";
import type { Address, Hash, PaymentId, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, sumCents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Till } from "../merchants/merchants.ts";
import { openProgrammes } from "../programmes/programmes.ts";
import type { Tx } from "../shared/database.ts";
import type { ShopKey } from "./shop-key.ts";
import {
  type NewShopTransfer,
  type ShopHolding,
  lockShopHolding,
  readNow,
} from "./shop-transfers.ts";

type PaidTransfer = {
  readonly id: string;
  readonly programmeId: ProgrammeId;
  readonly account: Address;
  readonly amount: Cents;
  readonly reversed: Cents;
  readonly digest: Hash;
};

/** `settleableUntil` is absent for local value, which has no end. */
type Token = { readonly token: Address; readonly settleableUntil?: Date };
type Holding = ShopHolding & Token;

export type ReversalTerms = {
  readonly transfers: readonly NewShopTransfer[];
  /** What of it is local value. */
  readonly local: Cents;
};

/**
 * Judges a reversal under the payment's lock and that of what the shop has, and answers what the shop's account has to
 * sign for it.
 */
export async function judgeTerms(
  deployment: Deployment,
  tx: Tx,
  till: Till,
  { paymentId, amount }: { readonly paymentId: PaymentId; readonly amount: Cents },
  deadlineOf: ShopKey["deadlineOf"],
): Promise<Result<ReversalTerms, ReversalRefusal | { code: "not_found" }>> {
  const payment = await tx
    .selectFrom("payment")
    .select("state")
    .where("id", "=", paymentId)
    .where("merchant_id", "=", till.merchant.id)
    .forUpdate()
    .executeTakeFirst();
  if (payment === undefined || payment.state === "abandoned") return refuse({ code: "not_found" });
  const paid = await paidTransfers(tx, till, paymentId);
  const holdings = await lockHoldings(deployment, tx, till, paid);
  const facts: ReversalFacts = { paymentState: payment.state, transfers: paid, holdings };
  const now = await readNow(tx);
  const shares = judgeReversal(amount, facts, now);
  if (!shares.ok) return shares;
  const transfers = toSign(shares.value, paid, holdings, (position, latest) =>
    deadlineOf(position, now, latest),
  );
  const ofLocal = transfers.filter(({ programmeId }) => programmeId === LOCAL_VALUE);
  return ok({ transfers, local: sumCents(ofLocal.map(({ message }) => message.amount)) });
}

function toSign(
  shares: readonly ReversalShare[],
  paid: readonly PaidTransfer[],
  holdings: ReadonlyMap<ProgrammeId, Holding>,
  deadlineOf: (position: number, latest?: Date) => bigint,
): NewShopTransfer[] {
  const taken = new Map<ProgrammeId, bigint>();
  return shares.map(({ transferId, amount }, position) => {
    const { programmeId, account: to, digest } = paid.find(({ id }) => id === transferId)!;
    const { nextNonce, settleableUntil, token } = holdings.get(programmeId)!;
    const before = taken.get(programmeId) ?? 0n;
    taken.set(programmeId, before + 1n);
    const payment = programmeId === LOCAL_VALUE ? null : digest;
    const deadline = deadlineOf(position, settleableUntil);
    const message = { payment, to, amount, nonce: nextNonce + before, deadline };
    return { programmeId, token, message, reversed: digest };
  });
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
  deployment: Deployment,
  tx: Tx,
  { merchant }: Till,
  transfers: readonly PaidTransfer[],
): Promise<Map<ProgrammeId, Holding>> {
  const wanted = [...new Set(transfers.map((transfer) => transfer.programmeId))].sort();
  const tokens = await tokensOf(deployment, tx);
  const holdings = new Map<ProgrammeId, Holding>();
  for (const programmeId of wanted) {
    const holding = await lockShopHolding(tx, merchant, programmeId);
    if (holding !== undefined)
      holdings.set(programmeId, { ...holding, ...tokens.get(programmeId)! });
  }
  return holdings;
}

async function tokensOf(deployment: Deployment, tx: Tx): Promise<Map<ProgrammeId, Token>> {
  const tokens = new Map<ProgrammeId, Token>();
  tokens.set(LOCAL_VALUE, { token: deployment.contracts.localToken.address });
  for (const { id, voucher: token, settleable_until: settleableUntil } of await openProgrammes(tx))
    tokens.set(id, { token, settleableUntil });
  return tokens;
}
