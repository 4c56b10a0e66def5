import type { VoucherTally } from "#core/chain/tally.ts";
import { formatEuro } from "#core/shared/money.ts";

type FlowBarsProps = { readonly fund: bigint; readonly tally: VoucherTally };

/** A programme's money in stages, as a table whose last column draws each amount as a part of the fund. */
export function FlowBars({ fund, tally }: FlowBarsProps) {
  const stages: readonly [string, bigint, string][] = [
    ["Fondo stanziato", fund, "quanto il Comune ha destinato"],
    ["Emesso", tally.issued, "caricato sulle tessere"],
    ["In mano alle famiglie", tally.held, "non ancora speso"],
    ["Speso", tally.spent - tally.reversed, "pagato nei negozi, al netto degli storni"],
    ["Rimborsato agli esercenti", tally.redeemed, "liquidato in euro"],
    ["Da rimborsare", tally.atMerchants, "incassato dagli esercenti e non ancora liquidato"],
    ["Scaduto e rientrato", tally.reclaimed, "tornato nel fondo"],
  ];
  return (
    <div className="table-responsive" tabIndex={0} role="region" aria-label="Dove sono i soldi">
      <table className="table transparency-flow">
        <thead>
          <tr>
            <th scope="col">Voce</th>
            <th scope="col" className="transparency-number">
              Importo
            </th>
            <th scope="col" className="transparency-number">
              Del fondo
            </th>
            <td aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {stages.map(([label, amount, meaning]) => (
            <tr key={label}>
              <th scope="row">
                {label} <small>{meaning}</small>
              </th>
              <td className="transparency-number">{formatEuro(amount)}</td>
              <td className="transparency-number">{percentText(amount, fund)}</td>
              <td className="transparency-bar" aria-hidden="true">
                <meter min={0} max={10_000} value={basisPoints(amount, fund)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function basisPoints(amount: bigint, fund: bigint): number {
  return fund === 0n ? 0 : Number((amount * 10_000n) / fund);
}

const PERCENT = new Intl.NumberFormat("it", { style: "percent", maximumFractionDigits: 1 });

function percentText(amount: bigint, fund: bigint): string {
  return PERCENT.format(basisPoints(amount, fund) / 10_000);
}
