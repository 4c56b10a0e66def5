import { type FormEvent, useState } from "react";

import {
  FEWEST_INSTALMENTS,
  MONTH,
  MOST_INSTALMENTS,
  civilMonth,
} from "#core/programme/instalments.ts";

import { useChangeSchedule, useSchedule } from "../../../shared/api/issuance-schedule.ts";
import type { IssuanceSchedule } from "../../../shared/api/types.ts";
import { FormActs } from "../acts/form-acts.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { DraftField } from "../programmes/draft-field.tsx";
import { focusFirstError } from "../programmes/focus-first-error.ts";
import { useHasRole } from "../session/officer-context.ts";

const LONG_MONTH = new Intl.DateTimeFormat("it", {
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

type Schedule = NonNullable<IssuanceSchedule["schedule"]>;

/** Whether the amounts are paid out at once or by the month, and the form that changes it. */
export function SchedulePanel({ programmeId }: { readonly programmeId: string }) {
  const answer = useSchedule(programmeId);
  // ISSUER may as well, but could then not sign what is prepared on its behalf.
  const mayChange = useHasRole("guardian");
  const [isWriting, setIsWriting] = useState(false);
  if (answer.data === undefined) return <ProblemAlert error={answer.error} />;
  const { schedule } = answer.data;
  return (
    <>
      <p>{schedule === undefined ? AT_ONCE : planText(schedule)}</p>
      {!mayChange ? null : isWriting ? (
        <PlanForm {...{ programmeId, schedule }} close={() => setIsWriting(false)} />
      ) : (
        <button
          type="button"
          className="btn btn-outline-primary btn-sm d-block mb-3"
          onClick={() => setIsWriting(true)}
        >
          {schedule === undefined ? "Paga a rate mensili" : "Cambia il piano"}
        </button>
      )}
    </>
  );
}

const AT_ONCE = "Una ricarica accredita tutto quello che spetta e non è ancora stato emesso.";

function planText({ instalments, firstMonth, due, preparedMonth }: Schedule): string {
  const said = `Gli importi si pagano in ${instalments} rate mensili, da ${monthName(firstMonth)}: ${due} di ${instalments} sono già dovute. Il primo del mese la ricarica si prepara da sola e aspetta la firma.`;
  return preparedMonth === undefined
    ? said
    : `${said} L'ultima preparata così è di ${monthName(preparedMonth)}.`;
}

function monthName(month: string): string {
  return LONG_MONTH.format(new Date(`${month}-01T00:00:00Z`));
}

type PlanFormProps = {
  readonly programmeId: string;
  readonly schedule: Schedule | undefined;
  readonly close: () => void;
};

function PlanForm({ programmeId, schedule, close }: PlanFormProps) {
  const change = useChangeSchedule(programmeId);
  const [instalments, setInstalments] = useState(String(schedule?.instalments ?? 6));
  const [firstMonth, setFirstMonth] = useState(
    () => schedule?.firstMonth ?? civilMonth(new Date()),
  );
  const [errors, setErrors] = useState<{ instalments?: string; firstMonth?: string }>({});
  const seen = schedule === undefined ? {} : { seen: schedule.setAt };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = planErrors(instalments, firstMonth);
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirstError(event.currentTarget);
    const plan = { instalments: Number(instalments), firstMonth };
    change.mutate({ ...seen, plan }, { onSuccess: close });
  };
  return (
    <form noValidate onSubmit={submit} className="office-form">
      <div className="office-pair">
        <DraftField
          label="Quante rate mensili"
          inputMode="numeric"
          value={instalments}
          error={errors.instalments}
          onChange={setInstalments}
        />
        <DraftField
          label="Mese della prima"
          hint="Anno e mese, per esempio 2026-09."
          value={firstMonth}
          error={errors.firstMonth}
          onChange={setFirstMonth}
        />
      </div>
      <ProblemAlert error={change.error} />
      <FormActs confirm="Salva il piano" isBusy={change.isPending} close={close}>
        {schedule === undefined ? null : (
          <button
            type="button"
            className="btn btn-outline-primary"
            disabled={change.isPending}
            onClick={() => change.mutate(seen, { onSuccess: close })}
          >
            Togli le rate
          </button>
        )}
      </FormActs>
    </form>
  );
}

function planErrors(instalments: string, firstMonth: string) {
  const number = /^\d{1,2}$/.test(instalments) ? Number(instalments) : 0;
  const isNumber = number >= FEWEST_INSTALMENTS && number <= MOST_INSTALMENTS;
  const isMonth = MONTH.test(firstMonth);
  return {
    ...(isNumber
      ? {}
      : { instalments: `Un numero da ${FEWEST_INSTALMENTS} a ${MOST_INSTALMENTS}.` }),
    ...(isMonth ? {} : { firstMonth: "Scrivere anno e mese, per esempio 2026-09." }),
  };
}
