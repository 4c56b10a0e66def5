import { Link } from "react-router";

import { formatEuro } from "#core/shared/money.ts";

import { useProgrammes } from "../../../shared/api/list-programmes.ts";
import type { Programme } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useHasRole } from "../session/officer-context.ts";
import { formatDay, formatLastDay } from "./rome-day.ts";

/** All programmes; where the office starts its day. */
export function ProgrammeListPage() {
  const programmes = useProgrammes();
  const mayOpen = useHasRole("treasury");
  return (
    <>
      <div className="office-heading">
        <h1>Programmi</h1>
        {mayOpen ? (
          <Link className="btn btn-primary" to="/comune/programmi/nuovo">
            Nuovo programma
          </Link>
        ) : null}
      </div>
      <ProblemAlert error={programmes.error} />
      {programmes.isPending ? <p role="status">Caricamento…</p> : null}
      {programmes.data === undefined ? null : <ProgrammeTable programmes={programmes.data} />}
      {mayOpen ? null : (
        <p className="office-note">
          I programmi li apre la ragioneria, firmando con il suo portafoglio.
        </p>
      )}
    </>
  );
}

function ProgrammeTable({ programmes }: { readonly programmes: readonly Programme[] }) {
  if (programmes.length === 0)
    return <p>Nessun programma ancora: il primo passo è aprirne uno con il suo fondo.</p>;
  return (
    <div className="table-responsive" tabIndex={0} role="region" aria-label="Elenco dei programmi">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Programma</th>
            <th scope="col">Stato</th>
            <th scope="col">Periodo di spesa</th>
            <th scope="col" className="office-number">
              Fondo
            </th>
            <th scope="col" className="office-number">
              Emesso
            </th>
            <th scope="col" className="office-number">
              Speso
            </th>
          </tr>
        </thead>
        <tbody>
          {programmes.map((programme) => (
            <ProgrammeRow key={programme.id} programme={programme} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ProgrammeRow({ programme }: { readonly programme: Programme }) {
  const { id, name, symbol, act, state, spendableFrom, spendableUntil, fundCents, totals } =
    programme;
  return (
    <tr>
      <th scope="row">
        <Link to={`/comune/programmi/${id}`}>{name}</Link>
        <small className="d-block fw-normal">
          {symbol} · {act}
        </small>
      </th>
      <td>{state === "open" ? "Aperto" : "Da firmare"}</td>
      <td>
        {formatDay(spendableFrom)} – {formatLastDay(spendableUntil)}
      </td>
      <td className="office-number">{formatEuro(BigInt(fundCents))}</td>
      <td className="office-number">{formatEuro(BigInt(totals.issuedCents))}</td>
      <td className="office-number">{formatEuro(BigInt(totals.spentCents))}</td>
    </tr>
  );
}
