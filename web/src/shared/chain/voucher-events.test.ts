import { expect } from "chai";
import { type Hex, encodeAbiParameters, encodeEventTopics } from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";

import type { ChainLog } from "./read-logs.ts";
import { moneyEventOf } from "./voucher-events.ts";

const FAMILY = "0x00000000000000000000000000000000000000f1";
const SHOP = "0x00000000000000000000000000000000000000a1";

function logOf(topics: unknown, data: Hex): ChainLog {
  return {
    address: SHOP,
    topics: topics as [Hex, ...Hex[]],
    data,
    blockNumber: 7n,
    transactionHash: "0x",
    logIndex: 0,
    blockTimestamp: 99n,
  };
}

const word = (value: bigint) => encodeAbiParameters([{ type: "uint256" }], [value]);

describe("the events that a voucher's totals are made of", () => {
  it("are read as the contract's interface says", () => {
    const args = { from: FAMILY, to: SHOP } as const;
    const topics = encodeEventTopics({ abi: voucherAbi, eventName: "Transfer", args });
    expect(moneyEventOf(logOf(topics, word(1_250n)))).to.deep.equal({
      ...{ name: "Transfer", from: FAMILY, to: SHOP, amount: 1_250n },
      ...{ block: 7n, seconds: 99n },
    });
  });

  it("include the replacement of one account by another", () => {
    const args = { from: FAMILY, to: SHOP } as const;
    const topics = encodeEventTopics({ abi: voucherAbi, eventName: "AccountReassigned", args });
    const read = moneyEventOf(logOf(topics, word(30n)));
    expect(read?.name).to.equal("AccountReassigned");
    expect([read?.to, read?.amount]).to.deep.equal([SHOP, 30n]);
  });

  it("are no others", () => {
    expect(moneyEventOf(logOf([`0x${"9".repeat(64)}`], "0x"))).to.equal(undefined);
  });

  it("must have their data", () => {
    const args = { from: FAMILY, to: SHOP } as const;
    const topics = encodeEventTopics({ abi: voucherAbi, eventName: "Transfer", args });
    expect(() => moneyEventOf(logOf(topics, "0x"))).to.throw();
  });
});
