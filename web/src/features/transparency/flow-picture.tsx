import type { VoucherTally } from "#core/chain/tally.ts";
import { formatEuro } from "#core/shared/money.ts";

import { layOutFlow } from "./flow-layout.ts";

type FlowPictureProps = { readonly fund: bigint; readonly tally: VoucherTally };

const HEIGHT = 320;
const WIDTH = 960;
const BAR = 18;
/** Where each stage's bar begins. */
const COLUMNS = [0, 300, 600, 760];

/**
 * Where a programme's money went, as a picture: from the fund to what was issued, spent and reimbursed, each as tall as its
 * amount. The table beside it says the same in figures; to who cannot see, the picture is that table.
 */
export function FlowPicture({ fund, tally }: FlowPictureProps) {
  const { nodes, links } = layOutFlow(fund, tally, HEIGHT);
  if (nodes.length === 0) return null;
  return (
    <svg
      className="transparency-picture"
      viewBox={`0 -24 ${WIDTH + 200} ${HEIGHT + 60}`}
      role="img"
      aria-label="Dove sono i soldi: le stesse cifre della tabella che segue"
    >
      {links.map(({ from, to, fromTop, toTop, height }) => {
        const left = COLUMNS[from.column]! + BAR;
        const right = COLUMNS[to.column]!;
        const middle = (left + right) / 2;
        return (
          <path
            key={`${from.id} ${to.id}`}
            className={`transparency-link transparency-link-${to.id}`}
            d={[
              `M${left},${fromTop} C${middle},${fromTop} ${middle},${toTop} ${right},${toTop}`,
              `L${right},${toTop + height}`,
              `C${middle},${toTop + height} ${middle},${fromTop + height} ${left},${fromTop + height} Z`,
            ].join(" ")}
          />
        );
      })}
      {nodes.map(({ id, label, column, top, height, amount }) => (
        <g key={id}>
          <rect
            className={`transparency-node transparency-node-${id}`}
            x={COLUMNS[column]}
            y={top}
            width={BAR}
            height={Math.max(height, 1)}
          />
          <text x={COLUMNS[column]! + BAR + 6} y={top + Math.min(height, 24) / 2 + 5}>
            {label}: {formatEuro(amount)}
          </text>
        </g>
      ))}
    </svg>
  );
}
