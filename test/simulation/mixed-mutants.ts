import { type Mutant, mutant, patch } from "./mutant.ts";

const JUDGE = "core/payment/judge-payment.ts";
const MEMORY_BANK = "test/simulation/memory-bank.ts";
const REVERSE = "server/payments/reversal-terms.ts";

/** Mistakes in payments of which a part is local value. */
export const MIXED_MUTANTS: readonly Mutant[] = [
  mutant(
    "paid-twice-over",
    "takes the whole price in vouchers, and the local value beside it",
    patch(
      JUDGE,
      "payWithVouchers(cents(amount - local.amount), facts, now)",
      "payWithVouchers(amount, facts, now)",
    ),
  ),
  mutant(
    "local-part-unsigned",
    "signs the vouchers' part of a payment alone",
    patch(
      JUDGE,
      "[...byVoucher.value.shares, ...byLocal.value.shares]",
      "[...byVoucher.value.shares]",
    ),
  ),
  mutant(
    "local-value-unlimited",
    "pays with local value that the card does not have",
    patch(
      JUDGE,
      '  if (amount > available) return refuse({ code: "insufficient_local_value", available });\n  const shares = chooseAccounts(amount, local.accounts).map((share) => ({\n    programmeId: LOCAL_VALUE,\n    ...share,\n  }));',
      "  const shares = local.accounts.slice(0, amount === ZERO ? 0 : 1).map(({ address }) => ({\n    programmeId: LOCAL_VALUE,\n    ...{ account: address, amount },\n  }));",
    ),
    patch(JUDGE, "left: cents(available - amount)", "left: available"),
  ),
  mutant(
    "voided-in-part",
    "takes one part of a payment back and leaves the other",
    patch(
      MEMORY_BANK,
      '  for (const transfer of own) {\n    transfer.state = "voided";',
      '  for (const transfer of own.slice(0, 1)) {\n    transfer.state = "voided";',
    ),
  ),
  {
    ...mutant(
      "local-reversal-names-its-payment",
      "signs local value that goes back as a voucher's reversal, which its token does not know",
      patch(REVERSE, "programmeId === LOCAL_VALUE ? null : digest", "digest"),
    ),
    tier: "sql",
  },
];
