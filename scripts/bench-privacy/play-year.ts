import type { AccountFacts } from "#core/payment/choose-accounts.ts";
import { shareWaits } from "#core/settlement/share-wait.ts";
import type { Address } from "#core/shared/ids.ts";
import { type Cents, ZERO, cents, minCents, sumCents } from "#core/shared/money.ts";

import { type Dice, createDice } from "../bench-scanner/dice.ts";
import { type Batch, settleYear } from "./settle-year.ts";
import type { Policy } from "./policies.ts";
import { type Bill, MONTH, MONTHS, type TownYear } from "./town-year.ts";

/** What the chain shows of one share of a payment. The rest of a row is what only the service knows. */
export type Transfer = {
  /** A random number, as the service's own ids are. */
  readonly id: number;
  readonly from: Address;
  readonly to: Address;
  readonly amount: Cents;
  readonly deadline: bigint;
  /** Whether it left nothing on the account: anyone can add that up. */
  readonly drains: boolean;
  readonly payment: number;
  /** Seconds since the year began at which a batch may take it, and at which it asks for one of its own. */
  readonly readyAt: number;
  readonly urgentAt: number;
};

export type Payment = {
  readonly id: number;
  readonly card: number;
  readonly shop: number;
  readonly at: number;
  readonly amount: Cents;
  /** What the till is told that the card still holds. */
  readonly left: Cents;
  readonly transfers: readonly Transfer[];
};

/** An issuance as the chain shows it: each account, and what it was credited. */
export type Issuance = {
  readonly month: number;
  readonly lines: readonly { readonly account: Address; readonly amount: Cents }[];
};

export type Account = {
  readonly address: Address;
  readonly card: number;
  credited: Cents;
  balance: Cents;
  /** Payments by shop. */
  readonly paid: Map<number, number>;
};

export type PlayedYear = {
  readonly policy: Policy;
  readonly payments: readonly Payment[];
  readonly issuances: readonly Issuance[];
  readonly batches: readonly Batch[];
  readonly accounts: ReadonlyMap<Address, Account>;
  /** Credits to accounts that were new, and to accounts that the contract knew. */
  readonly credits: { readonly fresh: number; readonly known: number };
};

/** Plays a town's year under a policy: what the chain shows afterwards, and the truth behind it. */
export function playYear(town: TownYear, policy: Policy, seed: string): PlayedYear {
  const year = new Year(town, policy, createDice(`${seed}/${policy.name}`));
  for (const bill of town.bills) year.pay(bill);
  return year.played();
}

export const shopAddress = (shop: number): Address =>
  `0x${(shop + 1).toString(16).padStart(40, "f")}`;

class Year {
  readonly #town: TownYear;
  readonly #policy: Policy;
  readonly #dice: Dice;
  readonly #payments: Payment[] = [];
  readonly #issuances: Issuance[] = [];
  readonly #accounts = new Map<Address, Account>();
  /** Each card's accounts that may still be credited or hold something. */
  readonly #wallets: Account[][];
  readonly #credits = { fresh: 0, known: 0 };

  constructor(town: TownYear, policy: Policy, dice: Dice) {
    this.#town = town;
    this.#policy = policy;
    this.#dice = dice;
    this.#wallets = town.aid.map(() => []);
  }

  pay({ card, shop, at, amount: bill }: Bill): void {
    while (this.#issuances.length < MONTHS && this.#issuances.length * MONTH <= at)
      this.#recharge(this.#issuances.length);
    const wallet = this.#wallets[card]!;
    const held = sumCents(wallet.map(({ balance }) => balance));
    const amount = minCents(bill, held);
    if (amount === ZERO) return;
    const shares = this.#policy.choose(
      amount,
      wallet.map((account) => factsOf(account, shop)),
    );
    const { settleAfterSeconds, spreadSeconds } = this.#policy.pace;
    const waits = shareWaits(shares.length, spreadSeconds, () => this.#dice.next());
    const transfers = shares.map(({ account, amount: share }, index) => {
      const row = this.#accounts.get(account)!;
      row.balance = cents(row.balance - share);
      row.paid.set(shop, (row.paid.get(shop) ?? 0) + 1);
      return {
        id: this.#dice.next(),
        from: account,
        to: shopAddress(shop),
        amount: share,
        deadline: this.#policy.deadline(new Date(at * 1000)),
        drains: row.balance === ZERO,
        payment: this.#payments.length,
        readyAt: at + settleAfterSeconds + waits[index]!,
        urgentAt: at + settleAfterSeconds + (index === 0 ? 0 : spreadSeconds),
      };
    });
    const left = cents(held - amount);
    this.#payments.push({ id: this.#payments.length, card, shop, at, amount, left, transfers });
    if (!this.#policy.isFixed) this.#wallets[card] = wallet.filter(({ balance }) => balance > ZERO);
  }

  #recharge(month: number): void {
    const lines = this.#town.aid.flatMap((aid, card) =>
      this.#policy.split(aid, this.#policy.accounts).map((amount) => {
        const account = this.#accountFor(card);
        account.credited = cents(account.credited + amount);
        account.balance = cents(account.balance + amount);
        return { account: account.address, amount };
      }),
    );
    this.#issuances.push({ month, lines });
  }

  #accountFor(card: number): Account {
    const wallet = this.#wallets[card]!;
    if (this.#policy.isFixed && wallet.length > 0) {
      this.#credits.known += 1;
      return wallet[0]!;
    }
    const address: Address = `0x${this.#accounts.size.toString(16).padStart(40, "0")}`;
    const account = { address, card, credited: ZERO, balance: ZERO, paid: new Map() };
    this.#credits.fresh += 1;
    this.#accounts.set(address, account);
    wallet.push(account);
    return account;
  }

  played(): PlayedYear {
    const transfers = this.#payments.flatMap((payment) => payment.transfers);
    return {
      policy: this.#policy,
      payments: this.#payments,
      issuances: this.#issuances,
      batches: settleYear(transfers, this.#policy.pace.batchEverySeconds),
      accounts: this.#accounts,
      credits: this.#credits,
    };
  }
}

function factsOf({ address, balance, paid }: Account, shop: number): AccountFacts {
  const paidHere = paid.get(shop) ?? 0;
  const all = [...paid.values()].reduce((sum, count) => sum + count, 0);
  return {
    ...{ address, available: balance, hasFreeNonce: true },
    ...{ paidHere, paidElsewhere: all - paidHere },
  };
}
