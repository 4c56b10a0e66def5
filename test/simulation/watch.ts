import type { SkipReason } from "#core/settlement/set-aside.ts";
import type { Address, Hash } from "#core/shared/ids.ts";

import type { Attempt, Lease, WaitingTransfer } from "../../server/settlement/settlement-store.ts";
import type { Bank, Snapshot } from "./bank.ts";
import type { Plan } from "./plan.ts";
import type { SimChain } from "./sim-chain.ts";
import { CEILING, programmeOf, purseName } from "./town.ts";

/** A rule was broken. Everything else that a simulation throws is a mistake of the simulation. */
export class Violation extends Error {
  override readonly name = "Violation";
}

export function must(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Violation(what);
}

/** Looks at what the settler does while it does it: what may be seen only then. */
export class Watch {
  readonly #bank: Bank;
  readonly #chain: SimChain;
  readonly #plan: Plan;
  /** What each replica was last told of each transfer. */
  readonly #verdicts = new Map<string, Map<string, SkipReason | null>>();

  constructor(bank: Bank, chain: SimChain, plan: Plan) {
    this.#bank = bank;
    this.#chain = chain;
    this.#plan = plan;
  }

  previewed(
    owner: string,
    transfers: readonly WaitingTransfer[],
    verdicts: "closed" | readonly (SkipReason | null)[],
  ): void {
    const told = new Map<string, SkipReason | null>();
    if (verdicts !== "closed")
      for (const [index, { id }] of transfers.entries()) told.set(id, verdicts[index]!);
    this.#verdicts.set(owner, told);
  }

  /** I7, before it can be broken: nothing is offered that would not be recognised once it is mined. */
  async offered(hash: Hash): Promise<void> {
    must(await this.#bank.hasAttempt(hash), "I7: a transaction was sent that is not stored");
  }

  async wrote(
    owner: string,
    name: string,
    args: readonly unknown[],
    value: unknown,
  ): Promise<void> {
    if (name === "addAttempt" && value === true) {
      const [, batchId, attempt] = args as [Lease, string, Attempt];
      await this.#checkAttempt(batchId, attempt);
    }
    if (name === "dissolve" && value === true) {
      const [lease, batchId] = args as [Lease, string];
      await this.#checkDissolved(lease.relayer, batchId);
    }
    if (name === "addBatch" && value !== undefined) {
      const [lease, { id }] = args as [Lease, { id: string }];
      await this.#checkBatch(owner, lease.relayer, id, value as readonly string[]);
    }
  }

  /** Unless a node lied: what is given up can never take effect. */
  async #checkDissolved(relayer: Address, batchId: string): Promise<void> {
    if (this.#plan.rates.lie > 0) return;
    const { batches } = await this.#bank.snapshot();
    const { nonce } = batches.find(({ id }) => id === batchId)!;
    const used = this.#chain.finalBlock().nonces.get(relayer) ?? 0n;
    must(used > nonce, "a batch given up that may still take effect");
  }

  async #checkAttempt(batchId: string, { number, fees, signedAtBlock }: Attempt): Promise<void> {
    const { batches } = await this.#bank.snapshot();
    const { attempts } = batches.find(({ id }) => id === batchId)!;
    must(fees.maximumFee <= CEILING, "a fee above the ceiling");
    must(fees.tip <= fees.maximumFee, "a tip above the cap");
    const old = attempts[number - 1];
    if (old === undefined) return;
    const isMore = (fee: bigint, oldFee: bigint) => fee * 8n >= oldFee * 9n;
    // Below the ceiling there may be room for the tip alone, and for less than an eighth in the end.
    const isAtCeiling =
      fees.maximumFee === old.fees.maximumFee && fees.maximumFee * 9n > CEILING * 8n;
    must(
      isMore(fees.maximumFee, old.fees.maximumFee) || isAtCeiling,
      "a replacement that raises the cap too little",
    );
    must(
      isMore(fees.tip, old.fees.tip) || fees.tip === fees.maximumFee,
      "a replacement that raises the tip too little",
    );
    must(!this.#chain.isHalted || signedAtBlock > 0n, "signed without knowing the head");
  }

  async #checkBatch(
    owner: string,
    relayer: Address,
    batchId: string,
    ids: readonly string[],
  ): Promise<void> {
    const snapshot = await this.#bank.snapshot();
    const told = this.#verdicts.get(owner);
    for (const id of ids)
      must(told?.get(id) === null, "a transfer in a batch that was not seen to settle");
    const inFlight = snapshot.batches.filter(
      (batch) => batch.relayer === relayer && isOnItsWay(batch),
    );
    must(
      inFlight.length <= this.#plan.inFlightLimit,
      "more batches on their way than a pool keeps",
    );
    checkAccountsApart(snapshot, batchId, relayer);
  }
}

const isOnItsWay = ({ state }: { state: string }) => state === "built" || state === "sent";

/** An account's transfers are never on their way with two relayers at once. */
function checkAccountsApart(snapshot: Snapshot, batchId: string, relayer: Address): void {
  const others = new Set(
    snapshot.batches
      .filter((batch) => batch.relayer !== relayer && isOnItsWay(batch))
      .map(({ id }) => id),
  );
  const batched = snapshot.transfers.filter(({ state }) => state === "batched");
  const nameOf = (one: (typeof batched)[number]) => purseName(programmeOf(one), one.from);
  const accounts = new Set(batched.filter((one) => others.has(one.batchId!)).map(nameOf));
  for (const one of batched)
    must(
      one.batchId !== batchId || !accounts.has(nameOf(one)),
      "an account in the batches of two relayers",
    );
}
