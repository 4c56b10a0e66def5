import type { FlowStage } from "./flow-layout.ts";

/** A programme's totals, wherever they were read. Amounts in cents. */
export type VoucherTotals = {
  readonly fund: bigint;
  readonly issued: bigint;
  readonly held: bigint;
  readonly atMerchants: bigint;
  readonly redeemed: bigint;
  readonly reclaimed: bigint;
};

/**
 * The way of a programme's money, from the fund to the shops' accounts, by column. What a stage passes on adds up to what
 * it is: `core/chain/tally.ts` checks that it does.
 */
export function voucherStages(totals: VoucherTotals): FlowStage[][] {
  const { fund, issued, held, reclaimed, redeemed, atMerchants } = totals;
  return [
    [{ id: "fund", label: "Fondo", amount: fund }],
    [
      { id: "issued", label: "Emesso", amount: issued, from: "fund" },
      { id: "unissued", label: "Non ancora emesso", amount: fund - issued, from: "fund" },
    ],
    [
      { id: "spent", label: "Speso", amount: redeemed + atMerchants, from: "issued" },
      { id: "held", label: "Alle famiglie", amount: held, from: "issued" },
      { id: "reclaimed", label: "Rientrato", amount: reclaimed, from: "issued" },
    ],
    [
      { id: "redeemed", label: "Rimborsato", amount: redeemed, from: "spent" },
      { id: "waiting", label: "Da rimborsare", amount: atMerchants, from: "spent" },
    ],
  ];
}
