import { type Address, NOBODY } from "../shared/ids.ts";

/** A decoded event of one voucher contract, in chain order. Other events may be among them and are ignored. */
export type VoucherEvent = {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
};

/**
 * What a voucher's events add up to, in cents. `held` and `atMerchants` are where the value is now; the rest is
 * what ever happened. A reassignment moves value between two accounts of one beneficiary and counts nowhere.
 */
export type VoucherTally = {
  readonly issued: bigint;
  readonly spent: bigint;
  readonly reversed: bigint;
  readonly redeemed: bigint;
  readonly reclaimed: bigint;
  readonly held: bigint;
  readonly atMerchants: bigint;
  readonly payments: number;
  readonly reversals: number;
  readonly accounts: number;
  readonly merchants: number;
  readonly balances: ReadonlyMap<Address, bigint>;
};

/** Who is known to hold a voucher from events before the first one that is added. */
export type KnownHolders = {
  readonly beneficiaries: readonly Address[];
  readonly merchants: readonly Address[];
};

/**
 * The totals of a voucher, built event by event from nothing but what the chain says. Started with the holders known
 * so far, it adds up what some later events changed.
 */
export class VoucherTallier {
  readonly #balances = new Map<Address, bigint>();
  readonly #beneficiaries: Set<Address>;
  readonly #merchants: Set<Address>;
  #issued = 0n;
  #spent = 0n;
  #reversed = 0n;
  #redeemed = 0n;
  #reclaimed = 0n;
  #payments = 0;
  #reversals = 0;

  constructor(known: KnownHolders = { beneficiaries: [], merchants: [] }) {
    this.#beneficiaries = new Set(known.beneficiaries);
    this.#merchants = new Set(known.merchants);
  }

  /** A voucher's holder is a beneficiary or a merchant, for ever: the contract sees to it. */
  kindOf(holder: Address): "beneficiary" | "merchant" {
    return this.#beneficiaries.has(holder) ? "beneficiary" : "merchant";
  }

  add(event: VoucherEvent): void {
    if (event.name === "AccountReassigned") {
      this.#noteReassignment(lower(event.args["to"]), event.args["amount"] as bigint);
      return;
    }
    if (event.name !== "Transfer") return;
    const from = lower(event.args["from"]);
    const to = lower(event.args["to"]);
    const amount = event.args["value"] as bigint;
    this.#move(from, to, amount);
    if (from === NOBODY) this.#countIssue(to, amount);
    else if (to === NOBODY) this.#countBurn(from, amount);
    else this.#countTransfer(from, to, amount);
  }

  total(): VoucherTally {
    return {
      issued: this.#issued,
      spent: this.#spent,
      reversed: this.#reversed,
      redeemed: this.#redeemed,
      reclaimed: this.#reclaimed,
      held: this.#sumOf(this.#beneficiaries),
      atMerchants: this.#sumOf(this.#merchants),
      payments: this.#payments,
      reversals: this.#reversals,
      accounts: this.#beneficiaries.size,
      merchants: this.#merchants.size,
      balances: this.#balances,
    };
  }

  #move(from: Address, to: Address, amount: bigint): void {
    if (from !== NOBODY) this.#balances.set(from, (this.#balances.get(from) ?? 0n) - amount);
    if (to !== NOBODY) this.#balances.set(to, (this.#balances.get(to) ?? 0n) + amount);
  }

  #countIssue(to: Address, amount: bigint): void {
    this.#issued += amount;
    this.#beneficiaries.add(to);
  }

  #countBurn(from: Address, amount: bigint): void {
    if (this.#beneficiaries.has(from)) this.#reclaimed += amount;
    else this.#redeemed += amount;
  }

  /**
   * Between two holders value moves in three ways only: a beneficiary pays a merchant, a merchant gives back, or
   * one beneficiary's account replaces another.
   */
  #countTransfer(from: Address, to: Address, amount: bigint): void {
    const isFromBeneficiary = this.#beneficiaries.has(from);
    const isToBeneficiary = this.#beneficiaries.has(to);
    if (isFromBeneficiary && isToBeneficiary) return;
    if (isFromBeneficiary) {
      this.#merchants.add(to);
      this.#spent += amount;
      this.#payments += 1;
    } else {
      this.#reversed += amount;
      this.#reversals += 1;
    }
  }

  /**
   * The new account was made known without value, and that leaves no `Transfer`. So the one of the reassignment, which
   * comes just before this event, was taken for a payment to a merchant whom nobody knew.
   */
  #noteReassignment(to: Address, amount: bigint): void {
    this.#beneficiaries.add(to);
    if (!this.#merchants.delete(to)) return;
    this.#spent -= amount;
    this.#payments -= 1;
  }

  #sumOf(holders: ReadonlySet<Address>): bigint {
    let sum = 0n;
    for (const holder of holders) sum += this.#balances.get(holder) ?? 0n;
    return sum;
  }
}

function lower(address: unknown): Address {
  return String(address).toLowerCase() as Address;
}

export type TallyProblem = {
  readonly code: string;
  readonly expected: bigint;
  readonly found: bigint;
};

/**
 * Checks what must always hold of a voucher: value is conserved, nothing is issued above the fund, nobody's
 * balance is negative. An empty list means that all holds.
 */
export function checkTally(tally: VoucherTally, cap: bigint): TallyProblem[] {
  const problems: TallyProblem[] = [];
  const accounted = tally.held + tally.atMerchants + tally.redeemed + tally.reclaimed;
  if (accounted !== tally.issued)
    problems.push({ code: "value_not_conserved", expected: tally.issued, found: accounted });
  if (tally.issued > cap)
    problems.push({ code: "issued_above_fund", expected: cap, found: tally.issued });
  for (const balance of tally.balances.values())
    if (balance < 0n) problems.push({ code: "negative_balance", expected: 0n, found: balance });
  return problems;
}
