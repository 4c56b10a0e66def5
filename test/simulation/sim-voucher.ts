import type { SkipReason } from "#core/settlement/set-aside.ts";
import type { Address } from "#core/shared/ids.ts";

import type { WaitingTransfer } from "../../server/settlement/settlement-store.ts";

/** A signed transfer as the chain sees it in a transaction. */
export type SimTransfer = WaitingTransfer;

type Account = {
  readonly balance: bigint;
  readonly highest: bigint;
  /** Used nonces that are still within the window. */
  readonly used: readonly bigint[];
  readonly isBlocked: boolean;
};

/** The voucher's storage at one block. Never changed in place, so that a reorg goes back to an older one. */
export type VoucherState = {
  readonly accounts: ReadonlyMap<Address, Account>;
  readonly suspended: ReadonlySet<Address>;
  readonly isPaused: boolean;
  /** The last second in which anything may settle. */
  readonly settleableUntil: number;
};

const WINDOW = 32n;
const EMPTY: Account = { balance: 0n, highest: 0n, used: [], isBlocked: false };

export function openVoucher(
  balances: ReadonlyMap<Address, bigint>,
  settleableUntil: number,
): VoucherState {
  const accounts = new Map([...balances].map(([at, balance]) => [at, { ...EMPTY, balance }]));
  return { accounts, suspended: new Set(), isPaused: false, settleableUntil };
}

/** Whether a whole transaction reverts at this time, in milliseconds. */
export function isClosed({ isPaused, settleableUntil }: VoucherState, time: number): boolean {
  return isPaused || time / 1000 > settleableUntil;
}

export function accountOf({ accounts }: VoucherState, at: Address): Account {
  return accounts.get(at) ?? EMPTY;
}

type Signed = Pick<SimTransfer, "from" | "to" | "nonce" | "deadline" | "reversed"> & {
  readonly amount: bigint;
};

/** What the contract would say to a transfer in a block of this time, in milliseconds: its rules, in their order. */
export function previewOf(state: VoucherState, transfer: Signed, time: number): SkipReason | null {
  const { balance, highest, used, isBlocked } = accountOf(state, transfer.from);
  // A shop that is suspended may still give back.
  if (transfer.reversed === null && state.suspended.has(transfer.to))
    return "recipient_not_eligible";
  if (Number(transfer.deadline) * 1000 < time) return "deadline_passed";
  if (isBlocked) return "payer_blocked";
  if (used.includes(transfer.nonce)) return "nonce_used";
  if (transfer.nonce + WINDOW <= highest) return "nonce_too_old";
  return balance < transfer.amount ? "insufficient_balance" : null;
}

/** Moves the value of a transfer that the contract takes. */
export function settled(state: VoucherState, transfer: SimTransfer): VoucherState {
  const accounts = new Map(state.accounts);
  const payer = accountOf(state, transfer.from);
  const highest = transfer.nonce > payer.highest ? transfer.nonce : payer.highest;
  accounts.set(transfer.from, {
    ...payer,
    balance: payer.balance - transfer.amount,
    highest,
    used: [...payer.used, transfer.nonce].filter((nonce) => nonce + WINDOW > highest),
  });
  const shop = accounts.get(transfer.to) ?? EMPTY;
  accounts.set(transfer.to, { ...shop, balance: shop.balance + transfer.amount });
  return { ...state, accounts };
}

/** Acts of the office, each in a transaction of its own. */
export type Act =
  | { readonly act: "account"; readonly at: Address; readonly isBlocked: boolean }
  | { readonly act: "shop"; readonly at: Address; readonly isSuspended: boolean }
  | { readonly act: "pause"; readonly isPaused: boolean };

export function acted(state: VoucherState, act: Act): VoucherState {
  if (act.act === "pause") return { ...state, isPaused: act.isPaused };
  if (act.act === "shop") {
    const suspended = new Set(state.suspended);
    if (act.isSuspended) suspended.add(act.at);
    else suspended.delete(act.at);
    return { ...state, suspended };
  }
  const accounts = new Map(state.accounts);
  accounts.set(act.at, { ...accountOf(state, act.at), isBlocked: act.isBlocked });
  return { ...state, accounts };
}

export function totalOf({ accounts }: VoucherState): bigint {
  return [...accounts.values()].reduce((sum, { balance }) => sum + balance, 0n);
}
