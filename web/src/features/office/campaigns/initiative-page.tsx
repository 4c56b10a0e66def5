import { Link, useParams } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import { useInitiative, usePublish } from "../../../shared/api/initiatives.ts";
import type { InitiativeDetail } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatMoment } from "../programmes/rome-day.ts";
import { OfficeTable } from "../tables/office-table.tsx";
import { stageName } from "./initiative-words.ts";
import { PicturePanel } from "./picture-panel.tsx";

/** One initiative: its page before it is published, and how far it went since. */
export function InitiativePage() {
  const { initiativeId = "" } = useParams();
  const initiative = useInitiative(initiativeId);
  if (initiative.data !== undefined) return <Details initiative={initiative.data} />;
  return initiative.error === null ? (
    <p role="status">Caricamento…</p>
  ) : (
    <ProblemAlert error={initiative.error} />
  );
}

function Details({ initiative }: { readonly initiative: InitiativeDetail }) {
  const { id, title, body, place, startsAt, endsAt, publishedAt, withdrawnAt } = initiative;
  return (
    <>
      <p>
        <Link to={`/comune/campagne/${initiative.campaignId}`}>La campagna</Link>
      </p>
      <h1>{title}</h1>
      <p className="lead">
        {stageName(initiative)}. {place}, dal {formatMoment(startsAt)} al {formatMoment(endsAt)}.
      </p>
      {publishedAt !== null && withdrawnAt === null ? (
        <p>
          <a href={`/iniziative/${id}`}>La pagina che tutti leggono</a>
        </p>
      ) : null}
      <section className="office-step" aria-labelledby="text">
        <h2 id="text" className="h4">
          Testo e fotografia
        </h2>
        <p className="office-words">{body}</p>
        <PicturePanel initiative={initiative} />
      </section>
      {withdrawnAt === null ? <Publication initiative={initiative} /> : null}
      {publishedAt === null ? null : <ReachPanel initiative={initiative} />}
    </>
  );
}

function Publication({ initiative }: { readonly initiative: InitiativeDetail }) {
  const { id, publishedAt } = initiative;
  const publishing = usePublish(id, "publication");
  const withdrawing = usePublish(id, "withdrawal");
  const isBusy = publishing.isPending || withdrawing.isPending;
  const isDraft = publishedAt === null;
  return (
    <section className="office-step" aria-labelledby="publication">
      <h2 id="publication" className="h4">
        {isDraft ? "Pubblicare" : "Ritirare"}
      </h2>
      <p>
        {isDraft
          ? "Da quel momento chiunque la legge, e ogni tessera ne trova il link. Non si cambia più."
          : "La pagina e i link non si aprono più; quello che hanno portato resta guadagnato. Non si ripubblica."}
      </p>
      <div className="office-choices-row">
        {isDraft ? (
          <button
            type="button"
            className="btn btn-primary"
            disabled={isBusy}
            onClick={() => publishing.mutate(undefined)}
          >
            Pubblica l'iniziativa
          </button>
        ) : null}
        <button
          type="button"
          className="btn btn-outline-primary"
          disabled={isBusy}
          onClick={() => withdrawing.mutate(undefined)}
        >
          {isDraft ? "Butta la bozza" : "Ritira l'iniziativa"}
        </button>
      </div>
      <ProblemAlert error={publishing.error ?? withdrawing.error} />
    </section>
  );
}

const COLUMNS = [
  { name: "Giorno" },
  { name: "Visite dai link", isNumber: true },
  { name: "Altre visite", isNumber: true },
  { name: "Tessere che diffondono", isNumber: true },
];

function ReachPanel({ initiative }: { readonly initiative: InitiativeDetail }) {
  const { visits, otherVisits, sharers, earnedCents, days } = initiative;
  const totals = [
    ["Visite dai link delle tessere", String(visits)],
    ["Altre visite", String(otherVisits)],
    ["Tessere che diffondono", String(sharers)],
    ["Guadagnato", formatEuroDigits(BigInt(earnedCents))],
  ] as const;
  return (
    <section className="office-step" aria-labelledby="reach">
      <h2 id="reach" className="h4">
        Rete di diffusione
      </h2>
      <dl className="office-totals">
        {totals.map(([label, figure]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      {days.length === 0 ? (
        <p>Nessuna visita ancora.</p>
      ) : (
        <OfficeTable label="Visite giorno per giorno" columns={COLUMNS}>
          {days.map((one) => (
            <tr key={one.day}>
              <th scope="row">{new Date(`${one.day}T12:00:00Z`).toLocaleDateString("it-IT")}</th>
              <td className="office-number">{one.visits}</td>
              <td className="office-number">{one.otherVisits}</td>
              <td className="office-number">{one.sharers}</td>
            </tr>
          ))}
        </OfficeTable>
      )}
    </section>
  );
}
