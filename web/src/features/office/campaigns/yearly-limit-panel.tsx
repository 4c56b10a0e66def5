import { type FormEvent, useState } from "react";

import { centsToJson, formatEuroDigits, parseEuro } from "#core/shared/money.ts";

import {
  readYearlyLimitOptions,
  useLimitChange,
  useYearlyLimit,
} from "../../../shared/api/read-yearly-limit.ts";
import type { LimitChange } from "../../../shared/api/types.ts";
import { ActButton } from "../acts/act-button.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useAct } from "../acts/use-act.ts";
import { DraftField } from "../programmes/draft-field.tsx";
import { formatMoment } from "../programmes/rome-day.ts";
import { useHasRole } from "../session/officer-context.ts";

/** How much local value may come into being this year, in all campaigns together. */
export function YearlyLimitPanel() {
  const limit = useYearlyLimit();
  const mayChange = useHasRole("admin");
  const [wanted, setWanted] = useState<string>();
  if (limit.data === undefined) return <ProblemAlert error={limit.error} />;
  const { year, limitCents, mintedCents } = limit.data;
  return (
    <section className="office-step" aria-labelledby="yearly-limit">
      <h2 id="yearly-limit" className="h4">
        Limite annuo di emissione
      </h2>
      <p>
        Nel {year} si possono accreditare al più{" "}
        <strong>{formatEuroDigits(BigInt(limitCents))}</strong> di valore locale, in tutte le
        campagne; finora {formatEuroDigits(BigInt(mintedCents))}.
        {limitCents === "0" ? " Finché il limite è zero non si accredita nulla." : ""}
      </p>
      {mayChange ? (
        <LimitForm choose={setWanted} />
      ) : (
        <p className="office-note">Lo cambia la segreteria comunale, con due firme nel tempo.</p>
      )}
      {wanted === undefined ? null : (
        <ChangeSteps key={wanted} wanted={wanted} isInForce={wanted === limitCents} />
      )}
    </section>
  );
}

function LimitForm({ choose }: { readonly choose: (cents: string) => void }) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = parseEuro(text);
    setError(read.ok ? undefined : "Scrivere un importo, per esempio 5.000,00.");
    if (read.ok) choose(centsToJson(read.value));
  };
  return (
    <form noValidate onSubmit={submit} className="office-form">
      <DraftField
        label="Nuovo limite annuo"
        hint="Prima si annuncia, in pubblico; si esegue quando è passato il tempo di attesa."
        inputMode="decimal"
        value={text}
        error={error}
        onChange={setText}
      />
      <button type="submit" className="btn btn-outline-primary">
        Cambia il limite
      </button>
    </form>
  );
}

type ChangeProps = { readonly wanted: string; readonly isInForce: boolean };

function ChangeSteps({ wanted, isInForce }: ChangeProps) {
  const change = useLimitChange(wanted);
  if (change.data === undefined)
    return change.error === null ? (
      <p role="status">Caricamento…</p>
    ) : (
      <ProblemAlert error={change.error} />
    );
  return <Steps wanted={wanted} isInForce={isInForce} change={change.data} />;
}

function Steps({ wanted, isInForce, change }: ChangeProps & { readonly change: LimitChange }) {
  const refreshes = readYearlyLimitOptions().queryKey;
  const announcing = useAct({
    key: `limit-announced:${wanted}`,
    prepare: async () => change.announcement,
    isDone: change.readyAt !== undefined || isInForce,
    refreshes,
  });
  const executing = useAct({
    key: `limit-executed:${wanted}`,
    prepare: async () => change.execution,
    isDone: isInForce,
    refreshes,
  });
  if (isInForce)
    return <p role="status">Il limite di {formatEuroDigits(BigInt(wanted))} è in vigore.</p>;
  if (change.readyAt === undefined && executing.stage === "idle")
    return (
      <ActButton act={announcing}>Firma l'annuncio: {formatEuroDigits(BigInt(wanted))}</ActButton>
    );
  return (
    <>
      <p>
        {change.readyAt === undefined
          ? null
          : `Annunciato: si può eseguire dal ${formatMoment(change.readyAt)}.`}
      </p>
      <ActButton act={executing}>Firma ed esegui: {formatEuroDigits(BigInt(wanted))}</ActButton>
    </>
  );
}
