import { expect } from "chai";
import { encodeAbiParameters, encodeEventTopics } from "viem";

import { accessManagerAbi } from "#core/chain/abi/access-manager.ts";
import { ROLE_IDS } from "#core/chain/roles.ts";
import { addressOf } from "#core/shared/ids.ts";

import type { ChainLog } from "../../../shared/chain/read-logs.ts";
import type { ChainReader } from "../../../shared/chain/town-chain.ts";
import { readRoles } from "./read-roles.ts";

const MANAGER = addressOf(`0x${"e1".repeat(20)}`);
const TOWN = {
  contracts: { accessManager: MANAGER, merchantRegistry: "", localToken: "", programmes: "" },
  startBlock: 5,
};
const [ADA, BEA] = ["a1", "b2"].map((byte) => addressOf(`0x${byte.repeat(20)}`));

function granted(account: `0x${string}`, blockNumber: bigint): ChainLog {
  const args = { roleId: ROLE_IDS.issuer, account };
  return {
    address: MANAGER,
    topics: encodeEventTopics({
      abi: accessManagerAbi,
      eventName: "RoleGranted",
      args,
    }) as ChainLog["topics"],
    data: encodeAbiParameters(
      [{ type: "uint32" }, { type: "uint48" }, { type: "bool" }],
      [0, 1, true],
    ),
    ...{ blockNumber, transactionHash: `0x${"7".repeat(64)}`, logIndex: 0 },
  };
}

/** A chain with these events, where everybody ever named still has the role; it notes from which block it was asked. */
function chainOf(height: bigint, events: readonly ChainLog[]) {
  const asked: bigint[] = [];
  const client = {
    getBlock: async () => ({ number: height, timestamp: 1_000n }),
    getLogs: async ({ fromBlock, toBlock }: { fromBlock: bigint; toBlock: bigint }) => {
      asked.push(fromBlock);
      return events.filter((log) => log.blockNumber >= fromBlock && log.blockNumber <= toBlock);
    },
    readContract: async () => [1, 0],
  } as unknown as ChainReader;
  return { asked, client };
}

describe("reading the roles", () => {
  it("goes on from where it was, forgets nobody, and takes nobody of a block that was replaced", async () => {
    const early = granted(ADA!, 10n);
    const first = await readRoles(chainOf(1_000n, [early, granted(BEA!, 990n)]).client, TOWN);
    const accounts = ({ members }: typeof first) => members.map(({ account }) => account);
    expect(accounts(first)).to.deep.equal([ADA, BEA]);
    const replaced = chainOf(1_003n, [early]);
    const second = await readRoles(replaced.client, TOWN, first.history);
    expect(accounts(second)).to.deep.equal([ADA]);
    expect(replaced.asked).to.deep.equal([872n]);
    const later = chainOf(1_010n, [early, granted(BEA!, 1_010n)]);
    expect(accounts(await readRoles(later.client, TOWN, second.history))).to.deep.equal([ADA, BEA]);
  });
});
