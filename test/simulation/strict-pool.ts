import type { Address, Hash } from "#core/shared/ids.ts";

import type { Hex } from "../../server/shared/chain.ts";
import type { PoolKind } from "./plan.ts";
import type { SimTransfer } from "./sim-voucher.ts";

export type SimTransaction = {
  readonly hash: Hash;
  readonly from: Address;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  readonly maximumFee: bigint;
  readonly tip: bigint;
  readonly data: Hex;
  /** What it settles; empty for one that only uses its nonce. */
  readonly transfers: readonly SimTransfer[];
  /** Signed with the relayer's key, and not by the service. */
  readonly isForeign: boolean;
};

type Entry = { readonly transaction: SimTransaction; readonly addedAt: number };

/** What the chain knows, to judge a transaction by. */
export type PoolView = {
  readonly now: number;
  nonceOf(account: Address): bigint;
  balanceOf(account: Address): bigint;
  readonly baseFee: bigint;
  readonly blockGasLimit: bigint;
};

const SLOTS = 16;
const QUEUE = 64;
const LIFETIME_MS = 3 * 3_600_000;
const MINIMUM_TIP = 1_000_000n;
/** In percent: geth's and reth's default. */
const PRICE_BUMP = 10n;

/**
 * A node's pool of waiting transactions, as strict as geth (`list.go`, `legacypool.go`) and reth (`is_underpriced`): a
 * replacement pays ten percent more of the cap AND of the tip, an account has 16 places in line and 64 behind a gap, and
 * what waits behind a gap is dropped after three hours. `none`: a sequencer without a pool, which takes what is next in
 * line and drops everything else.
 */
export class StrictPool {
  readonly #entries = new Map<string, Entry>();
  readonly #kind: PoolKind;

  constructor(kind: PoolKind) {
    this.#kind = kind;
  }

  /** Takes it, or says why not, in the words of a real node. */
  add(transaction: SimTransaction, view: PoolView): string | undefined {
    const { from, nonce, gasLimit, maximumFee, tip, hash } = transaction;
    const expected = view.nonceOf(from);
    if (nonce < expected) return `nonce too low: next nonce ${expected}, tx nonce ${nonce}`;
    const key = keyOf(transaction);
    const old = this.#entries.get(key)?.transaction;
    if (old?.hash === hash) return "already known";
    if (gasLimit > view.blockGasLimit) return "exceeds block gas limit";
    if (tip > maximumFee) return "max priority fee per gas higher than max fee per gas";
    if (view.balanceOf(from) < gasLimit * maximumFee)
      return "insufficient funds for gas * price + value";
    if (this.#kind === "none" && nonce > expected) return `nonce too high: state: ${expected}`;
    if (this.#kind === "none" && maximumFee < view.baseFee)
      return "max fee per gas less than block base fee";
    if (tip < MINIMUM_TIP) return "transaction underpriced: gas tip cap below minimum";
    if (old !== undefined && !replaces(transaction, old))
      return "replacement transaction underpriced";
    if (old === undefined && this.#isFull(from, nonce, expected)) return "txpool is full";
    this.#entries.set(key, { transaction, addedAt: view.now });
    return undefined;
  }

  #isFull(from: Address, nonce: bigint, expected: bigint): boolean {
    const own = this.all().filter((one) => one.from === from);
    if (this.#kind === "reth") return own.length >= SLOTS;
    const line = this.#inLine(from, expected).length;
    const isInLine = nonce === expected + BigInt(line);
    return isInLine ? line >= SLOTS : own.length - line >= QUEUE;
  }

  #inLine(from: Address, expected: bigint): SimTransaction[] {
    const line: SimTransaction[] = [];
    for (let nonce = expected; ; nonce += 1n) {
      const entry = this.#entries.get(keyOf({ from, nonce }));
      if (entry === undefined) return line;
      line.push(entry.transaction);
    }
  }

  /** What a block may take, in the order of nonces; `isLeftOut` is the block's own want of room. */
  executable(
    view: PoolView,
    isLeftOut: (transaction: SimTransaction) => boolean,
  ): SimTransaction[] {
    const senders = [...new Set(this.all().map(({ from }) => from))].sort();
    return senders.flatMap((from) => {
      const line = this.#inLine(from, view.nonceOf(from));
      const end = line.findIndex((one) => one.maximumFee < view.baseFee || isLeftOut(one));
      return end === -1 ? line : line.slice(0, end);
    });
  }

  /** Drops what can no longer be mined, and what has waited behind a gap for too long. */
  tidy(view: PoolView): void {
    for (const [key, { transaction, addedAt }] of this.#entries) {
      const expected = view.nonceOf(transaction.from);
      const isInLine = this.#inLine(transaction.from, expected).includes(transaction);
      const isOld = transaction.nonce < expected || (!isInLine && view.now - addedAt > LIFETIME_MS);
      if (isOld) this.#entries.delete(key);
    }
  }

  all(): SimTransaction[] {
    return [...this.#entries.values()].map(({ transaction }) => transaction);
  }

  /** The node forgets a transaction: it was restarted, or it had to make room. */
  evict(transaction: SimTransaction): void {
    this.#entries.delete(keyOf(transaction));
  }
}

function keyOf({ from, nonce }: Pick<SimTransaction, "from" | "nonce">): string {
  return `${from}/${nonce}`;
}

/** Both the cap and the tip: whoever raises one of them only is refused. */
function replaces(one: SimTransaction, old: SimTransaction): boolean {
  const isMore = (fee: bigint, oldFee: bigint) =>
    fee > oldFee && fee * 100n >= oldFee * (100n + PRICE_BUMP);
  return isMore(one.maximumFee, old.maximumFee) && isMore(one.tip, old.tip);
}
