import { formatEuro } from "#core/shared/money.ts";

import { useIssuances } from "../../../shared/api/list-issuances.ts";
import { usePrepareIssuance } from "../../../shared/api/prepare-issuance.ts";
import type { Issuance, Programme } from "../../../shared/api/types.ts";
import { PartsControl } from "../acts/parts-control.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useHasRole, useOfficer } from "../session/officer-context.ts";
import { formatMoment } from "../programmes/rome-day.ts";
import { ComparisonLine } from "./comparison-line.tsx";
import { IssuanceReport } from "./issuance-report.tsx";
import { SchedulePanel } from "./schedule-panel.tsx";
import { type Recharge, useForgetDone, useRecharge } from "./use-recharge.ts";

/** Recharges all cards in two steps by two people: one prepares, another signs. */
export function RechargePanel({ programme }: { readonly programme: Programme }) {
  const issuances = useIssuances(programme.id);
  const preparation = usePrepareIssuance(programme.id);
  if (issuances.data === undefined)
    return issuances.error === null ? (
      <p role="status">Caricamento…</p>
    ) : (
      <ProblemAlert error={issuances.error} />
    );
  const isOpen = issuances.data.some(isUnfinished);
  return (
    <>
      <p>
        Chi prepara la ricarica non è chi la firma: l'assistente sociale la prepara, la ragioneria
        la controlla e la firma.
      </p>
      <SchedulePanel programmeId={programme.id} />
      {isOpen ? null : (
        <button
          type="button"
          className="btn btn-primary"
          disabled={preparation.isPending}
          onClick={() => preparation.mutate()}
        >
          {preparation.isPending ? "Preparazione…" : "Prepara la ricarica di tutte le tessere"}
        </button>
      )}
      <ProblemAlert error={preparation.error} />
      {issuances.data.map((issuance) => (
        <IssuanceCard key={issuance.id} issuance={issuance} />
      ))}
    </>
  );
}

function isUnfinished({ chunks }: Issuance): boolean {
  return chunks.some(({ state }) => state === "prepared");
}

function IssuanceCard({ issuance }: { readonly issuance: Issuance }) {
  const { totalCents, cards, preparedAt, preparedBy, isScheduled } = issuance;
  useForgetDone(issuance);
  return (
    <article className="office-card" aria-label={`Ricarica del ${formatMoment(preparedAt)}`}>
      <h3 className="h5">
        {formatEuro(BigInt(totalCents))} su {cards} tessere
      </h3>
      <p>
        Preparata il {formatMoment(preparedAt)}
        {isScheduled ? ", da sola, secondo il piano di " : " da "}
        <code>{preparedBy}</code>
      </p>
      {isUnfinished(issuance) ? (
        <Signing issuance={issuance} />
      ) : (
        <IssuanceReport issuance={issuance} />
      )}
    </article>
  );
}

function Signing({ issuance }: { readonly issuance: Issuance }) {
  const { session } = useOfficer();
  const isIssuer = useHasRole("issuer");
  const recharge = useRecharge(issuance);
  const isPreparer = issuance.preparedBy.toLowerCase() === session.officer.toLowerCase();
  const { issued, sent, all } = recharge;
  return (
    <>
      <ComparisonLine issuance={issuance} />
      <Progress issued={issued} sent={sent} all={all} />
      {!isIssuer ? (
        <p>In attesa della firma della ragioneria.</p>
      ) : isPreparer ? (
        <p>L'ha preparata lei: la deve firmare un'altra persona.</p>
      ) : (
        <div className="office-choices-row">
          {recharge.cancellation.isRunning ? null : (
            <PartsControl run={recharge}>{runText(recharge)}</PartsControl>
          )}
          {recharge.isRunning || sent > 0 ? null : (
            <PartsControl run={recharge.cancellation} isSecondary>
              Annulla le parti non firmate
            </PartsControl>
          )}
        </div>
      )}
    </>
  );
}

function runText({ issued, sent, all }: Recharge): string {
  if (issued + sent === 0) return "Controllata: firma la ricarica";
  return issued + sent < all ? "Riprendi la ricarica" : "Controlla le parti inviate";
}

type ProgressProps = { readonly issued: number; readonly sent: number; readonly all: number };

function Progress({ issued, sent, all }: ProgressProps) {
  return (
    <div className="office-progress">
      <progress max={all} value={issued} aria-label="Parti della ricarica definitive" />
      <p role="status">
        {issued} di {all} parti definitive
        {sent > 0 ? `, ${sent} inviate e in attesa di conferma` : ""}.
      </p>
    </div>
  );
}
