import { rounded } from "../bench/figures.ts";
import { markdownTable as table } from "../bench/markdown-table.ts";
import type { Measured } from "./measure.ts";

/** A policy's measures beside those of one fixed address in batches of the same rhythm, and in full ones. */
export type Row = {
  readonly measured: Measured;
  readonly gasRatio: number;
  readonly gasRatioInFullBatches: number;
};

/** The default policy in towns of other habits. */
export type Variation = { readonly name: string; readonly row: Row };

export function tablesOf(rows: readonly Row[], variations: readonly Variation[]): string {
  return [
    table(
      [
        ...["of a card's other purchases", "a shop", "a tenth of shops", "its main shop"],
        ...["two shops", "a neighbour", "the public"],
      ],
      rows.map(({ measured }) => [measured.policy, ...purchasesOf(measured)]),
    ),
    table(
      [
        "of its aid spent elsewhere",
        "a shop",
        "its main shop",
        "two shops",
        "a neighbour",
        "the public",
      ],
      rows.map(({ measured }) => [measured.policy, ...aidOf(measured)]),
    ),
    table(
      [
        "gas of a card and month",
        "gas",
        "to a fixed address",
        "in full batches",
        "transfers a payment",
      ],
      rows.map(({ measured, gasRatio, gasRatioInFullBatches }) => [
        measured.policy,
        Math.round(measured.gas).toLocaleString("en-US"),
        gasRatio.toFixed(2),
        gasRatioInFullBatches.toFixed(2),
        measured.shares.toFixed(2),
      ]),
    ),
    table(
      [
        "the default where",
        "a shop",
        "its main shop",
        "a neighbour",
        "the public",
        "gas to a fixed address",
      ],
      variations.map(({ name, row: { measured, gasRatio } }) => [
        name,
        ...[measured.shop, measured.mainShop, measured.neighbour, measured.public].map((one) =>
          percent(one.purchases),
        ),
        gasRatio.toFixed(2),
      ]),
    ),
  ].join("\n\n");
}

function purchasesOf({ shop, mainShop, twoShops, neighbour, public: anybody }: Measured): string[] {
  const shares = [shop, mainShop, twoShops, neighbour, anybody].map((one) => one.purchases);
  return [shares[0]!, shop.tenthWorst, ...shares.slice(1)].map(percent);
}

function aidOf({ shop, mainShop, twoShops, neighbour, public: anybody }: Measured): string[] {
  return [shop, mainShop, twoShops, neighbour, anybody].map((one) => percent(one.aid));
}

/** What other programs read: shares from 0 to 1 of the default policy, and all rows. */
export function jsonOf(usual: Row, rows: readonly Row[], variations: readonly Variation[]): string {
  const { shop, mainShop, twoShops, neighbour, public: anybody } = usual.measured;
  return JSON.stringify({
    policy: usual.measured.policy,
    shop_share: rounded(shop.purchases, 4),
    neighbour_share: rounded(neighbour.purchases, 4),
    public_share: rounded(anybody.purchases, 4),
    gas_ratio: rounded(usual.gasRatio, 4),
    gas_ratio_full_batches: rounded(usual.gasRatioInFullBatches, 4),
    main_shop_share: rounded(mainShop.purchases, 4),
    two_shops_share: rounded(twoShops.purchases, 4),
    shop_aid_share: rounded(shop.aid, 4),
    neighbour_aid_share: rounded(neighbour.aid, 4),
    public_aid_share: rounded(anybody.aid, 4),
    policies: rows.map(({ measured, ...ratios }) => ({ ...measured, ...ratios })),
    variations: variations.map(({ name, row: { measured, ...ratios } }) => ({
      name,
      ...measured,
      ...ratios,
    })),
  });
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
