import { useState } from "react";

import type { RowError } from "../../../shared/api/types.ts";

const SHOWN_AT_FIRST = 50;

type RowErrorTableProps = { readonly caption: string; readonly errors: readonly RowError[] };

/** Where in the file, and what: the row as the office suite numbers it. */
export function RowErrorTable({ caption, errors }: RowErrorTableProps) {
  const [showsAll, setShowsAll] = useState(false);
  if (errors.length === 0) return null;
  const shown = showsAll ? errors : errors.slice(0, SHOWN_AT_FIRST);
  return (
    <div className="table-responsive" tabIndex={0} role="region" aria-label={caption}>
      <table className="table table-sm">
        <caption className="office-caption">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Riga</th>
            <th scope="col">Colonna</th>
            <th scope="col">Che cosa non va</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ row, column, message }, index) => (
            <tr key={index}>
              <td className="office-number">{row}</td>
              <td>
                <code>{column}</code>
              </td>
              <td>{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === errors.length ? null : (
        <button type="button" className="btn btn-link" onClick={() => setShowsAll(true)}>
          Mostra tutti e {errors.length}
        </button>
      )}
    </div>
  );
}
