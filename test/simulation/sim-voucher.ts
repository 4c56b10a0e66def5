import type { SkipReason } from "#core/settlement/set-aside.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";

import type { WaitingTransfer } from "../../server/settlement/settlement-store.ts";
import { isLocal, programmeOf, purseName } from "./town.ts";

/** A signed transfer as the chain sees it in a transaction. */
export type SimTransfer = WaitingTransfer;

type Account = {
  readonly balance: bigint;
  readonly highest: bigint;
  /** Used nonces that are still within the window. */
  readonly used: readonly bigint[];
  readonly isBlocked: boolean;
};

/** The tokens' storage at one block. Never changed in place, so that a reorg goes back to an older one. */
export type VoucherState = {
  /** By `purseName`. */
  readonly accounts: ReadonlyMap<string, Account>;
  readonly suspended: ReadonlySet<Address>;
  readonly isPaused: boolean;
  /** The last second in which any voucher may settle; local value has no end. */
  readonly settleableUntil: number;
};

const WINDOW = 32n;
const EMPTY: Account = { balance: 0n, highest: 0n, used: [], isBlocked: false };

export function openVoucher(
  balances: ReadonlyMap<string, bigint>,
  settleableUntil: number,
): VoucherState {
  const accounts = new Map([...balances].map(([at, balance]) => [at, { ...EMPTY, balance }]));
  return { accounts, suspended: new Set(), isPaused: false, settleableUntil };
}

/** Whether a whole transaction of these transfers, all of one token, reverts at this time, in milliseconds. */
export function isClosed(
  { isPaused, settleableUntil }: VoucherState,
  [first]: readonly Pick<SimTransfer, "from" | "to">[],
  time: number,
): boolean {
  const hasEnded = time / 1000 > settleableUntil && first !== undefined && !isLocal(first);
  return isPaused || hasEnded;
}

export function accountOf({ accounts }: VoucherState, name: string): Account {
  return accounts.get(name) ?? EMPTY;
}

type Signed = Pick<SimTransfer, "from" | "to" | "nonce" | "deadline" | "reversed"> & {
  readonly amount: bigint;
};

/** What the contract would say to a transfer in a block of this time, in milliseconds: its rules, in their order. */
export function previewOf(state: VoucherState, transfer: Signed, time: number): SkipReason | null {
  const payerName = purseName(programmeOf(transfer), transfer.from);
  const { balance, highest, used, isBlocked } = accountOf(state, payerName);
  // A shop that is suspended may still give back, and local value moves freely.
  if (transfer.reversed === null && !isLocal(transfer) && state.suspended.has(transfer.to))
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
  const programmeId = programmeOf(transfer);
  const [from, to] = [transfer.from, transfer.to].map((at) => purseName(programmeId, at));
  const payer = accountOf(state, from!);
  const highest = transfer.nonce > payer.highest ? transfer.nonce : payer.highest;
  accounts.set(from!, {
    ...payer,
    balance: payer.balance - transfer.amount,
    highest,
    used: [...payer.used, transfer.nonce].filter((nonce) => nonce + WINDOW > highest),
  });
  const shop = accounts.get(to!) ?? EMPTY;
  accounts.set(to!, { ...shop, balance: shop.balance + transfer.amount });
  return { ...state, accounts };
}

/** Acts of the office, each in a transaction of its own. */
export type Act =
  | { readonly act: "account"; readonly at: string; readonly isBlocked: boolean }
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

/** All that there is of one token. */
export function totalOf({ accounts }: VoucherState, programmeId: ProgrammeId): bigint {
  const own = [...accounts].filter(([name]) => name.startsWith(programmeId));
  return own.reduce((sum, [, { balance }]) => sum + balance, 0n);
}
