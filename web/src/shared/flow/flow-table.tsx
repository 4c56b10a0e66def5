import { formatEuro } from "#core/shared/money.ts";

import "./flow.css";
import type { FlowStage } from "./flow-layout.ts";

type FlowTableProps = {
  readonly caption: string;
  readonly stages: readonly (readonly FlowStage[])[];
};

/** What `FlowPicture` shows, as a table: each stage, what it comes from, its amount and its part of the whole. */
export function FlowTable({ caption, stages }: FlowTableProps) {
  const whole = (stages[0] ?? []).reduce((sum, { amount }) => sum + amount, 0n);
  const labelOf = new Map(stages.flat().map(({ id, label }) => [id, label]));
  return (
    <div className="table-responsive" tabIndex={0} role="region" aria-label={caption}>
      <table className="table">
        <caption className="flow-caption">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Voce</th>
            <th scope="col">Viene da</th>
            <th scope="col" className="flow-number">
              Importo
            </th>
            <th scope="col" className="flow-number">
              Parte
            </th>
          </tr>
        </thead>
        <tbody>
          {stages.flat().map(({ id, label, amount, from }) => (
            <tr key={id}>
              <th scope="row">{label}</th>
              <td>{from === undefined ? "–" : labelOf.get(from)}</td>
              <td className="flow-number">{formatEuro(amount)}</td>
              <td className="flow-number">{partText(amount, whole)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const PERCENT = new Intl.NumberFormat("it", { style: "percent", maximumFractionDigits: 1 });

/** A part of a whole as a percentage; nothing of nothing is 0 %. */
export function partText(amount: bigint, whole: bigint): string {
  return PERCENT.format(whole === 0n ? 0 : Number((amount * 10_000n) / whole) / 10_000);
}
