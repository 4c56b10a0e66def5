import {
  type Abi,
  decodeFunctionResult,
  encodeFunctionData,
  parseSignature,
  signatureToCompactSignature,
} from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import { groupByRecipient, inUntellingOrder } from "#core/settlement/batch-size.ts";
import { SKIP_REASONS, type SkipReason } from "#core/settlement/set-aside.ts";
import type { Address } from "#core/shared/ids.ts";

import type { CallOutcome, ChainPort, Hex } from "../shared/chain.ts";
import { inParallel } from "../shared/in-parallel.ts";
import type { Queue, WaitingTransfer } from "./settlement-store.ts";

/** Each asks several questions at once: a node is not flooded. */
const REVERSALS_AT_ONCE = 8;

/**
 * As what the contract takes a queue's transfers. Local value moves freely and knows no reversals: what a shop gives back
 * of it is a payment of the shop's, and a gift is a payment to whom it is for.
 */
export function callOf({ programmeId, kind }: Pick<Queue, "programmeId" | "kind">): Call {
  return programmeId === LOCAL_VALUE || kind === "gifts" ? "payments" : kind;
}

export type Call = Exclude<Queue["kind"], "gifts">;

/**
 * Asks the voucher what would become of each transfer now: `null` where it would settle. `closed` where nothing may
 * settle (the guardian has paused it, or the programme's dates).
 */
export async function previewTransfers(
  chain: ChainPort,
  queue: Queue,
  transfers: readonly WaitingTransfer[],
): Promise<"closed" | (SkipReason | null)[]> {
  const { voucher } = queue;
  const verdicts =
    callOf(queue) === "payments"
      ? await previewPayments(chain, voucher, transfers)
      : await inParallel(REVERSALS_AT_ONCE, transfers, (one) =>
          previewReversal(chain, voucher, one),
        );
  return verdicts.includes("closed") ? "closed" : (verdicts as (SkipReason | null)[]);
}

type Verdict = "closed" | SkipReason | null;

/** The first alone: where nothing may settle, nothing more is asked. */
async function previewPayments(
  chain: ChainPort,
  voucher: Address,
  transfers: readonly WaitingTransfer[],
): Promise<Verdict[]> {
  const calls = transfers.map((transfer) => {
    const args = [transfer.to, signedTerms(transfer)] as const;
    const data = encodeFunctionData({ abi: voucherAbi, functionName: "previewPayment", args });
    return { to: voucher, data };
  });
  const first = (await chain.calls(calls.slice(0, 1))).map(verdictOf);
  if (first.includes("closed")) return first;
  return [...first, ...(await chain.calls(calls.slice(1))).map(verdictOf)];
}

function verdictOf(answer: CallOutcome): Verdict {
  if (!answer.ok) return "closed";
  const [reason] = decodeFunctionResult({
    abi: voucherAbi,
    functionName: "previewPayment",
    data: answer.data,
  });
  const name = SKIP_REASONS[reason] ?? "invalid_signature";
  return name === "none" ? null : name;
}

/** The contract has no preview of reversals: this asks it for the facts, and judges in its order. */
async function previewReversal(
  chain: ChainPort,
  voucher: Address,
  { from, to, amount, nonce, deadline }: WaitingTransfer,
): Promise<Verdict> {
  const [paused, isMerchant, isKnown, isBlocked, isUsed, balance, head] = await Promise.all([
    ask(chain, voucher, "isSettlementPaused", []),
    ask(chain, voucher, "isMerchant", [from]),
    ask(chain, voucher, "isBeneficiary", [to]),
    ask(chain, voucher, "isBlocked", [from]),
    ask(chain, voucher, "isNonceUsed", [from, nonce]),
    ask(chain, voucher, "balanceOf", [from]),
    chain.latestHead(),
  ]);
  if (paused !== false) return "closed";
  if (isMerchant !== true) return "payer_not_eligible";
  if (isKnown !== true) return "recipient_not_eligible";
  if (deadline * 1000n < BigInt(head.time.getTime())) return "deadline_passed";
  if (isBlocked === true) return "payer_blocked";
  if (isUsed === true) return "nonce_used";
  return (balance as bigint) < amount ? "insufficient_balance" : null;
}

/** The answer of one of the voucher's views; `undefined` where it reverts. */
async function ask(
  chain: ChainPort,
  voucher: Address,
  functionName: string,
  args: readonly unknown[],
): Promise<unknown> {
  const abi: Abi = voucherAbi;
  const data = encodeFunctionData({ abi, functionName, args });
  const answer = await chain.call({ to: voucher, data });
  if (!answer.ok) return undefined;
  return decodeFunctionResult({ abi, functionName, data: answer.data });
}

/** The calldata that settles these transfers, payments grouped by recipient. */
export function encodeTransfers(kind: Call, transfers: readonly WaitingTransfer[]): Hex {
  if (kind === "payments") return encodePayments(transfers);
  const reversals = inUntellingOrder(transfers).map((transfer) => ({
    payment: transfer.reversed!,
    to: transfer.to,
    ...signedTerms(transfer),
  }));
  return encodeFunctionData({ abi: voucherAbi, functionName: "reverse", args: [reversals] });
}

function encodePayments(transfers: readonly WaitingTransfer[]): Hex {
  const groups = groupByRecipient(transfers).map(({ to, transfers: own }) => ({
    to,
    payments: own.map(signedTerms),
  }));
  return encodeFunctionData({ abi: voucherAbi, functionName: "settle", args: [groups] });
}

/** The signature in its compact form (ERC-2098), with the terms that it covers. */
function signedTerms({ amount, nonce, deadline, signature }: WaitingTransfer) {
  const { r, yParityAndS } = signatureToCompactSignature(parseSignature(signature));
  return { amount, nonce, deadline, r, vs: yParityAndS };
}
