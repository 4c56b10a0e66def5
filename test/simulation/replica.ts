import { quarantineRound } from "../../server/settlement/quarantine.ts";
import { settleOnce } from "../../server/settlement/settler.ts";
import type { SettlementDeps } from "../../server/settlement/settlement.ts";
import type { SettlementStore } from "../../server/settlement/settlement-store.ts";
import type { ChainPort, Hex } from "../../server/shared/chain.ts";
import type { Log } from "../../server/shared/log.ts";
import { Fault } from "../../server/shared/problem.ts";
import { groupByRecipient, inUntellingOrder } from "#core/settlement/batch-size.ts";
import type { SendOutcome } from "#core/settlement/node-errors.ts";
import type { Address } from "#core/shared/ids.ts";

import { GatedRound } from "./gate.ts";
import type { Plan } from "./plan.ts";
import type { Dice } from "./seeded-random.ts";
import { type SimNode, type Wire, chainOf, sign } from "./sim-node.ts";
import type { Watch } from "./watch.ts";

export type ReplicaParts = {
  readonly plan: Plan;
  readonly store: SettlementStore;
  readonly node: SimNode;
  readonly wire: Wire;
  readonly ids: Dice;
  readonly encode: SettlementDeps["vouchers"]["encode"];
  readonly watch: Watch;
};

const QUIET = new Proxy({}, { get: () => () => undefined }) as Log;

/** One replica of the settler for one relayer account: the real module between gated ports. */
export class Replica {
  readonly relayer: Address;
  owner: string;
  round: GatedRound | undefined;
  /** Nothing of it runs before. */
  asleepUntil = 0;
  /** A mark of when its round began. */
  startedAt = 0;
  readonly #parts: ReplicaParts;

  constructor(parts: ReplicaParts, relayer: Address, owner: string) {
    this.#parts = parts;
    this.relayer = relayer;
    this.owner = owner;
  }

  /** In quarantine the nonces of what is forgotten are used up; otherwise it settles. */
  async start(at: number, isQuarantined: boolean): Promise<void> {
    this.startedAt = at;
    const round = new GatedRound();
    this.round = round;
    const deps = gated(this.#parts, round, this.owner);
    const work = isQuarantined ? quarantineRound : settleOnce;
    await round.start(() => work(deps, this.relayer, this.owner));
  }

  /** The process ends here and is started anew: it is somebody else to the lease. */
  die(until: number, owner: string): void {
    this.round = undefined;
    this.owner = owner;
    this.asleepUntil = until;
  }
}

function gated(parts: ReplicaParts, round: GatedRound, owner: string): SettlementDeps {
  const { plan, wire, ids, encode, watch } = parts;
  return {
    store: gatedStore(parts, round, owner),
    chain: gatedChain(parts, round),
    vouchers: {
      preview: (_queue, transfers) =>
        round.call("rpc", "preview", () => {
          const verdicts = parts.node.preview(transfers);
          watch.previewed(owner, transfers, verdicts);
          return verdicts;
        }),
      encode: (kind, transfers) => {
        // The contract goes through a call's groups one by one; reversals have none.
        const inOrder =
          kind === "payments"
            ? groupByRecipient(transfers).flatMap((group) => group.transfers)
            : inUntellingOrder(transfers);
        const data = encode(kind, inOrder);
        wire.transfers.set(data, inOrder);
        return data;
      },
    },
    custody: {
      signRelayerTransaction: (relayer, asked) =>
        round.call("signer", "sign", () => sign(wire, relayer, asked)),
    },
    random: ids,
    log: QUIET,
    deployment: { chainId: 1 },
    pace: {
      settleAfterSeconds: plan.settleAfterSeconds,
      batchEverySeconds: plan.batchEverySeconds,
      spreadSeconds: 0,
    },
  };
}

/** Every method of the store is one stop; what is written is looked at before it is. */
function gatedStore({ store, watch }: ReplicaParts, round: GatedRound, owner: string) {
  const entries = Object.entries(store).map(([name, method]) => [
    name,
    (...args: unknown[]) =>
      round.call("store", name, async () => {
        const value = await (method as (...args: unknown[]) => unknown)(...args);
        await watch.wrote(owner, name, args, value);
        return value;
      }),
  ]);
  return Object.fromEntries(entries) as SettlementStore;
}

function gatedChain({ plan, node, watch }: ReplicaParts, round: GatedRound): ChainPort {
  const rpc = <Value>(name: string, effect: () => Value) => round.call("rpc", name, effect);
  const unused = () => {
    throw new Error("The settler never asks this.");
  };
  return {
    chain: chainOf(plan),
    latestHead: () => rpc("latestHead", () => node.latestHead()),
    transactionCount: (account, until) =>
      rpc("transactionCount", () => node.transactionCount(account, until)),
    receipt: (hash) => rpc("receipt", () => node.receipt(hash)),
    fees: () => rpc("fees", () => node.fees()),
    estimateGas: ({ data }) => rpc("estimateGas", () => node.estimateGas(data)),
    send: (raw) => send(round, raw, { node, watch }),
    finalHead: () => rpc("finalHead", () => node.finalHead()),
    ...{ blockAt: unused, logs: unused, transaction: unused },
    ...{ balance: unused, call: unused, calls: unused },
  };
}

/** As the real port: where no answer comes, nobody knows whether it arrived. */
async function send(
  round: GatedRound,
  raw: Hex,
  { node, watch }: Pick<ReplicaParts, "node" | "watch">,
): Promise<SendOutcome> {
  try {
    return await round.call("rpc", "send", async () => {
      await watch.offered(raw);
      return node.send(raw);
    });
  } catch (error) {
    if (error instanceof Fault) return "unknown";
    throw error;
  }
}
