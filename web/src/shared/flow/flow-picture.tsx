import { formatEuro } from "#core/shared/money.ts";

import "./flow.css";
import { type FlowLink, type FlowStage, layOutFlow } from "./flow-layout.ts";

type FlowPictureProps = {
  readonly stages: readonly (readonly FlowStage[])[];
  /** What the picture is of, for who does not see it: it has to name the table that says the same. */
  readonly label: string;
};

const HEIGHT = 320;
const WIDTH = 1160;
const BAR = 18;
/** Room for the last column's labels. */
const LABELS = 260;

/**
 * Money's way from stage to stage, each as tall as its amount. Always beside a table that says the same in figures
 * (`FlowTable`, or one that says more): to who cannot see, the picture is that table, and so it is on a telephone.
 */
export function FlowPicture({ stages, label }: FlowPictureProps) {
  const { nodes, links } = layOutFlow(stages, HEIGHT);
  if (nodes.length === 0) return null;
  const step = stages.length < 2 ? 0 : (WIDTH - LABELS) / (stages.length - 1);
  const left = (column: number) => column * step;
  return (
    <svg
      className="flow-picture"
      viewBox={`0 -24 ${WIDTH} ${HEIGHT + 60}`}
      role="img"
      aria-label={label}
    >
      {links.map((link) => (
        <path
          key={`${link.from.id} ${link.to.id}`}
          className={`flow-link flow-link-${link.to.id}`}
          d={bandPath(link, left)}
        />
      ))}
      {nodes.map(({ id, label: name, column, top, height, amount }) => (
        <g key={id}>
          <rect
            className={`flow-node flow-node-${id}`}
            x={left(column)}
            y={top}
            width={BAR}
            height={Math.max(height, 1)}
          />
          <text x={left(column) + BAR + 6} y={top + Math.min(height, 24) / 2 + 5}>
            {name}: {formatEuro(amount)}
          </text>
        </g>
      ))}
    </svg>
  );
}

function bandPath(link: FlowLink, left: (column: number) => number): string {
  const { from, to, fromTop, toTop, height } = link;
  const start = left(from.column) + BAR;
  const end = left(to.column);
  const middle = (start + end) / 2;
  return [
    `M${start},${fromTop} C${middle},${fromTop} ${middle},${toTop} ${end},${toTop}`,
    `L${end},${toTop + height}`,
    `C${middle},${toTop + height} ${middle},${fromTop + height} ${start},${fromTop + height} Z`,
  ].join(" ");
}
