import { type Hex, decodeEventLog, toEventSelector } from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { VoucherEvent } from "#core/chain/tally.ts";
import { addressOf } from "#core/shared/ids.ts";

import type { ChainLog } from "./read-logs.ts";

/** What of a voucher's event goes into its totals, small enough to be kept. `amount` in cents. */
export type MoneyEvent = {
  readonly name: "Transfer" | "AccountReassigned";
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly block: bigint;
  /** Seconds since 1970, where the node says so with the log. */
  readonly seconds?: bigint;
};

/** The two events that move value. Found by topic once: a whole ABI is searched anew for every log. */
const COUNTED = new Map(
  voucherAbi.flatMap((item) =>
    item.type === "event" && (item.name === "Transfer" || item.name === "AccountReassigned")
      ? [[toEventSelector(item), { item, name: item.name }] as const]
      : [],
  ),
);

/** The event of a log, `undefined` where it is of those that move nothing. Throws where the data are not its. */
export function moneyEventOf(log: ChainLog): MoneyEvent | undefined {
  const counted = COUNTED.get(log.topics[0]);
  if (counted === undefined) return undefined;
  const { blockNumber, blockTimestamp } = log;
  const place = {
    block: blockNumber,
    ...(blockTimestamp === undefined ? {} : { seconds: BigInt(blockTimestamp) }),
  };
  // By hand, because it is nearly all there is: two addresses in the topics, one amount in the data.
  if (counted.name === "Transfer" && log.topics.length === 3 && log.data.length === WORD)
    return {
      name: "Transfer",
      from: wordAddress(log.topics[1]!),
      to: wordAddress(log.topics[2]!),
      amount: BigInt(log.data),
      ...place,
    };
  const { args } = decodeEventLog({ abi: [counted.item], ...log });
  const { from, to, amount, value } = args as Readonly<Record<string, unknown>>;
  return {
    name: counted.name,
    from: addressOf(String(from)),
    to: addressOf(String(to)),
    amount: (amount ?? value) as bigint,
    ...place,
  };
}

/** Length of 32 bytes as hexadecimal text. */
const WORD = 66;

function wordAddress(topic: Hex): string {
  return `0x${topic.slice(-40).toLowerCase()}`;
}

/** The event as the tally's rule wants it. */
export function tallied({ name, from, to, amount }: MoneyEvent): VoucherEvent {
  return name === "Transfer"
    ? { name, args: { from, to, value: amount } }
    : { name, args: { from, to, amount } };
}
