import { EMBEDDED_CHAIN } from "#core/chain/chains.ts";
import { meaningOfSendError } from "#core/settlement/node-errors.ts";
import type { SkipReason } from "#core/settlement/set-aside.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import type { RelayerTransaction, SignedTransaction } from "../../server/custody/relayer-key.ts";
import type { Hex, Receipt } from "../../server/shared/chain.ts";
import { Fault } from "../../server/shared/problem.ts";
import type { WaitingTransfer } from "../../server/settlement/settlement-store.ts";
import type { Plan } from "./plan.ts";
import { type Dice, hashOf } from "./seeded-random.ts";
import { type SimChain, gasOf } from "./sim-chain.ts";
import { type SimTransfer, isClosed, previewOf } from "./sim-voucher.ts";
import type { SimTransaction } from "./strict-pool.ts";
import { BLOCK_SECONDS, CEILING, MINIMUM_TIP } from "./town.ts";

/** What a transaction's bytes say, by its raw form; and what a call's data carry. */
export type Wire = {
  readonly transactions: Map<Hex, SimTransaction>;
  readonly transfers: Map<Hex, readonly SimTransfer[]>;
};

export const openWire = (): Wire => ({ transactions: new Map(), transfers: new Map() });

/** Signs as the signer does: the same transaction has the same bytes. */
export function sign(wire: Wire, from: Address, asked: RelayerTransaction): SignedTransaction {
  const { nonce, to, data, gasLimit, maximumFeeWei: maximumFee, tipWei: tip } = asked;
  const hash = hashOf(`${from}/${nonce}/${to}/${data}/${gasLimit}/${maximumFee}/${tip}`);
  const transfers = wire.transfers.get(data) ?? [];
  const rest = { data, gasLimit, maximumFee, tip, transfers, isForeign: false };
  wire.transactions.set(hash, { hash, from, nonce: BigInt(nonce), ...rest });
  return { raw: hash, hash };
}

/** What a node answers: late, or wrong, as the dice say. */
export class SimNode {
  /** By how many blocks it is behind. */
  lag = 0;
  lieRate = 0;
  readonly #chain: SimChain;
  readonly #plan: Plan;
  readonly #wire: Wire;
  readonly #dice: Dice;
  readonly #now: () => number;

  constructor(parts: { chain: SimChain; plan: Plan; wire: Wire; dice: Dice; now: () => number }) {
    this.#chain = parts.chain;
    this.#plan = parts.plan;
    this.#wire = parts.wire;
    this.#dice = parts.dice;
    this.#now = parts.now;
  }

  get #head() {
    const number = this.#chain.head.number - BigInt(this.lag);
    return this.#chain.blockAt(number > 0n ? number : 0n)!;
  }

  #lies(): boolean {
    return this.#dice.happens(this.lieRate);
  }

  latestHead() {
    const { number, hash, time } = this.#head;
    return { number, hash, time: new Date(time) };
  }

  finalHead() {
    const { number: head } = this.#head;
    const { number, hash, time } = this.#chain.blockAt(
      this.#chain.final < head ? this.#chain.final : head,
    )!;
    return { number, hash, time: new Date(time) };
  }

  transactionCount(account: Address, until: bigint | "latest"): bigint {
    const block = until === "latest" ? this.#head : this.#chain.blockAt(until);
    if (block === undefined || block.number > this.#head.number)
      throw new Fault("chain_unreachable", "No such block.", { retryable: true });
    const count = block.nonces.get(account) ?? 0n;
    if (!this.#lies()) return count;
    const other = count + BigInt(this.#dice.upTo(3) - 1);
    return other < 0n ? 0n : other;
  }

  receipt(hash: Hash): Receipt | undefined {
    const head = this.#head;
    if (this.#lies()) {
      if (this.#dice.happens(0.5)) return undefined;
      const forged = { blockNumber: head.number, blockHash: head.hash, gasUsed: 21_000n };
      return { ...forged, succeeded: this.#dice.happens(0.5) };
    }
    const found = this.#chain.find(hash, head);
    if (found === undefined) return undefined;
    const { block, mined } = found;
    const where = { blockNumber: block.number, blockHash: block.hash };
    return { ...where, succeeded: mined.succeeded, gasUsed: mined.gasUsed };
  }

  fees() {
    const { baseFee } = this.#head;
    const tip = MINIMUM_TIP + BigInt(this.#dice.upTo(9)) * 100_000_000n;
    return { baseFee, tip, blockGasLimit: this.#plan.blockGasLimit };
  }

  estimateGas(data: Hex): bigint | undefined {
    const { voucher, time } = this.#head;
    const transfers = this.#wire.transfers.get(data)!;
    return isClosed(voucher, transfers, time) ? undefined : gasOf(transfers);
  }

  preview(transfers: readonly WaitingTransfer[]): "closed" | (SkipReason | null)[] {
    const { voucher, time } = this.#head;
    if (isClosed(voucher, transfers, time)) return "closed";
    return transfers.map((transfer) => previewOf(voucher, transfer, time));
  }

  send(raw: Hex) {
    const transaction = this.#wire.transactions.get(raw)!;
    const text = this.#chain.pool.add(transaction, this.#chain.view(this.#now()));
    return text === undefined ? "sent" : meaningOfSendError(text);
  }
}

export const chainOf = ({ inFlightLimit }: Plan) => ({
  ...EMBEDDED_CHAIN,
  inFlightLimit,
  blockSeconds: BLOCK_SECONDS,
  gas: { minimumTipWei: MINIMUM_TIP, maximumFeePerGasWei: CEILING },
});
