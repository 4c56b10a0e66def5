import type { AccountFacts, AccountShare } from "#core/payment/choose-accounts.ts";
import { deadlineFrom } from "#core/payment/deadline.ts";
import { type PaymentFacts, judgePayment } from "#core/payment/judge-payment.ts";
import { USUAL_ACCOUNTS_PER_RECHARGE, splitRecharge } from "#core/programme/split-recharge.ts";
import { SPREAD_SECONDS } from "#core/settlement/share-wait.ts";
import type { ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, MAX_CENTS, ZERO, cents, minCents } from "#core/shared/money.ts";

import { USUAL_PACE } from "../../server/app/config.ts";
import type { SettlementPace } from "../../server/settlement/settlement.ts";
import { FREE_DAY } from "../../test/support/free-day.ts";

/** How a card's accounts are opened, chosen and settled. */
export type Policy = {
  readonly name: string;
  /** Whether every recharge lands on the same account, for ever. */
  readonly isFixed: boolean;
  /** Accounts that a recharge lands on at most. */
  readonly accounts: number;
  readonly split: (amount: Cents, accounts: number) => Cents[];
  readonly choose: (amount: Cents, accounts: readonly AccountFacts[]) => readonly AccountShare[];
  readonly deadline: (now: Date) => bigint;
  readonly pace: SettlementPace;
};

/** What the service does where nobody says otherwise: all of it is the service's own code and settings. */
export const USUAL: Policy = {
  name: `default: ${USUAL_ACCOUNTS_PER_RECHARGE} notes, accounts keep to shops, shares spread`,
  isFixed: false,
  accounts: USUAL_ACCOUNTS_PER_RECHARGE,
  split: splitRecharge,
  choose: chosenByRule,
  deadline: deadlineFrom,
  pace: USUAL_PACE,
};

const EXACT = { deadline: (now: Date) => BigInt(Math.floor(now.getTime() / 1000)) };
const TOGETHER = { pace: { ...USUAL_PACE, spreadSeconds: 0 } };

/** What the default is measured against. */
export const FIXED: Policy = {
  ...{ ...USUAL, ...TOGETHER, name: "one fixed address", isFixed: true, accounts: 1 },
  choose: chosenByFewest,
};

export const OTHERS: readonly Policy[] = [
  { ...FIXED, isFixed: false, name: "a fresh account for each recharge" },
  {
    ...{ ...USUAL, ...TOGETHER, ...EXACT, split: splitEvenly, choose: chosenByFewest },
    name: "6 equal parts, smallest that covers, deadline to the second",
  },
  {
    ...{ ...USUAL, ...TOGETHER, choose: chosenByFewest },
    name: "6 notes, smallest that covers",
  },
  { ...USUAL, ...TOGETHER, name: "6 notes, accounts keep to shops" },
  { ...USUAL, accounts: 4, name: "default with 4 notes" },
  { ...USUAL, accounts: 8, name: "default with 8 notes" },
  {
    ...USUAL,
    pace: { ...USUAL_PACE, batchEverySeconds: 4 * 3_600 },
    name: "default with a batch every 4 hours",
  },
];

const VOUCHER = {
  programmeId: "programme" as ProgrammeId,
  spendableFrom: new Date(0),
  spendableUntil: new Date(0),
  categories: [1],
};
const FACTS: Omit<PaymentFacts, "vouchers"> = {
  card: { status: "active" },
  merchant: { state: "active", category: 1 },
  largestPayment: cents(MAX_CENTS),
  unsettled: ZERO,
  unsettledLimit: cents(MAX_CENTS),
  ...FREE_DAY,
};

/** The rule that judges every payment. */
function chosenByRule(amount: Cents, accounts: readonly AccountFacts[]): readonly AccountShare[] {
  const facts = { ...FACTS, vouchers: [{ ...VOUCHER, accounts }] };
  const judged = judgePayment(amount, facts, VOUCHER.spendableFrom);
  if (!judged.ok) throw new Error(`A payment that the accounts cover: ${judged.refusal.code}.`);
  return judged.value.shares;
}

/** The smallest account that covers the whole, else the largest in turn, whoever knows them. */
function chosenByFewest(amount: Cents, accounts: readonly AccountFacts[]): AccountShare[] {
  const bySize = accounts
    .filter(({ available }) => available > ZERO)
    .sort((one, other) => Number(one.available - other.available));
  const covering = bySize.find(({ available }) => available >= amount);
  if (covering !== undefined) return [{ account: covering.address, amount }];
  const shares: AccountShare[] = [];
  let missing = amount;
  for (const { address, available } of bySize.reverse()) {
    if (missing === ZERO) break;
    const share = minCents(available, missing);
    shares.push({ account: address, amount: share });
    missing = cents(missing - share);
  }
  return shares;
}

function splitEvenly(amount: Cents, accounts: number): Cents[] {
  const rest = amount % BigInt(accounts);
  return Array.from({ length: accounts }, (_, index) =>
    cents(amount / BigInt(accounts) + (BigInt(index) < rest ? 1n : 0n)),
  );
}

/** The longest that a transfer can be on its way to a batch, in seconds. */
export function longestWait({ pace }: Policy): number {
  const spread = pace.spreadSeconds === 0 ? 0 : SPREAD_SECONDS;
  return pace.settleAfterSeconds + pace.batchEverySeconds + spread;
}
