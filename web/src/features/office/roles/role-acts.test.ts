import { expect } from "chai";
import { type Hex, decodeFunctionData, encodeFunctionData } from "viem";

import { accessManagerAbi } from "#core/chain/abi/access-manager.ts";
import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { addressOf } from "#core/shared/ids.ts";

import { changeOf, limitOf } from "./read-roles.ts";
import { announcement, changeData } from "./role-acts.ts";
import { delayText } from "./role-texts.ts";

const ADA = addressOf(`0x${"a1".repeat(20)}`);
const MANAGER = `0x${"e1".repeat(20)}`;
const TOWN = {
  chainId: 31_337,
  contracts: { accessManager: MANAGER, merchantRegistry: "", localToken: "", programmes: "" },
};
const decode = (data: string) => decodeFunctionData({ abi: accessManagerAbi, data: data as Hex });

describe("acts on roles", () => {
  it("are read back from their own bytes", () => {
    for (const kind of ["grant", "revoke"] as const) {
      const change = { kind, role: "issuer", account: ADA } as const;
      expect(changeOf(changeData(change, 60))).to.deep.equal(change);
    }
  });

  it("give a new administrator the delay of the old one, and nobody else one", () => {
    const delayOf = (role: "admin" | "treasury") =>
      decode(changeData({ kind: "grant", role, account: ADA }, 172_800)).args![2];
    expect(delayOf("admin")).to.equal(172_800);
    expect(delayOf("treasury")).to.equal(0);
  });

  it("are announced where there is a delay, and done at once where there is none", () => {
    const data = changeData({ kind: "revoke", role: "issuer", account: ADA }, 60);
    expect(announcement(TOWN, data, 0)).to.deep.equal({ chainId: 31_337, to: MANAGER, data });
    const announced = decode(announcement(TOWN, data, 60).data);
    expect(announced.functionName).to.equal("schedule");
    expect(announced.args![1]).to.equal(data);
  });

  it("are not taken for a change of a role where they are another act", () => {
    const label = encodeFunctionData({
      abi: accessManagerAbi,
      functionName: "labelRole",
      args: [1n, "X"],
    });
    expect(changeOf(label)).to.equal(undefined);
    expect(changeOf("0x01020304")).to.equal(undefined);
    expect(limitOf("0x01020304")).to.equal(undefined);
    expect(limitOf(label)).to.equal(undefined);
  });

  it("are read where they set the yearly limit of local value", () => {
    const data = encodeFunctionData({
      abi: localTokenAbi,
      functionName: "setYearlyLimit",
      args: [500_000n],
    });
    expect([limitOf(data), changeOf(data)]).to.deep.equal([500_000n, undefined]);
  });

  it("wait as long as people say", () => {
    const texts = [0, 60, 3600, 172_800, 90].map(delayText);
    expect(texts).to.deep.equal(["nessuna", "1 minuto", "1 ora", "48 ore", "90 secondi"]);
  });
});
