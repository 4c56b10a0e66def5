import type { ReactNode } from "react";

export type Column = { readonly name: string; readonly isNumber?: boolean };

/** A column of figures, which stand to the right. */
export const numberColumn = (name: string): Column => ({ name, isNumber: true });

type OfficeTableProps = {
  /** Read aloud as the table's name. */
  readonly label: string;
  readonly columns: readonly Column[];
  readonly children: ReactNode;
};

/** A table that scrolls within itself where the screen is narrow, by finger, mouse or keyboard. */
export function OfficeTable({ label, columns, children }: OfficeTableProps) {
  return (
    <div className="table-responsive" tabIndex={0} role="region" aria-label={label}>
      <table className="table">
        <thead>
          <tr>
            {columns.map(({ name, isNumber }) => (
              <th key={name} scope="col" className={isNumber === true ? "office-number" : ""}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
