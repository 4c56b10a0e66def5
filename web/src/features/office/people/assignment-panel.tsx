import { type FormEvent, useState } from "react";

import { centsToJson, formatEuro, formatEuroDigits, parseEuro } from "#core/shared/money.ts";

import { useAssignment } from "../../../shared/api/issuance-schedule.ts";
import type { AssignmentReport, Programme } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { DraftField } from "../programmes/draft-field.tsx";
import { focusFirstError } from "../programmes/focus-first-error.ts";
import { useHasRole } from "../session/officer-context.ts";

const SIZES = ["1 persona", "2 persone", "3 persone", "4 persone", "5 persone o più"] as const;
const NOT_AN_AMOUNT = "Scrivere un importo in euro, per esempio 150,00.";

/** Assigns everybody an amount by the size of their household: first what it comes to, then all of it or nothing. */
export function AssignmentPanel({ programme }: { readonly programme: Programme }) {
  const mayAssign = useHasRole("guardian");
  const [isWriting, setIsWriting] = useState(false);
  if (!mayAssign || programme.beneficiaries === 0) return null;
  if (!isWriting)
    return (
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        onClick={() => setIsWriting(true)}
      >
        Assegna gli importi per numero di componenti
      </button>
    );
  return <AssignmentForm programmeId={programme.id} close={() => setIsWriting(false)} />;
}

type AssignmentFormProps = { readonly programmeId: string; readonly close: () => void };

function AssignmentForm({ programmeId, close }: AssignmentFormProps) {
  const assignment = useAssignment(programmeId);
  const [amounts, setAmounts] = useState<readonly string[]>(SIZES.map(() => ""));
  const [reason, setReason] = useState("");
  const [isTried, setIsTried] = useState(false);
  const parsed = amounts.map((amount) => parseEuro(amount));
  const isReason = reason.trim().length >= 3;
  const order = () => ({
    reason: reason.trim(),
    amountsCents: parsed.map((amount) => (amount.ok ? centsToJson(amount.value) : "0")),
  });
  const look = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsTried(true);
    if (!isReason || !parsed.every(({ ok }) => ok)) return focusFirstError(event.currentTarget);
    assignment.mutate(order());
  };
  const change = (index: number, text: string) => {
    assignment.reset();
    setAmounts(amounts.with(index, text));
  };
  const report = assignment.data;
  return (
    <form noValidate onSubmit={look} className="office-form">
      <div className="office-pair">
        {SIZES.map((size, index) => (
          <DraftField
            key={size}
            label={`Nucleo di ${size}, in euro`}
            inputMode="decimal"
            value={amounts[index]!}
            error={isTried && !parsed[index]!.ok ? NOT_AN_AMOUNT : undefined}
            onChange={(text) => change(index, text)}
          />
        ))}
      </div>
      <DraftField
        label="Motivo"
        hint="L'atto che lo decide. Resta scritto accanto a ciascuna persona."
        value={reason}
        error={isTried && !isReason ? "Scrivere il motivo." : undefined}
        onChange={setReason}
      />
      <ProblemAlert error={assignment.error} />
      {report === undefined ? null : <ReportLines report={report} />}
      <div className="office-choices-row">
        <button type="submit" className="btn btn-outline-primary" disabled={assignment.isPending}>
          Controlla che cosa cambierebbe
        </button>
        {report !== undefined && canBeDone(report) ? (
          <button
            type="button"
            className="btn btn-primary"
            disabled={assignment.isPending}
            onClick={() => {
              const { changes, totalCents } = report;
              assignment.mutate({ ...order(), expected: { changes, totalCents } });
            }}
          >
            Assegna a {report.changes} persone
          </button>
        ) : null}
        <button type="button" className="btn btn-outline-primary" onClick={close}>
          {report?.isDone === true ? "Chiudi" : "Lascia com'è"}
        </button>
      </div>
    </form>
  );
}

function canBeDone({ isDone, changes, belowIssued, totalCents, fundCents }: AssignmentReport) {
  const fits = BigInt(totalCents) <= BigInt(fundCents);
  return !isDone && changes > 0 && belowIssued.length === 0 && fits;
}

const MOST_NAMED = 10;

function ReportLines({ report }: { readonly report: AssignmentReport }) {
  const { people, changes, totalCents, beforeCents, fundCents, belowIssued, isDone } = report;
  const over = BigInt(totalCents) - BigInt(fundCents);
  return (
    <div role="status">
      <p>
        {isDone ? "Fatto: " : ""}
        {people} persone per <strong>{formatEuro(BigInt(totalCents))}</strong> (prima{" "}
        {formatEuro(BigInt(beforeCents))}), {changes}{" "}
        {isDone ? "importi cambiati" : "importi cambierebbero"}.
      </p>
      {over > 0n ? <p>Il fondo non basta: mancano {formatEuro(over)}.</p> : null}
      {belowIssued.length > 0 ? (
        <p>
          {belowIssued.length} persone hanno già ricevuto di più, e non si può togliere: protocolli{" "}
          {belowIssued
            .slice(0, MOST_NAMED)
            .map(
              ({ protocol, issuedCents }) =>
                `${protocol} (${formatEuroDigits(BigInt(issuedCents))})`,
            )
            .join(", ")}
          {belowIssued.length > MOST_NAMED ? "…" : ""}.
        </p>
      ) : null}
    </div>
  );
}
