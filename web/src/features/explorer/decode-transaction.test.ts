import { expect } from "chai";
import { encodeAbiParameters, encodeEventTopics, encodeFunctionData } from "viem";

import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";

import { decodeCall, decodeLog } from "./decode-transaction.ts";

const VOUCHER = "0x00000000000000000000000000000000000000c1";
const PROGRAMMES = "0x00000000000000000000000000000000000000c2";
const SHOP = "0x00000000000000000000000000000000000000a1";
const FAMILY = "0x00000000000000000000000000000000000000f1";
const REF = `0x${"7".repeat(64)}` as const;

const known = new Map([
  [VOUCHER.toLowerCase(), { address: VOUCHER, name: "Buoni", abi: voucherAbi, symbol: "B" }],
  [PROGRAMMES, { address: PROGRAMMES, name: "Programmi", abi: programmesAbi }],
]);

describe("decoding what the chain holds", () => {
  it("names the function and tells addresses, amounts and references apart, also in lists", () => {
    const data = encodeFunctionData({
      abi: voucherAbi,
      functionName: "issue",
      args: [[FAMILY, SHOP], [15_500n, 5n], REF],
    });
    const call = decodeCall(known, { to: VOUCHER, data });
    expect(call?.name).to.equal("issue");
    const [accounts, amounts, ref] = call!.values;
    expect(accounts).to.deep.include({ kind: "group" });
    expect(amounts).to.have.nested.property("parts[0].cents", 15_500n);
    expect(amounts).to.have.nested.property("parts[1].cents", 5n);
    expect(ref).to.deep.include({ kind: "text", text: REF });
  });

  it("opens a tuple by its parts' names", () => {
    const terms = { cap: 3_800_000n, spendableFrom: 1, spendableUntil: 2, settleableUntil: 3 };
    const data = encodeFunctionData({
      abi: programmesAbi,
      functionName: "open",
      args: [REF, "Buoni", "B", { ...terms, categories: 6n }],
    });
    const group = decodeCall(known, { to: PROGRAMMES, data })?.values[3];
    expect(group?.kind).to.equal("group");
    const parts = group?.kind === "group" ? group.parts : [];
    expect(parts[0]).to.deep.include({ name: "cap", kind: "amount", cents: 3_800_000n });
    expect(parts[1]).to.deep.include({ name: "spendableFrom", kind: "moment", seconds: 1 });
  });

  it("decodes an event by its contract's own ABI", () => {
    const topics = encodeEventTopics({
      abi: voucherAbi,
      eventName: "Transfer",
      args: { from: FAMILY, to: SHOP },
    });
    const data = encodeAbiParameters([{ type: "uint256" }], [1240n]);
    const log = decodeLog(known, { address: VOUCHER, topics: topics as `0x${string}`[], data });
    expect(log.name).to.equal("Transfer");
    expect(log.values.map(({ kind }) => kind)).to.deep.equal(["address", "address", "amount"]);
    expect(log.values[2]).to.have.property("cents", 1240n);
  });

  it("shows the first bytes of what nobody published, and never guesses", () => {
    expect(decodeCall(known, { to: SHOP, data: "0xa9059cbb" })).to.deep.include({
      name: "0xa9059cbb",
      values: [],
    });
    expect(decodeCall(known, { to: VOUCHER, data: "0xdeadbeef00" })?.name).to.equal("0xdeadbeef");
    expect(decodeCall(known, { to: VOUCHER, data: "0x" })).to.equal(undefined);
    expect(decodeCall(known, { to: null, data: "0x6000600060006000" })).to.equal(undefined);
  });
});
