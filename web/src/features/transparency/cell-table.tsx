import { formatEuro } from "#core/shared/money.ts";

import { SMALLEST_COUNT, type Shown } from "#core/open-data/suppress-cells.ts";
import type { Cell } from "./weekly-cells.ts";

type CellTableProps = {
  readonly caption: string;
  readonly heading: string;
  readonly cells: readonly Shown<Cell>[];
};

/** Public totals, with the small ones withheld and said to be so. */
export function CellTable({ caption, heading, cells }: CellTableProps) {
  if (cells.length === 0) return null;
  const hasWithheld = cells.some((cell) => "isWithheld" in cell);
  return (
    <div>
      <table className="table table-sm">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{heading}</th>
            <th scope="col" className="transparency-number">
              Movimenti
            </th>
            <th scope="col" className="transparency-number">
              Importo
            </th>
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <tr key={cell.label}>
              <th scope="row">{cell.label}</th>
              {"isWithheld" in cell ? (
                <td colSpan={2} className="transparency-number">
                  non mostrato
                </td>
              ) : (
                <>
                  <td className="transparency-number">{cell.count.toLocaleString("it")}</td>
                  <td className="transparency-number">{formatEuro(cell.amount)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {hasWithheld ? (
        <p>
          <small>
            Non si mostrano le voci con meno di {SMALLEST_COUNT} movimenti, né quelle che le
            farebbero ricavare per differenza.
          </small>
        </p>
      ) : null}
    </div>
  );
}
