import { strict as assert } from "node:assert";

import type { Hex } from "viem";

import { EMBEDDED_CHAIN } from "#core/chain/chains.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import { connectChain } from "../../server/shared/chain-rpc.ts";
import { createLog } from "../../server/shared/log.ts";
import { Fault } from "../../server/shared/problem.ts";
import { type RpcReceipt, receiptsRoot } from "../../server/shared/receipts-root.ts";
import { type BareNode, startBareNode } from "../support/bare-node.ts";
import { createMovingClock } from "../support/moving-clock.ts";
import { type FaultProxy, type RpcFault, startFaultProxy } from "../support/rpc-fault-proxy.ts";

describe("The chain's nodes", function () {
  this.timeout(120_000);
  let node: BareNode;
  let echo: Address;
  let proxies: FaultProxy[];
  const clock = createMovingClock();
  const connect = (urls: readonly string[]) =>
    connectChain({ clock, log: createLog("silent", "test") }, EMBEDDED_CHAIN, urls);
  const connectAll = () => connect(proxies.map(({ url }) => url));

  before(async () => {
    node = await startBareNode();
    echo = (await node.deployEcho()).toLowerCase() as Address;
    for (const data of ["0x01", "0x0203", "0x"] as const) await send({ data });
  });

  beforeEach(async () => {
    proxies = await Promise.all([1, 2, 3].map(() => startFaultProxy(node.rpcUrl)));
  });

  afterEach(() => Promise.all(proxies.map((proxy) => proxy.stop())));
  after(() => node?.stop());

  async function send(fields: object): Promise<Hash> {
    const hash = await node.client.sendTransaction({ to: echo, ...fields } as never);
    await node.client.waitForTransactionReceipt({ hash });
    return hash as Hash;
  }

  const last = async () => node.client.getBlockNumber({ cacheTime: 0 });
  const logsThrough = async (urls: readonly string[]) =>
    connect(urls).logs([echo], 0n, await last());

  async function rejection(promise: Promise<unknown>): Promise<Fault> {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Fault, String(error));
    return error;
  }

  describe("the root of a block's receipts", () => {
    const ask = (method: string, ...params: unknown[]) =>
      node.client.request({ method, params } as never) as Promise<unknown>;

    async function checkRoot(number: bigint): Promise<readonly RpcReceipt[]> {
      const receipts = (await ask("eth_getBlockReceipts", `0x${number.toString(16)}`)) as never;
      const { receiptsRoot: root } = await node.client.getBlock({ blockNumber: number });
      assert.equal(receiptsRoot(receipts), root, `block ${number}`);
      return receipts;
    }

    it("comes out for transactions of every type, and for one that fails", async () => {
      const other = { gasPrice: 3_000_000_000n };
      await send({ ...other, type: "legacy", data: "0xaa" });
      const accessList = [{ address: echo, storageKeys: [] }];
      await send({ ...other, type: "eip2930", accessList, data: "0xbb" });
      await send({ type: "eip1559", data: "0xcc" });
      const nonce = await node.client.getTransactionCount({ address: node.client.account.address });
      const { account } = node.client;
      const authorization = await account.signAuthorization!({
        ...{ chainId: 31_337, nonce: nonce + 1 },
        contractAddress: echo as Hex,
      });
      await send({ type: "eip7702", authorizationList: [authorization], data: "0xdd" });
      await send({ data: "0xee", to: null, gas: 100_000n });
      const types = new Set<string>();
      for (let number = 0n; number <= (await last()); number += 1n)
        for (const { type } of await checkRoot(number)) types.add(String(type));
      assert.deepEqual([...types].sort(), ["0x0", "0x1", "0x2", "0x4"]);
    });

    it("comes out for blocks of 1, 2, 127, 128, 129 and 300 transactions", async () => {
      for (const size of [1, 2, 127, 128, 129, 300]) {
        await node.client.setAutomine(false);
        const nonce = await node.client.getTransactionCount({
          address: node.client.account.address,
        });
        for (let index = 0; index < size; index += 1)
          await node.client.sendTransaction({
            ...{ to: echo, data: `0x${"77".repeat(index % 40)}`, gas: 40_000n },
            nonce: nonce + index,
          } as never);
        await node.client.mine({ blocks: 1 });
        await node.client.setAutomine(true);
        assert.equal((await checkRoot(await last())).length, size);
      }
    });

    it("does not come out where one byte of one log differs", async () => {
      const receipts = await checkRoot(await last());
      const [first, ...rest] = structuredClone(receipts) as RpcReceipt[];
      const changed = { ...first!, logs: first!.logs.map((log) => ({ ...log, data: "0x01" })) };
      const { receiptsRoot: root } = await node.client.getBlock();
      assert.notEqual(receiptsRoot([changed as RpcReceipt, ...rest]), root);
      assert.notEqual(receiptsRoot(rest), root);
      assert.notEqual(receiptsRoot([...receipts, first!]), root);
    });
  });

  it("give the logs that the chain has, through one or through several", async () => {
    const truth = await node.client.getLogs({ address: echo as Hex, fromBlock: 0n });
    assert.ok(truth.length >= 3);
    for (const urls of [[node.rpcUrl], [proxies[0]!.url, proxies[1]!.url]]) {
      const logs = await logsThrough(urls);
      assert.deepEqual(
        logs.map((log) => [log.blockHash, log.logIndex, log.transactionHash, log.data, log.topics]),
        truth.map((log) => [
          log.blockHash,
          log.logIndex,
          log.transactionHash,
          log.data,
          log.topics,
        ]),
      );
    }
  });

  const LIES: readonly RpcFault[] = ["forged_log", "omitted_logs", "changed_log", "forged_receipt"];
  for (const lie of LIES)
    it(`change nothing where one of them lies: ${lie}`, async () => {
      const truth = await logsThrough([node.rpcUrl]);
      proxies[0]!.choose((method) => (method.startsWith("eth_get") ? lie : undefined));
      const chain = connectAll();
      assert.deepEqual(await chain.logs([echo], 0n, await last()), truth);
      const lies = chain.health().nodes.map((health) => health.lies > 0);
      assert.deepEqual(lies, [true, false, false]);
    });

  it("are not believed where the only one lies about receipts", async () => {
    proxies[0]!.choose((method) =>
      method === "eth_getBlockReceipts" ? "forged_receipt" : undefined,
    );
    const chain = connect([proxies[0]!.url]);
    assert.equal((await rejection(chain.logs([echo], 0n, 5n))).code, "chain_unreachable");
  });

  it("are not believed where one changes what a transaction called", async () => {
    const hash = await send({ data: "0x1234" });
    proxies[0]!.choose(() => "changed_calldata");
    assert.equal((await connectAll().transaction(hash))?.input, "0x1234");
    const alone = connect([proxies[0]!.url]);
    assert.equal((await rejection(alone.transaction(hash))).code, "chain_unreachable");
  });

  it("decide by two against one which block is the chain's", async () => {
    proxies[0]!.choose(() => "other_block");
    const chain = connectAll();
    const { hash } = await node.client.getBlock({ blockNumber: 2n });
    assert.equal((await chain.blockAt(2n))?.hash, hash);
    assert.equal((await chain.finalHead()).number, await last());
    assert.equal(chain.health().disagreement, undefined);
    assert.ok(chain.health().nodes[0]!.lies > 0);
  });

  it("decide nothing where it is one against one, and say so until they agree again", async () => {
    proxies[0]!.choose(() => "other_block");
    const chain = connect([proxies[0]!.url, proxies[1]!.url]);
    assert.equal((await rejection(chain.blockAt(2n))).code, "nodes_disagree");
    assert.equal((await rejection(chain.finalHead())).code, "nodes_disagree");
    assert.match(chain.health().disagreement!.what, /different blocks/);
    proxies[0]!.choose(() => undefined);
    await chain.finalHead();
    assert.equal(chain.health().disagreement, undefined);
  });

  it("are final as far as two of them have come", async () => {
    proxies[0]!.choose(() => "stale_head");
    assert.equal((await connectAll().finalHead()).number, await last());
    proxies[1]!.choose(() => "stale_head");
    assert.equal((await connectAll().finalHead()).number, 1n);
  });

  it("are too few where one of two does not answer", async () => {
    proxies[0]!.choose(() => "lost_before");
    const chain = connect([proxies[0]!.url, proxies[1]!.url]);
    assert.equal((await rejection(chain.finalHead())).code, "chain_unreachable");
    assert.equal((await chain.latestHead()).number, await last(), "one is enough to look");
  });

  const FAILURES: readonly RpcFault[] = [
    ...(["lost_before", "lost_after", "rate_limit", "truncated", "wrong_id", "garbage"] as const),
  ];
  for (const failure of FAILURES)
    it(`are asked in turn, and one that fails is left alone for a while: ${failure}`, async () => {
      const [bad, good] = proxies as [FaultProxy, FaultProxy];
      bad.choose(() => failure);
      const chain = connect([bad.url, good.url]);
      const { address } = node.client.account;
      const own = address.toLowerCase() as Address;
      const count = await node.client.getTransactionCount({ address });
      for (let round = 0; round < 5; round += 1)
        assert.equal(await chain.transactionCount(own, "latest"), BigInt(count));
      assert.equal(bad.asked.get("eth_getTransactionCount"), 1, "asked once, then left alone");
      assert.deepEqual(
        chain.health().nodes.map(({ isUp }) => isUp),
        [false, true],
      );
      bad.choose(() => undefined);
      clock.advance(1_000);
      await chain.transactionCount(own, "latest");
      assert.equal(bad.asked.get("eth_getTransactionCount"), 2, "asked again when it has rested");
      assert.equal(chain.health().nodes[0]!.isUp, true);
    });

  describe("asked many calls at once", () => {
    // Precompiles: one answers what it is given, one takes only what has the right length.
    const IDENTITY = `0x${"4".padStart(40, "0")}` as Address;
    const BLAKE = `0x${"9".padStart(40, "0")}` as Address;
    const calls = Array.from({ length: 230 }, (_, index) => ({
      to: index % 7 === 3 ? BLAKE : IDENTITY,
      data: `0x${index.toString(16).padStart(4, "0")}` as Hex,
    }));
    const check = (outcomes: Awaited<ReturnType<ReturnType<typeof connect>["calls"]>>) => {
      const answers = outcomes.map((outcome) => (outcome.ok ? outcome.data : "refused"));
      const truth = calls.map(({ to, data }) => (to === BLAKE ? "refused" : data));
      assert.deepEqual(answers, truth);
    };

    it("answer each in its place, refusals too, in few requests", async () => {
      let requests = 0;
      proxies[0]!.choose(() => void (requests += 1));
      check(await connect([proxies[0]!.url]).calls(calls));
      assert.equal(proxies[0]!.asked.get("eth_call"), calls.length);
      assert.equal(requests, 3);
      assert.deepEqual(await connect([proxies[0]!.url]).calls([]), []);
    });

    it("are asked one by one where they take no batch", async () => {
      proxies[0]!.choose(() => "no_batches");
      check(await connect([proxies[0]!.url]).calls(calls));
      assert.equal(proxies[0]!.done.get("no_batches"), 3);
    });

    for (const failure of FAILURES)
      it(`are asked in turn: ${failure}`, async () => {
        proxies[0]!.choose(() => failure);
        check(await connectAll().calls(calls));
        const alone = connect([proxies[0]!.url]);
        assert.equal((await rejection(alone.calls(calls))).code, "chain_unreachable");
      });
  });

  it("take a transaction through the second where the first is away, once", async () => {
    const { account } = node.client;
    const request = await node.client.prepareTransactionRequest({
      to: echo,
      data: "0x99",
    } as never);
    const raw = await account.signTransaction(request as never);
    proxies[0]!.choose(() => "lost_after");
    const chain = connectAll();
    assert.match(await chain.send(raw), /already_known|nonce_too_low/);
    assert.equal(proxies[1]!.asked.get("eth_sendRawTransaction"), 1);
  });

  it("tell a range that is too wide from a node that is away", async () => {
    proxies[0]!.choose(() => "refused_range");
    const fault = await rejection(connect([proxies[0]!.url]).logs([echo], 0n, 5n));
    assert.equal(fault.code, "range_refused");
  });
});
