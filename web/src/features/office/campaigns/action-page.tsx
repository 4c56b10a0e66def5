import { Link, useParams } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import { useAction, useMakeAccess, useRevokeAccess } from "../../../shared/api/civic-actions.ts";
import type { CivicActionDetail } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { saveFile } from "../cards/save-file.ts";
import { formatMoment } from "../programmes/rome-day.ts";
import { OfficerName } from "../session/officer-name.tsx";
import { PresencePanel } from "./presence-panel.tsx";

/** One civic action: the sheet of who organises it, and the presences to decide on. */
export function ActionPage() {
  const { actionId = "" } = useParams();
  const action = useAction(actionId);
  if (action.data !== undefined) return <Details action={action.data} />;
  return action.error === null ? (
    <p role="status">Caricamento…</p>
  ) : (
    <ProblemAlert error={action.error} />
  );
}

function Details({ action }: { readonly action: CivicActionDetail }) {
  const { title, place, organiser, startsAt, endsAt, places, rewardCents, note } = action;
  return (
    <>
      <p>
        <Link to={`/comune/campagne/${action.campaignId}`}>La campagna</Link>
      </p>
      <h1>{title}</h1>
      <p className="lead">
        {place}, dal {formatMoment(startsAt)} al {formatMoment(endsAt)}. Organizza: {organiser}.{" "}
        {places} posti, premio {formatEuroDigits(BigInt(rewardCents))} a testa.
      </p>
      <AccessPanel action={action} />
      <section className="office-step" aria-labelledby="note">
        <h2 id="note" className="h4">
          Che cosa si è fatto
        </h2>
        <p>{note ?? "Chi organizza non ha ancora scritto nulla."}</p>
      </section>
      <PresencePanel action={action} />
    </>
  );
}

function AccessPanel({ action }: { readonly action: CivicActionDetail }) {
  const { id, title, accessMadeBy } = action;
  const making = useMakeAccess(id);
  const revoking = useRevokeAccess(id);
  const isBusy = making.isPending || revoking.isPending;
  const print = () =>
    making.mutate(undefined, { onSuccess: (sheet) => saveFile(sheet, `presenze-${title}.pdf`) });
  return (
    <section className="office-step" aria-labelledby="access">
      <h2 id="access" className="h4">
        Foglio per chi organizza
      </h2>
      <p>
        Un PDF con il QR della pagina e il suo PIN: si scarica una volta sola, si stampa e si
        consegna. Chi lo fa <strong>non potrà decidere le presenze</strong>: tocca a un'altra
        persona.
      </p>
      {accessMadeBy === undefined ? null : (
        <p>
          In uso un foglio fatto da <OfficerName address={accessMadeBy} />. Farne un altro annulla
          questo.
        </p>
      )}
      <div className="office-choices-row">
        <button type="button" className="btn btn-primary" disabled={isBusy} onClick={print}>
          {making.isPending ? "Preparazione…" : "Fai e scarica il foglio"}
        </button>
        {accessMadeBy === undefined ? null : (
          <button
            type="button"
            className="btn btn-outline-primary"
            disabled={isBusy}
            onClick={() => revoking.mutate(undefined)}
          >
            Annulla il foglio in uso
          </button>
        )}
      </div>
      <ProblemAlert error={making.error ?? revoking.error} />
    </section>
  );
}
