import {
  useDecideReport,
  useOfferReports,
  usePutBack,
  useReportedMessages,
} from "../../../shared/api/offer-reports.ts";
import type { OfferReport } from "../../../shared/api/types.ts";
import { REASONS, SIDES } from "../../../shared/ui/offer-words.ts";
import { formatMoment } from "../../../shared/ui/rome-time.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { ReasonForm } from "../acts/reason-form.tsx";
import { useHasRole } from "../session/officer-context.ts";

/** What citizens called the town about at the noticeboard. Neither who calls nor whom it is about is named. */
export function BoardReportsPage() {
  const reports = useOfferReports();
  return (
    <>
      <h1>Bacheca</h1>
      <p>
        Qui arrivano le segnalazioni dei cittadini. Si nasconde un annuncio scrivendo il motivo: lo
        legge chi lo ha messo. Non compare chi ha segnalato, né di chi è l'annuncio: per decidere
        non serve. Ogni decisione, e ogni lettura di messaggi, resta nel registro.
      </p>
      <ProblemAlert error={reports.error} />
      {reports.isPending ? <p role="status">Caricamento…</p> : null}
      {reports.data?.length === 0 ? <p role="status">Nessuna segnalazione.</p> : null}
      <ul className="list-unstyled" aria-label="Segnalazioni della bacheca">
        {reports.data?.map((report) => (
          <li key={report.id} className="office-card">
            <Report report={report} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Report({ report }: { readonly report: OfferReport }) {
  const { offer, reason, note, reportedAt, isAboutMessages } = report;
  return (
    <>
      <h2 className="h5">
        {SIDES[offer.side]}: {offer.title}
      </h2>
      <p>
        <strong>{REASONS[reason]}</strong>
        {isAboutMessages ? ", nei messaggi" : ""}, il {formatMoment(reportedAt)}
        {note === undefined ? "" : `: «${note}»`}
      </p>
      <p>{offer.text}</p>
      <div className="office-reported">
        {offer.photos.map((photo, index) => (
          <img
            key={photo}
            src={`/api/offer-reports/photos/${photo}`}
            alt={`Fotografia ${index + 1} di «${offer.title}»`}
          />
        ))}
      </div>
      {isAboutMessages ? <ReportedMessages id={report.id} /> : null}
      <Decision report={report} />
    </>
  );
}

function ReportedMessages({ id }: { readonly id: string }) {
  const messages = useReportedMessages();
  if (messages.data === undefined)
    return (
      <>
        <button
          type="button"
          className="btn btn-outline-primary"
          disabled={messages.isPending}
          onClick={() => messages.mutate(id)}
        >
          Leggi i messaggi segnalati
        </button>
        <ProblemAlert error={messages.error} />
      </>
    );
  return (
    <ol className="list-unstyled" aria-label="Messaggi segnalati">
      {messages.data.map(({ id: message, at, isFromOwner, text }) => (
        <li key={message}>
          <small>
            {isFromOwner ? "Chi ha messo l'annuncio" : "Chi ha risposto"}, {formatMoment(at)}
          </small>
          <p>{text}</p>
        </li>
      ))}
    </ol>
  );
}

function Decision({ report }: { readonly report: OfferReport }) {
  const mayAct = useHasRole("guardian", "issuer");
  const decide = useDecideReport();
  const putBack = usePutBack();
  const { id, outcome, decidedAt, isAboutMessages, offer } = report;
  if (outcome !== undefined)
    return (
      <>
        <p role="status">
          {outcome === "dismissed" ? "Respinta" : "Accolta"} il {formatMoment(decidedAt!)}
          {offer.hiddenReason === undefined ? "." : `: «${offer.hiddenReason}».`}
        </p>
        <ProblemAlert error={putBack.error} />
        {mayAct && offer.state === "hidden" && !isAboutMessages ? (
          <button
            type="button"
            className="btn btn-outline-primary"
            disabled={putBack.isPending}
            onClick={() => putBack.mutate({ id })}
          >
            Rimetti l'annuncio in bacheca
          </button>
        ) : null}
      </>
    );
  if (!mayAct) return null;
  return (
    <div className="office-reported">
      <ReasonForm
        open={isAboutMessages ? "Chiudi questi messaggi" : "Nascondi l'annuncio"}
        label={
          isAboutMessages
            ? "Perché? Lo leggono i due che si scrivevano"
            : "Perché? Lo legge chi ha messo l'annuncio"
        }
        confirm={isAboutMessages ? "Chiudi" : "Nascondi"}
        cancel="Lascia stare"
        isBusy={decide.isPending}
        submit={(reason) => decide.mutate({ id, outcome: "taken_down", reason })}
      />
      <button
        type="button"
        className="btn btn-outline-primary"
        disabled={decide.isPending}
        onClick={() => decide.mutate({ id, outcome: "dismissed" })}
      >
        Respingi la segnalazione
      </button>
      <ProblemAlert error={decide.error} />
    </div>
  );
}
