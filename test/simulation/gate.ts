/** Where a call leaves the service for the world. */
export type PortKind = "rpc" | "store" | "signer";

/** What happens to a call: it takes effect or not, its answer arrives or not, or the process dies around it. */
export type Fate = "fine" | "fails_before" | "fails_after" | "twice" | "dies_before" | "dies_after";

export type PendingCall = {
  readonly kind: PortKind;
  readonly name: string;
  readonly effect: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

/**
 * One round of a replica, stopped at each call that it makes to a port until the simulation lets it go on: so that any
 * other replica, block or fault can come in between, and so that the process can die there.
 */
export class GatedRound {
  #pending: PendingCall | undefined;
  #wake: (() => void) | undefined;
  #isOver = false;
  failure: unknown;
  /** What the last call that took effect answered. */
  answer: unknown;

  get pending(): PendingCall | undefined {
    return this.#pending;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Resolves at the round's first call, or at its end. */
  async start(round: () => Promise<void>): Promise<void> {
    await this.#untilIdle(() => {
      round()
        .catch((error: unknown) => (this.failure = error))
        .finally(() => {
          this.#isOver = true;
          this.#wake?.();
        });
    });
  }

  call<Value>(kind: PortKind, name: string, effect: () => Value | Promise<Value>): Promise<Value> {
    if (this.#pending !== undefined) throw new Error("A round asks two things at once.");
    return new Promise<Value>((resolve, reject) => {
      this.#pending = { kind, name, effect, resolve: resolve as PendingCall["resolve"], reject };
      this.#wake?.();
    });
  }

  /** Lets the pending call meet its fate and resolves at the next one. A process that dies never goes on. */
  async go(fate: Fate, failure: (kind: PortKind) => Error): Promise<void> {
    const call = this.#pending!;
    this.answer = undefined;
    this.#pending = undefined;
    if (fate === "dies_before") return;
    if (fate === "fails_before") return this.#untilIdle(() => call.reject(failure(call.kind)));
    const outcome = await this.#run(call, fate === "twice" ? 2 : 1);
    if (fate === "dies_after") return;
    if (fate === "fails_after") return this.#untilIdle(() => call.reject(failure(call.kind)));
    return this.#untilIdle(outcome);
  }

  /** The effect, and how its answer is given. What the world itself refuses is an answer too. */
  async #run({ effect, resolve, reject }: PendingCall, times: number): Promise<() => void> {
    try {
      let value: unknown;
      for (let time = 0; time < times; time += 1) value = await effect();
      this.answer = value;
      return () => resolve(value);
    } catch (error) {
      return () => reject(error as Error);
    }
  }

  #untilIdle(begin: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
      begin();
    });
  }
}
