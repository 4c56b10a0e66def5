import { largestLocalPart } from "#core/payment/split-bill.ts";
import { cents } from "#core/shared/money.ts";

import type { SettlementDeps } from "../../server/settlement/settlement.ts";
import { Fault } from "../../server/shared/problem.ts";
import type { Bank, Order, Reversal } from "./bank.ts";
import { type Counts, countCall, isDelicate, isReading } from "./crash-points.ts";
import type { Fate, PendingCall, PortKind } from "./gate.ts";
import { type Past, checkAlways, isUnderWay } from "./invariants.ts";
import type { FaultName, Plan } from "./plan.ts";
import { Replica } from "./replica.ts";
import { told } from "./told.ts";
import { Troubles } from "./troubles.ts";
import { type Dice, createDice } from "./seeded-random.ts";
import { BLOCK_MS, SimChain, USUAL_BASE_FEE } from "./sim-chain.ts";
import { SimNode, type Wire, openWire } from "./sim-node.ts";
import { FUNDS, START, accountsOf, purseName, relayersOf, uuidOf } from "./town.ts";
import { Violation, Watch, must } from "./watch.ts";

/** A failure of the world that the simulation made: the service has to live with it. */
class MadeFailure extends Error {}

/** What is different from tier to tier. */
export type Tier = {
  openBank(parts: { plan: Plan; chain: SimChain; ids: Dice; now: () => number }): Promise<Bank>;
  readonly encode: SettlementDeps["vouchers"]["encode"];
  /** All rows are checked after so many steps in which any changed. */
  readonly checkEvery: number;
};

/** Told of each thing that happened, in order: two tiers must tell the same. */
export type Tell = (line: () => string) => void;

const POLL_MS = 1_500;
/** How much more often a process dies around a call that changes something. */
const DELICATE_TIMES = 8;
const UPSET_MS = 60_000;
const UPSET_TIMES = 4;
const MAXIMUM_SKEW_MS = 300_000;

/** Everything around the settler, in one thread, driven by dice. */
export class World {
  now = START;
  readonly plan: Plan;
  readonly chain: SimChain;
  readonly bank: Bank;
  readonly counts: Counts = {};
  readonly past: Past = { hasForgotten: false, signed: new Map(), orders: new Map() };
  rates: Plan["rates"];
  readonly #dice: Dice;
  readonly #tell: Tell;
  readonly #troubles: Troubles;
  readonly #checkEvery: number;
  #steps = 0;
  readonly #replicas: Replica[] = [];
  readonly #nodes: SimNode[];
  readonly #orders: Order[] = [];
  readonly #skews: number[];
  #nextBlock = START + BLOCK_MS;
  #haltedUntil = 0;
  #spikeUntil = 0;
  #starts = 0;
  /** Whether any row may have changed since the rows were last checked. */
  #isChanged = false;
  #isReadingHalted = false;
  #haltSerial = 0;
  readonly #failovers: Dice;
  readonly #reversalDice: Dice;
  readonly #localDice: Dice;
  readonly #followUpDice: Dice;
  readonly #reversals: Reversal[] = [];
  #copy: unknown;
  #isCalm = false;
  /** Until when tills take back more than usual, because what they saw is gone. */
  #upsetUntil = 0;

  private constructor(plan: Plan, chain: SimChain, bank: Bank, wire: Wire, tier: Tier, tell: Tell) {
    this.plan = plan;
    this.rates = plan.rates;
    this.chain = chain;
    this.bank = bank;
    this.#tell = tell;
    this.#dice = createDice(plan.seed, "world");
    this.#troubles = new Troubles({
      ...{ chain, plan, dice: this.#dice, encode: tier.encode },
      now: () => this.now,
    });
    this.#failovers = createDice(plan.seed, "failovers");
    this.#reversalDice = createDice(plan.seed, "reversals");
    this.#localDice = createDice(plan.seed, "local parts");
    this.#followUpDice = createDice(plan.seed, "follow-ups");
    this.#checkEvery = tier.checkEvery;
    const now = () => this.now;
    const watch = new Watch(bank, chain, plan);
    const ids = createDice(plan.seed, "settler ids");
    this.#nodes = Array.from(
      { length: plan.replicas },
      (_, at) => new SimNode({ chain, plan, wire, now, dice: createDice(plan.seed, `node ${at}`) }),
    );
    for (const relayer of relayersOf(plan))
      for (const node of this.#nodes) {
        const parts = { plan, store: bank.store, node, wire, ids, encode: tier.encode, watch };
        this.#replicas.push(new Replica(parts, relayer, this.#newOwner()));
      }
    const isSkewed = plan.rates.skew > 0;
    this.#skews = this.#nodes.map(() =>
      isSkewed ? this.#dice.upTo(2 * MAXIMUM_SKEW_MS) - MAXIMUM_SKEW_MS : 0,
    );
  }

  static async open(plan: Plan, tier: Tier, tell: Tell): Promise<World> {
    const balances = new Map(
      accountsOf(plan).map((one) => [purseName(one.programmeId, one.address), FUNDS]),
    );
    const start = { time: START, balances, relayers: relayersOf(plan) };
    const chain = new SimChain(plan, createDice(plan.seed, "chain"), start);
    let world: World | undefined;
    const now = () => world?.now ?? START;
    const ids = createDice(plan.seed, "payment ids");
    const bank = await tier.openBank({ plan, chain, ids, now });
    world = new World(plan, chain, bank, openWire(), tier, tell);
    return world;
  }

  #newOwner(): string {
    this.#starts += 1;
    return uuidOf(0xfeed, this.#starts);
  }

  /** One step: some time passes, the world does what it will, each replica goes on a little. */
  async step(milliseconds: number): Promise<void> {
    this.now += milliseconds;
    this.#passTime();
    this.#disturb();
    await this.#failOver();
    await this.#trade();
    if (this.#dice.happens(0.6)) await this.#index();
    for (const replica of this.#replicas) await this.#advance(replica);
    this.#steps += 1;
    if (!this.#isChanged || this.#steps % this.#checkEvery !== 0) return;
    this.#isChanged = false;
    checkAlways(await this.bank.snapshot(), this.chain, this.now, this.past);
  }

  #passTime(): void {
    const { chain } = this;
    chain.isHalted = this.now < this.#haltedUntil;
    if (this.now >= this.#spikeUntil && this.#spikeUntil > 0) chain.baseFee = USUAL_BASE_FEE * 6n;
    if (chain.isHalted) return;
    while (this.now >= this.#nextBlock) {
      chain.mine(this.now);
      this.#nextBlock = Math.max(this.#nextBlock + BLOCK_MS, this.now - BLOCK_MS);
    }
  }

  #happens(fault: FaultName, times = 1): boolean {
    const isNow = this.#dice.happens(this.rates[fault] * times);
    if (isNow) this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    return isNow;
  }

  #disturb(): void {
    const { chain } = this;
    const dice = this.#dice;
    chain.congestion = this.rates.congestion;
    for (const node of this.#nodes) {
      node.lag = this.#happens("lag") ? 1 + dice.upTo(2) : 0;
      node.lieRate = this.rates.lie;
    }
    if (this.#happens("reorg") && !chain.isHalted) chain.reorg(this.now);
    if (this.#happens("halt")) this.#haltedUntil = this.now + dice.upTo(120_000);
    if (this.#happens("evict")) for (const one of chain.pool.all()) chain.pool.evict(one);
    if (this.#happens("spike")) {
      chain.baseFee = USUAL_BASE_FEE * BigInt(2 + dice.upTo(98));
      this.#spikeUntil = this.now + dice.upTo(100_000);
    }
    if (this.#happens("foreign")) this.#troubles.sendForeign();
    if (this.#happens("thirdParty")) this.#troubles.submitForeign();
    if (this.#happens("block")) this.#troubles.keepOne();
    if (this.#happens("guardianPause")) this.#troubles.pauseAll();
  }

  /** C13: an older copy takes the database's place, and every process starts anew. Not where nodes lie about nonces. */
  async #failOver(): Promise<void> {
    const { failoverRate } = this.plan;
    if (failoverRate === 0 || this.rates.lie > 0 || this.#isCalm) return;
    const dice = this.#failovers;
    if (dice.happens(0.05)) this.#copy = await this.bank.copy();
    if (this.#copy === undefined || !dice.happens(failoverRate)) return;
    this.#count("C13 an older copy takes over");
    await this.bank.restore(this.#copy);
    this.past.hasForgotten = true;
    this.#upsetUntil = this.now + UPSET_MS;
    this.#isChanged = true;
    await this.bank.halt(this.#isReadingHalted);
    for (const replica of this.#replicas)
      replica.die(this.now + dice.upTo(10_000), this.#newOwner());
    this.#tell(() => "failover");
  }

  async #trade(): Promise<void> {
    const dice = this.#dice;
    if (this.#orders.length < this.plan.payments && dice.happens(0.4)) await this.#order();
    const known = this.#orders;
    if (known.length === 0) return;
    if (this.#happens("duplicate")) await this.#accept(dice.pick(known));
    const isUpset = this.now < this.#upsetUntil;
    if (this.#happens("void", isUpset ? UPSET_TIMES : 1)) {
      const order = dice.pick(known);
      const outcome = await this.bank.void(order);
      this.#tell(() => `void ${order.paymentId} ${outcome}`);
    }
    await this.#giveBack();
    if (this.#happens("indexerHalt")) await this.#halt(true);
    else if (dice.happens(0.1)) await this.#halt(false);
  }

  /** A shop gives back what was paid, or asks for an earlier reversal again. It may try before anything has settled. */
  async #giveBack(): Promise<void> {
    const dice = this.#reversalDice;
    if (this.#isCalm || !dice.happens(this.plan.reversalRate)) return;
    if (this.#reversals.length > 0 && dice.happens(0.3))
      return this.#reverse(dice.pick(this.#reversals));
    const order = dice.pick(this.#orders);
    const isWhole = dice.happens(0.3);
    const amount = isWhole ? order.amount : 1n + BigInt(dice.upTo(Number(order.amount) - 1));
    const reversal = { reversalId: uuidOf(0x5707, this.#reversals.length), order, amount };
    this.#reversals.push(reversal);
    await this.#reverse(reversal);
  }

  async #reverse(reversal: Reversal): Promise<void> {
    const outcome = await this.bank.reverse(reversal);
    this.#count(`reversal ${outcome}`);
    this.#isChanged = true;
    this.#tell(() => `reverse ${reversal.reversalId} ${outcome}`);
  }

  /** Reading the chain stops until a person has looked, and goes on. */
  async #halt(isHalted: boolean): Promise<void> {
    this.#haltSerial += isHalted === this.#isReadingHalted ? 0 : 1;
    this.#isReadingHalted = isHalted;
    await this.bank.halt(isHalted);
  }

  /** A round that began while reading was halted does nothing until it goes on. */
  #checkHalted(replica: Replica, name: string): void {
    const isHalted = this.#isReadingHalted && replica.startedAt === this.#haltSerial;
    must(!isHalted || name === "takeLease" || name === "readBlock", `C14: ${name} while halted`);
  }

  async #order(): Promise<void> {
    const dice = this.#dice;
    const vouchers = {
      paymentId: uuidOf(0x9a1d, this.#orders.length),
      card: dice.upTo(this.plan.cards - 1),
      merchant: dice.upTo(this.plan.merchants - 1),
      amount: BigInt(1 + dice.upTo(2_500)),
      at: this.now + dice.pick(this.#skews),
    };
    const order = { ...vouchers, ...this.#localPartOf(vouchers.amount) };
    this.#orders.push(order);
    this.past.orders.set(order.paymentId, order);
    await this.#accept(order);
  }

  /** Of some sales a part is local value, now and then more than the shop takes; some are local value alone. */
  #localPartOf(amount: bigint): Pick<Order, "local"> {
    const dice = this.#localDice;
    if (this.plan.localPercent === 0 || !dice.happens(0.6)) return {};
    const bill = cents(dice.happens(0.2) ? 3n * amount : amount);
    const most = dice.happens(0.1) ? amount : largestLocalPart(bill, this.plan.localPercent);
    const part = dice.happens(0.3) ? most : BigInt(dice.upTo(Number(most)));
    return { local: { amount: cents(part < amount ? part : amount), bill } };
  }

  /** The till sends it again later where no answer came. */
  async #accept(order: Order): Promise<void> {
    if (this.#happens("crash")) return this.#count("C1 before the commit");
    const outcome = await this.bank.accept(order);
    this.#isChanged = true;
    this.#tell(() => `accept ${order.paymentId} ${outcome}`);
    if (this.#happens("crash")) this.#count("C2 before the answer");
  }

  async #index(): Promise<void> {
    if (this.#happens("crash")) return this.#count("C11 before the commit");
    // Its own dice: where it dies in the middle, all of it has to be done again.
    const dies = this.#followUpDice.happens(this.rates.crash * DELICATE_TIMES);
    const hasDied = await this.bank.index(dies);
    if (hasDied) this.#count("C12 marked as settled, before what follows is written");
    this.#isChanged = true;
    this.#tell(() => "index");
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  async #advance(replica: Replica): Promise<void> {
    if (this.now < replica.asleepUntil) return;
    if (replica.round === undefined)
      await replica.start(this.#haltSerial, await this.bank.isQuarantined());
    const calls = 1 + this.#dice.upTo(12);
    for (let call = 0; call < calls; call += 1) {
      const round = replica.round!;
      if (round.isOver) return this.#endRound(replica, round.failure);
      if (this.#happens("pause")) {
        replica.asleepUntil = this.now + this.#dice.upTo(60_000);
        return;
      }
      const pending = round.pending!;
      this.#checkHalted(replica, pending.name);
      const fate = this.#fateOf(pending);
      countCall(this.counts, pending.name, fate);
      await round.go(fate, failureOf);
      this.#tell(() => `${replica.owner} ${pending.name} ${fate} ${told(round.answer)}`);
      this.#isChanged ||= !isReading(pending.name);
      if (fate !== "dies_before" && fate !== "dies_after") continue;
      replica.die(this.now + this.#dice.upTo(30_000), this.#newOwner());
      return;
    }
  }

  #endRound(replica: Replica, failure: unknown): void {
    replica.round = undefined;
    replica.asleepUntil = this.now + POLL_MS;
    if (failure === undefined || failure instanceof MadeFailure) return;
    if (failure instanceof Violation) throw failure;
    if (failure instanceof Fault && failure.retryable) return;
    throw new Violation(`a round threw ${String((failure as Error)?.stack)}`);
  }

  #fateOf({ kind, name }: PendingCall): Fate {
    const times = isDelicate(name) ? DELICATE_TIMES : 1;
    if (this.#happens("crash", times))
      return this.#dice.happens(0.5) ? "dies_before" : "dies_after";
    if (kind === "rpc") {
      if (this.#happens("rpcBefore")) return "fails_before";
      if (this.#happens("rpcAfter")) return "fails_after";
      if (name === "send" && this.#happens("rpcTwice")) return "twice";
    } else {
      if (this.#happens("databaseBefore")) return "fails_before";
      if (this.#happens("databaseAfter")) return "fails_after";
    }
    return "fine";
  }

  /** All faults end: the office lets go of all but one, the chain goes on. Fees stay where they are. */
  async calm(): Promise<void> {
    this.#isCalm = true;
    this.rates = Object.fromEntries(
      Object.keys(this.rates).map((fault) => [fault, 0]),
    ) as Plan["rates"];
    this.#haltedUntil = 0;
    if (this.#spikeUntil > 0) this.#spikeUntil = 1;
    this.#troubles.letGo();
    await this.#halt(false);
    for (const replica of this.#replicas) replica.asleepUntil = 0;
  }

  /** Whether all was ordered, and all has come to its end but what the office keeps. */
  async isDrained(): Promise<boolean> {
    if (this.#orders.length < this.plan.payments) return false;
    if (await this.bank.isQuarantined()) return false;
    const { transfers, batches } = await this.bank.unfinished();
    return batches === 0 && !transfers.some((transfer) => isUnderWay(transfer, this.chain));
  }
}

function failureOf(kind: PortKind): Error {
  if (kind === "rpc") return new Fault("chain_unreachable", "Time-out.", { retryable: true });
  return new MadeFailure("The connection was lost.");
}
