import { strict as assert } from "node:assert";

import { nodeProcess } from "../support/node-process.ts";
import {
  type PlayedTown,
  cardAndTill,
  eventually,
  paymentOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { startReplica } from "../support/replica.ts";

type Payment = { state: string; amountCents: string };
type TillView = { isSettlementDelayed: boolean };

describe("A chain that does not answer", () => {
  let town: PlayedTown;
  let node: number;

  before(async function () {
    this.timeout(180_000);
    town = await startPlayedTown({ keyIn: "file" });
    node = await nodeProcess(town.stack.rpcUrl);
  });

  after(async () => {
    if (node !== undefined) process.kill(node, "SIGCONT");
    await town?.stack.stop();
  });

  it("is told to the till at once; what is accepted meanwhile settles when it is back", async function () {
    this.timeout(120_000);
    const { card, till } = cardAndTill(town, 0);
    const isDelayed = async () =>
      (await till.get<TillView>("/api/tills/current")).isSettlementDelayed;
    assert.equal(await isDelayed(), false, "before");
    process.kill(node, "SIGSTOP");
    assert.equal(await isDelayed(), true, "while the chain is silent");
    const health = await (await fetch(`${town.stack.url}/health`)).json();
    assert.equal((health as { chain: { status: string } }).chain.status, "down");
    // A replica that starts meanwhile serves too: it is no reason to stop.
    const replica = await startReplica(town.stack, { BORGO_ROLES: "api,settler,indexer" });
    assert.equal((await fetch(`${replica.url}/health`)).ok, true);
    const payments = ["110", "220", "330"].map((amount) => paymentOf(card, amount));
    for (const payment of payments) await till.post("/api/payments", { json: payment });
    process.kill(node, "SIGCONT");
    await replica.stop();
    for (const { paymentId, amountCents } of payments)
      await eventually("settled", async () => {
        const payment = await till.get<Payment>(`/api/payments/${paymentId}`);
        assert.equal(payment.amountCents, amountCents);
        return payment.state === "settled";
      });
    await eventually("said to be in order again", async () => !(await isDelayed()));
  });
});
