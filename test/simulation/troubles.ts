import type { Address } from "#core/shared/ids.ts";

import type { SettlementDeps } from "../../server/settlement/settlement.ts";
import type { WaitingTransfer } from "../../server/settlement/settlement-store.ts";
import type { Plan } from "./plan.ts";
import { type Dice, hashOf } from "./seeded-random.ts";
import type { SimChain } from "./sim-chain.ts";
import {
  CEILING,
  accountName,
  accountsOf,
  isLocal,
  merchantName,
  purseName,
  relayersOf,
} from "./town.ts";

/** As what the contract takes it: local value knows no reversals. */
const kindOf = ([first]: readonly WaitingTransfer[]) =>
  first === undefined || first.reversed === null || isLocal(first) ? "payments" : "reversals";

/** What other people do on the chain: strangers, and the office. */
export class Troubles {
  readonly #chain: SimChain;
  readonly #plan: Plan;
  readonly #dice: Dice;
  readonly #now: () => number;
  readonly #encode: SettlementDeps["vouchers"]["encode"];
  readonly #undo: (() => void)[] = [];

  constructor(parts: {
    chain: SimChain;
    plan: Plan;
    dice: Dice;
    now: () => number;
    encode: SettlementDeps["vouchers"]["encode"];
  }) {
    this.#chain = parts.chain;
    this.#plan = parts.plan;
    this.#dice = parts.dice;
    this.#now = parts.now;
    this.#encode = parts.encode;
  }

  /** Somebody else has the relayer's key. */
  sendForeign(): void {
    const from = this.#dice.pick(relayersOf(this.#plan));
    const nonce = this.#chain.head.nonces.get(from) ?? 0n;
    this.#add(from, nonce, [], CEILING * 2n);
  }

  /** A signature is public once it was offered: anybody may submit it. */
  submitForeign(): void {
    const waiting = this.#chain.pool.all().flatMap(({ transfers }) => transfers);
    const known = [...waiting, ...this.#chain.published.values()];
    if (known.length === 0) return;
    const from = accountName(0, 0);
    const nonce = this.#chain.head.nonces.get(from) ?? 0n;
    this.#add(from, nonce, [this.#dice.pick(known)], CEILING * 2n);
  }

  #add(from: Address, nonce: bigint, transfers: readonly WaitingTransfer[], fee: bigint): void {
    const hash = hashOf(`foreign ${this.#dice.next()} ${this.#now()}`);
    this.#chain.pool.add(
      {
        ...{ hash, from, nonce, gasLimit: 300_000n, maximumFee: fee, tip: fee / 2n },
        ...{ transfers, data: this.#encode(kindOf(transfers), transfers), isForeign: true },
      },
      { ...this.#chain.view(this.#now()), balanceOf: () => CEILING * CEILING },
    );
  }

  keepOne(): void {
    const chain = this.#chain;
    if (this.#dice.happens(0.5)) {
      const { programmeId, address } = this.#dice.pick(accountsOf(this.#plan));
      const at = purseName(programmeId, address);
      chain.act({ act: "account", at, isBlocked: true });
      this.#undo.push(() => chain.act({ act: "account", at, isBlocked: false }));
    } else {
      const at = merchantName(this.#dice.upTo(this.#plan.merchants - 1));
      chain.act({ act: "shop", at, isSuspended: true });
      this.#undo.push(() => chain.act({ act: "shop", at, isSuspended: false }));
    }
    if (this.#undo.length > 2) this.#undo.shift()!();
  }

  pauseAll(): void {
    this.#chain.act({ act: "pause", isPaused: true });
    this.#undo.unshift(() => this.#chain.act({ act: "pause", isPaused: false }));
    if (this.#dice.happens(0.5)) this.#undo.shift()!();
  }

  /** The office lets go of what it kept, of all but one where the plan says so. */
  letGo(): void {
    for (const undo of this.#undo.splice(this.#plan.keepsOne ? 1 : 0)) undo();
    this.#chain.act({ act: "pause", isPaused: false });
  }
}
