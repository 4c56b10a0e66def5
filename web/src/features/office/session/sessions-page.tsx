import { useEndSession, useOfficerSessions } from "../../../shared/api/officer-sessions.ts";
import type { OpenSession } from "../../../shared/api/types.ts";
import { deviceName } from "../../../shared/ui/device-name.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatMoment } from "../programmes/rome-day.ts";
import { OfficeTable } from "../tables/office-table.tsx";
import { OfficerName } from "./officer-name.tsx";

const COLUMNS = [
  { name: "Chi" },
  { name: "Dispositivo" },
  { name: "Entrato" },
  { name: "Ultimo uso" },
  { name: "Atti" },
] as const;

/** Where one is signed in. Who leads the secretariat sees and ends everybody's. */
export function SessionsPage() {
  const sessions = useOfficerSessions();
  return (
    <>
      <h1>Accessi aperti</h1>
      <p>
        Un accesso finisce da solo dopo mezz'ora senza uso e dopo dodici ore in ogni caso. Qui si
        chiude quello rimasto aperto su un computer lasciato o perso. Chiuderlo non toglie il ruolo:
        quello sta nel portafoglio, e lo toglie la segreteria sulla blockchain.
      </p>
      <ProblemAlert error={sessions.error} />
      {sessions.isPending ? <p role="status">Caricamento…</p> : null}
      {sessions.data === undefined ? null : (
        <OfficeTable label="Accessi aperti" columns={COLUMNS}>
          {sessions.data.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </OfficeTable>
      )}
    </>
  );
}

function SessionRow({ session }: { readonly session: OpenSession }) {
  const { id, officer, device, startedAt, lastSeenAt, isThis } = session;
  const end = useEndSession();
  return (
    <tr>
      <th scope="row">
        <OfficerName address={officer} />
      </th>
      <td title={device}>{deviceName(device)}</td>
      <td>{formatMoment(startedAt)}</td>
      <td>{formatMoment(lastSeenAt)}</td>
      <td>
        {isThis ? (
          "questo"
        ) : (
          <button
            type="button"
            className="btn btn-outline-primary btn-sm"
            aria-label={`Chiudi l'accesso da ${deviceName(device)}`}
            disabled={end.isPending}
            onClick={() => end.mutate(id)}
          >
            Chiudi
          </button>
        )}
        <ProblemAlert error={end.error} />
      </td>
    </tr>
  );
}
