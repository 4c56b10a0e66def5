import "./bar-picture.css";

/** One thing to be seen: its name, and its amount in each row of bars. Amounts in cents. */
type Bar = { readonly name: string; readonly amounts: readonly bigint[] };

type BarPictureProps = {
  /** What the picture is of: it has to name the table that says the same. */
  readonly label: string;
  /** What each row of bars is, from the top. */
  readonly rows: readonly string[];
  readonly bars: readonly Bar[];
};

const WIDTH = 720;
const ROW = 90;
const HEAD = 26;
const FOOT = 26;

/**
 * Amounts side by side, one row of bars below another and each row to its own scale. Always beside a table that says the
 * same in figures: to who cannot see, and on a telephone, the picture is that table.
 */
export function BarPicture({ label, rows, bars }: BarPictureProps) {
  if (bars.length === 0) return null;
  const height = rows.length * (ROW + HEAD) + FOOT;
  const step = WIDTH / bars.length;
  return (
    <svg className="bar-picture" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={label}>
      {rows.map((name, row) => (
        <BarRow key={name} name={name} row={row} bars={bars} step={step} />
      ))}
      {namedBars(bars).map(([at, anchor]) => (
        <text
          key={bars[at]!.name}
          x={anchor === "start" ? at * step : anchor === "end" ? WIDTH : (at + 0.5) * step}
          y={height - 6}
          textAnchor={anchor}
        >
          {bars[at]!.name}
        </text>
      ))}
    </svg>
  );
}

type Anchor = "start" | "middle" | "end";

/** Every bar's name where there is room, or the first's and the last's. */
function namedBars({ length }: readonly Bar[]): (readonly [at: number, anchor: Anchor])[] {
  if (length <= 3) return Array.from({ length }, (_, at) => [at, "middle"] as const);
  return [
    [0, "start"],
    [length - 1, "end"],
  ];
}

type BarRowProps = {
  readonly name: string;
  readonly row: number;
  readonly bars: readonly Bar[];
  readonly step: number;
};

function BarRow({ name, row, bars, step }: BarRowProps) {
  const floor = (row + 1) * (ROW + HEAD);
  const most = bars.reduce((so, { amounts }) => (amounts[row]! > so ? amounts[row]! : so), 1n);
  return (
    <g>
      <text x={0} y={floor - ROW - 6}>
        {name}
      </text>
      <line className="bar-floor" x1={0} x2={WIDTH} y1={floor} y2={floor} />
      {bars.map(({ name: bar, amounts }, at) => {
        const amount = amounts[row]! > 0n ? amounts[row]! : 0n;
        const height = Number((amount * BigInt(ROW)) / most);
        return (
          <rect
            key={bar}
            className={`bar bar-${row}`}
            x={at * step + step * 0.1}
            y={floor - height}
            width={step * 0.8}
            height={height}
          />
        );
      })}
    </g>
  );
}
