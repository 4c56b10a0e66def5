import { formatEuro } from "#core/shared/money.ts";

import type { Programme } from "../../../shared/api/types.ts";

/** Where a programme's money is now. */
export function ProgrammeTotals({ programme }: { readonly programme: Programme }) {
  const { fundCents, entitledCents, beneficiaries, totals } = programme;
  const figures: readonly [string, string][] = [
    ["Fondo stanziato", fundCents],
    [`Spettante a ${beneficiaries} beneficiari`, entitledCents],
    ["Emesso sulle tessere", totals.issuedCents],
    ["Ancora sulle tessere", totals.heldCents],
    ["Speso nei negozi", totals.spentCents],
    ["Stornato", totals.reversedCents],
    ["Presso gli esercenti, da rimborsare", totals.atMerchantsCents],
    ["Liquidato agli esercenti", totals.redeemedCents],
    ["Rientrato nel fondo", totals.reclaimedCents],
  ];
  return (
    <dl className="office-totals">
      {figures.map(([label, amount]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{formatEuro(BigInt(amount))}</dd>
        </div>
      ))}
    </dl>
  );
}
