import type { SkipReason } from "#core/settlement/set-aside.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import type { Plan } from "./plan.ts";
import { type Dice, hashOf } from "./seeded-random.ts";
import {
  type Act,
  type SimTransfer,
  type VoucherState,
  acted,
  isClosed,
  openVoucher,
  previewOf,
  settled,
} from "./sim-voucher.ts";
import { datesOf } from "./town.ts";
import { type PoolView, type SimTransaction, StrictPool } from "./strict-pool.ts";

export type Outcome = { readonly transfer: SimTransfer; readonly reason: SkipReason | null };

export type Mined = {
  readonly hash: Hash;
  readonly transaction: SimTransaction;
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  readonly outcomes: readonly Outcome[];
};

export type SimBlock = {
  readonly number: bigint;
  readonly hash: Hash;
  readonly parent: Hash;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly baseFee: bigint;
  readonly mined: readonly Mined[];
  readonly acts: readonly Act[];
  /** After the block. */
  readonly voucher: VoucherState;
  readonly nonces: ReadonlyMap<Address, bigint>;
};

const GWEI = 1_000_000_000n;
export const USUAL_BASE_FEE = 10n * GWEI;
export const BLOCK_MS = 5_000;

const BASE_GAS = 45_000n;
const GROUP_GAS = 30_000n;
const TRANSFER_GAS = 12_000n;

/** Gas that the voucher really uses. */
export function gasOf(transfers: readonly SimTransfer[]): bigint {
  const groups = new Set(transfers.map(({ to }) => to)).size;
  return BASE_GAS + GROUP_GAS * BigInt(groups) + TRANSFER_GAS * BigInt(transfers.length);
}

/** One chain with one pool: blocks, reorgs above the final one, a fee market, a voucher. */
export class SimChain {
  readonly blocks: SimBlock[];
  readonly pool: StrictPool;
  readonly #plan: Plan;
  readonly #dice: Dice;
  baseFee = USUAL_BASE_FEE;
  isHalted = false;
  /** Chance that a block leaves a transaction out for want of room. */
  congestion = 0;
  final = 0n;
  /** Every transfer that any transaction, on any branch, ever carried: to find signatures that were made public. */
  readonly published = new Map<string, SimTransfer>();
  readonly #acts: Act[] = [];
  #fuel: Map<Address, bigint>;

  constructor(
    plan: Plan,
    dice: Dice,
    start: { time: number; balances: ReadonlyMap<string, bigint>; relayers: readonly Address[] },
  ) {
    this.#plan = plan;
    this.#dice = dice;
    this.pool = new StrictPool(plan.pool);
    this.#fuel = new Map(start.relayers.map((relayer) => [relayer, 10n ** 24n]));
    const genesis = { number: 0n, hash: hashOf("genesis"), parent: hashOf("nothing") };
    const empty = {
      time: start.time,
      baseFee: this.baseFee,
      mined: [],
      acts: [],
      nonces: new Map(),
    };
    const settleableUntil = plan.closesThen ? datesOf(plan).settleableUntil : Infinity;
    this.blocks = [{ ...genesis, ...empty, voucher: openVoucher(start.balances, settleableUntil) }];
  }

  get head(): SimBlock {
    return this.blocks.at(-1)!;
  }

  view(now: number, block: SimBlock = this.head): PoolView {
    return {
      now,
      nonceOf: (account) => block.nonces.get(account) ?? 0n,
      balanceOf: (account) => this.#fuel.get(account) ?? 0n,
      baseFee: this.baseFee,
      blockGasLimit: this.#plan.blockGasLimit,
    };
  }

  act(act: Act): void {
    this.#acts.push(act);
  }

  mine(now: number): void {
    const parent = this.head;
    // A block knows whole seconds.
    const time = Math.floor(now / 1000) * 1000;
    const view = this.view(now);
    const taken = this.pool.executable(view, () => this.#dice.happens(this.congestion));
    const acts = this.#acts.splice(0);
    let voucher = acts.reduce(acted, parent.voucher);
    const nonces = new Map(parent.nonces);
    const mined = taken.map((transaction) => {
      const run = execute(voucher, transaction, time);
      voucher = run.voucher;
      nonces.set(transaction.from, transaction.nonce + 1n);
      for (const transfer of transaction.transfers) this.published.set(transfer.id, transfer);
      return run.mined;
    });
    const number = parent.number + 1n;
    const hash = hashOf(`${parent.hash}/${number}/${this.#dice.next()}`);
    const rest = { time, baseFee: this.baseFee, mined, acts, voucher, nonces };
    this.blocks.push({ number, hash, parent: parent.hash, ...rest });
    this.pool.tidy(this.view(now));
    const final = number - BigInt(this.#plan.finalDepth);
    if (final > this.final) this.final = final;
  }

  /** Takes blocks back that are not final; their transactions wait again, or are lost. The office acts again. */
  reorg(now: number): void {
    const most = Number(this.head.number - this.final);
    if (most === 0) return;
    const depth = 1 + this.#dice.upTo(most - 1);
    const dropped = this.blocks.splice(this.blocks.length - depth);
    this.#acts.unshift(...dropped.flatMap(({ acts }) => acts));
    const isLost = this.#dice.happens(0.3);
    for (const { mined } of dropped)
      for (const { transaction } of mined) if (!isLost) this.pool.add(transaction, this.view(now));
    for (let count = 0; count <= depth; count += 1) this.mine(now);
  }

  blockAt(number: bigint): SimBlock | undefined {
    return this.blocks[Number(number)];
  }

  finalBlock(): SimBlock {
    return this.blocks[Number(this.final)]!;
  }

  /** Where a transaction is, seen by a node whose newest block is `head`. */
  find(hash: Hash, head: SimBlock): { mined: Mined; block: SimBlock } | undefined {
    for (let at = Number(head.number); at > 0; at -= 1) {
      const block = this.blocks[at]!;
      const mined = block.mined.find((one) => one.hash === hash);
      if (mined !== undefined) return { mined, block };
    }
    return undefined;
  }
}

function execute(before: VoucherState, transaction: SimTransaction, time: number) {
  const { hash, transfers, gasLimit } = transaction;
  const gasUsed = gasOf(transfers);
  const isSettlement = transfers.length > 0;
  if (isSettlement && (isClosed(before, transfers, time) || gasUsed > gasLimit)) {
    const mined: Mined = { hash, transaction, succeeded: false, gasUsed: gasLimit, outcomes: [] };
    return { voucher: before, mined };
  }
  let voucher = before;
  const outcomes = transfers.map((transfer): Outcome => {
    const reason = previewOf(voucher, transfer, time);
    if (reason === null) voucher = settled(voucher, transfer);
    return { transfer, reason };
  });
  return { voucher, mined: { hash, transaction, succeeded: true, gasUsed, outcomes } };
}
