import { expect } from "chai";
import { encodeFunctionData } from "viem";

import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";

import { chainFacts } from "./chain-facts.ts";

const REF = `0x${"7".repeat(64)}` as const;
const seconds = (instant: string) => Date.parse(instant) / 1000;

describe("what goes on chain", () => {
  it("is read out of the bytes that open a programme", () => {
    const terms = {
      cap: 3_800_000n,
      spendableFrom: seconds("2026-11-30T23:00:00Z"),
      spendableUntil: seconds("2026-12-31T23:00:00Z"),
      settleableUntil: seconds("2027-01-30T23:00:00Z"),
      categories: 0b110n,
    };
    const data = encodeFunctionData({
      abi: programmesAbi,
      functionName: "open",
      args: [REF, "Buoni spesa", "SPESA26", terms],
    });
    expect(chainFacts(data, [{ number: 1, name: "alimentari" }])).to.deep.equal([
      ["Nome del programma", "Buoni spesa"],
      ["Sigla", "SPESA26"],
      ["Fondo", "38.000,00 €"],
      ["Si spende dal", "01/12/26, 00:00"],
      ["Si spende fino al", "01/01/27, 00:00"],
      ["Si registra fino al", "31/01/27, 00:00"],
      ["Categorie ammesse", "1 (alimentari), 2 (?)"],
      ["Riferimento, a caso", REF],
    ]);
  });

  it("is read out of the bytes that move an end", () => {
    const args = [seconds("2026-12-31T23:00:00Z"), seconds("2027-01-30T23:00:00Z")] as const;
    const data = encodeFunctionData({ abi: voucherAbi, functionName: "moveDates", args });
    expect(chainFacts(data, [])).to.deep.equal([
      ["Si spende fino al", "01/01/27, 00:00"],
      ["Si registra fino al", "31/01/27, 00:00"],
    ]);
  });

  it("is not guessed where the bytes are another act, or none", () => {
    const data = encodeFunctionData({ abi: voucherAbi, functionName: "reclaim", args: [[]] });
    for (const foreign of [data, "0x01020304", "0x", "not hex"])
      expect(chainFacts(foreign, [])).to.equal(undefined);
  });
});
