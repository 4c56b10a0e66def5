import { type Hex, decodeFunctionData, encodeFunctionData } from "viem";

import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { SKIP_REASONS } from "#core/settlement/set-aside.ts";
import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";

import { openTransfersLike } from "../payments/payments.ts";
import type { ChainPort } from "../shared/chain.ts";
import type { Tx } from "../shared/database.ts";
import { type IndexedEvent, addressArg, amountArg, hashArg } from "../shared/indexed-event.ts";
import { digestsOf } from "../shared/transfer-digests.ts";

/** A signed transfer that a final transaction settled or left out. */
export type FoundTransfer = {
  readonly digest: Hash;
  /** Why it was left out; absent where it settled. */
  readonly skipReason?: string;
  /** What was signed, where the calldata tells. */
  readonly terms?: Terms;
  readonly transactionHash: Hash;
  readonly blockNumber: bigint;
  readonly at: Date;
};

export type Terms = {
  readonly programmeId: ProgrammeId;
  readonly from: Address;
  readonly to: Address;
  readonly amount: bigint;
  readonly nonce: bigint;
  /** The transfer that it gives back; `null` for a payment. */
  readonly reversed: Hash | null;
};

type Deps = { chain: ChainPort; deployment: { chainId: number } };

/** Calldata of the transactions that the events come from, by transaction hash. */
export type Calls = ReadonlyMap<Hash, { to: Address | null; input: Hex }>;

/**
 * Finds which signed transfers the events settled or left out, whoever submitted them. A `Transfer` alone does not name
 * the payment; the calldata does: the contract takes a call's items in order and emits one outcome for each.
 */
export async function findTransfers(
  deps: Deps,
  tx: Tx,
  events: readonly IndexedEvent[],
  calls: Calls,
): Promise<FoundTransfer[]> {
  const ofTokens = events.filter((event) => event.programmeId !== undefined);
  const groups = Map.groupBy(ofTokens, (event) => `${event.transactionHash}|${event.contract}`);
  const found: FoundTransfer[] = [];
  for (const own of groups.values()) {
    const { transactionHash, contract } = own[0]!;
    const call = calls.get(transactionHash);
    // Whoever calls through a contract of their own proves nothing by its calldata.
    const isDirect = call !== undefined && call.to === contract;
    const carried = isDirect ? carriedBy(deps.deployment.chainId, contract, call.input) : undefined;
    if (carried === undefined) found.push(...(await guessFromMovements(deps, tx, own)));
    else found.push(...pairWithOutcomes(carried, own));
  }
  return found;
}

type Carried = {
  readonly items: readonly { readonly digest: Hash; readonly nonce: bigint }[];
  readonly outcomes: ReadonlySet<string>;
};

/** The contract's outcomes of a call's items: the events that say what became of each, in order. */
const PAYMENT_OUTCOMES = new Set(["Transfer", "PaymentSkipped"]);
const REVERSAL_OUTCOMES = new Set(["PaymentReversed", "ReversalSkipped"]);

function pairWithOutcomes(
  { items, outcomes }: Carried,
  events: readonly IndexedEvent[],
): FoundTransfer[] {
  const own = events.filter((event) => outcomes.has(event.name));
  if (own.length !== items.length)
    throw new Error(
      `${items.length} items have ${own.length} outcomes in ${events[0]?.transactionHash}.`,
    );
  return items.map(({ digest, nonce }, index) => {
    const event = own[index]!;
    const reason = event.args["reason"];
    return {
      digest,
      ...(reason === undefined
        ? { terms: termsOf(event, nonce) }
        : { skipReason: SKIP_REASONS[Number(reason)] ?? String(reason) }),
      transactionHash: event.transactionHash,
      blockNumber: event.blockNumber,
      at: event.blockTime,
    };
  });
}

function termsOf(event: IndexedEvent, nonce: bigint): Terms {
  const isPayment = event.name === "Transfer";
  return {
    programmeId: event.programmeId!,
    from: addressArg(event, isPayment ? "from" : "merchant"),
    to: addressArg(event, "to"),
    amount: amountArg(event, isPayment ? "value" : "amount"),
    nonce,
    reversed: isPayment ? null : hashArg(event, "payment"),
  };
}

/** Without calldata that tells: the open transfer of this very movement whose nonce the chain says is used. */
async function guessFromMovements(
  deps: Deps,
  tx: Tx,
  events: readonly IndexedEvent[],
): Promise<FoundTransfer[]> {
  const found: FoundTransfer[] = [];
  for (const event of events) {
    if (event.name !== "Transfer") continue;
    const from = addressArg(event, "from");
    const candidates = await openTransfersLike(tx, {
      programmeId: event.programmeId!,
      from,
      to: addressArg(event, "to"),
      amount: amountArg(event, "value"),
    });
    for (const { digest, nonce } of candidates) {
      if (found.some((other) => other.digest === digest)) continue;
      if (!(await isNonceUsed(deps, event.contract, from, nonce))) continue;
      const { transactionHash, blockNumber, blockTime } = event;
      found.push({ digest, transactionHash, blockNumber, at: blockTime });
      break;
    }
  }
  return found;
}

async function isNonceUsed(
  { chain }: Deps,
  token: Address,
  account: Address,
  nonce: bigint,
): Promise<boolean> {
  const data = encodeFunctionData({
    abi: voucherAbi,
    functionName: "isNonceUsed",
    args: [account, nonce],
  });
  const answer = await chain.call({ to: token, data });
  return answer.ok && BigInt(answer.data) === 1n;
}

/** What a direct call to a token carries; `undefined` where the call does not tell. */
function carriedBy(chainId: number, token: Address, input: Hex): Carried | undefined {
  const call = decodeCall(input);
  if (call === undefined) return undefined;
  const digests = digestsOf(chainId, token);
  if (call.functionName === "settle") {
    const payments = call.args[0].flatMap(({ to, payments: own }) =>
      own.map((terms) => ({ digest: digests.payment({ ...terms, to }), nonce: terms.nonce })),
    );
    return { items: payments, outcomes: PAYMENT_OUTCOMES };
  }
  if (call.functionName === "reverse")
    return {
      items: call.args[0].map((terms) => ({ digest: digests.reversal(terms), nonce: terms.nonce })),
      outcomes: REVERSAL_OUTCOMES,
    };
  return { items: [], outcomes: new Set() };
}

/** Vouchers and local value take signed payments by the same call; a voucher's other calls come first. */
function decodeCall(input: Hex) {
  return decodeAs(voucherAbi, input) ?? decodeAs(localTokenAbi, input);
}

function decodeAs<const Own extends typeof voucherAbi | typeof localTokenAbi>(abi: Own, data: Hex) {
  try {
    return decodeFunctionData({ abi, data });
  } catch {
    return undefined;
  }
}
