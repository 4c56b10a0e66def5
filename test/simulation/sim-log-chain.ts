import { type Abi, encodeAbiParameters, encodeEventTopics, pad } from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { SKIP_REASONS } from "#core/settlement/set-aside.ts";
import type { Address } from "#core/shared/ids.ts";

import type { BlockHead, ChainPort, Hex, RawLog } from "../../server/shared/chain.ts";
import type { Plan } from "./plan.ts";
import { hashOf } from "./seeded-random.ts";
import type { Outcome, SimBlock, SimChain } from "./sim-chain.ts";
import { chainOf } from "./sim-node.ts";
import { FUNDS, LOCAL_TOKEN, VOUCHER, accountsOf, isLocal, tokenOf } from "./town.ts";

const ISSUANCE = hashOf("issuance");
const LOCAL_ISSUANCE = hashOf("local issuance");
const NOBODY = `0x${"0".repeat(40)}` as const;

/** The final blocks as the indexer reads them: with real logs and real calldata. */
export function logChain(plan: Plan, chain: SimChain): ChainPort {
  const unused = () => {
    throw new Error("The indexer never asks this.");
  };
  const at = (number: bigint) => (number < 0n ? BEFORE : headOf(chain.blockAt(number)));
  return {
    chain: chainOf(plan),
    finalHead: async () => headOf(chain.finalBlock())!,
    blockAt: async (number) => at(number),
    logs: async (contracts, from, until) =>
      chain.blocks
        .slice(Number(from), Number(until) + 1)
        .flatMap((one) => logsOf(plan, one))
        .filter(({ address }) => contracts.includes(address)),
    transaction: async (hash) => {
      if (hash === ISSUANCE) return { to: VOUCHER, input: "0x" };
      if (hash === LOCAL_ISSUANCE) return { to: LOCAL_TOKEN, input: "0x" };
      const { transfers, data } = chain.find(hash, chain.head)!.mined.transaction;
      return { to: tokenOf(transfers[0]!), input: data };
    },
    ...{ latestHead: unused, receipt: unused, transactionCount: unused, balance: unused },
    ...{ fees: unused, call: unused, calls: unused, estimateGas: unused, send: unused },
  };
}

const BEFORE: BlockHead = { number: -1n, hash: hashOf("nothing"), time: new Date(0) };

function headOf(block: SimBlock | undefined): BlockHead | undefined {
  if (block === undefined) return undefined;
  return { number: block.number, hash: block.hash, time: new Date(block.time) };
}

function logsOf(plan: Plan, block: SimBlock): RawLog[] {
  const events =
    block.number === 0n
      ? accountsOf(plan).map(({ address: to }) => {
          const address = tokenOf({ from: NOBODY, to });
          const hash = address === VOUCHER ? ISSUANCE : LOCAL_ISSUANCE;
          return { hash, address, event: movement(NOBODY, to, FUNDS) };
        })
      : block.mined.flatMap(({ hash, outcomes }) =>
          outcomes.flatMap((outcome) => {
            const address = tokenOf(outcome.transfer);
            return eventsOf(outcome).map((event) => ({ hash, address, event }));
          }),
        );
  return events.map(({ hash, address, event }, logIndex) => ({
    ...{ ...event, address, logIndex, transactionHash: hash },
    ...{ blockNumber: block.number, blockHash: block.hash },
  }));
}

type Encoded = { readonly topics: readonly Hex[]; readonly data: Hex };

function eventsOf(outcome: Outcome): Encoded[] {
  const { transfer, reason } = outcome;
  const { from, to, amount, reversed } = transfer;
  // Local value knows no reversals: what a shop gives back is a payment of its own.
  const isPayment = reversed === null || isLocal(transfer);
  if (reason !== null) return [isPayment ? skipped(outcome) : reversalSkipped(outcome)];
  const moved = movement(from, to, amount);
  return isPayment ? [moved] : [moved, reversalEvent("PaymentReversed", outcome, [])];
}

function reversalSkipped(outcome: Outcome): Encoded {
  return reversalEvent("ReversalSkipped", outcome, [SKIP_REASONS.indexOf(outcome.reason!)]);
}

function reversalEvent(
  eventName: "PaymentReversed" | "ReversalSkipped",
  { transfer }: Outcome,
  more: readonly number[],
): Encoded {
  const { from: merchant, to, amount, nonce, reversed: payment } = transfer;
  const abi: Abi = voucherAbi;
  const topics = encodeEventTopics({ abi, eventName, args: { payment, merchant, to } });
  const types = ["uint256", "uint256", ...more.map(() => "uint8")].map((type) => ({ type }));
  const data = encodeAbiParameters(types, [amount, nonce, ...more]);
  return { topics: topics as Hex[], data };
}

function skipped({ transfer, reason }: Outcome): Encoded {
  const { from, to, amount, nonce } = transfer;
  const abi: Abi = voucherAbi;
  const digest = pad("0x0", { size: 32 });
  const topics = encodeEventTopics({
    abi,
    eventName: "PaymentSkipped",
    args: { digest, payer: from, to },
  });
  const types = [{ type: "uint256" }, { type: "uint256" }, { type: "uint8" }] as const;
  const data = encodeAbiParameters(types, [amount, nonce, SKIP_REASONS.indexOf(reason!)]);
  return { topics: topics as Hex[], data };
}

function movement(from: Address, to: Address, value: bigint): Encoded {
  const topics = encodeEventTopics({ abi: voucherAbi, eventName: "Transfer", args: { from, to } });
  return { topics: topics as Hex[], data: encodeAbiParameters([{ type: "uint256" }], [value]) };
}
