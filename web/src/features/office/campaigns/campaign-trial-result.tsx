import { formatEuroDigits } from "#core/shared/money.ts";

import { useYearlyLimit } from "../../../shared/api/read-yearly-limit.ts";
import type { CampaignTrial } from "../../../shared/api/types.ts";
import { BarPicture } from "../picture/bar-picture.tsx";
import { formatDay, startOfRomeDay } from "../programmes/rome-day.ts";
import { OfficeTable, numberColumn } from "../tables/office-table.tsx";
import type { CampaignDraft } from "./campaign-draft.ts";

type TrialProps = { readonly trial: CampaignTrial; readonly draft: CampaignDraft };

/** What a trial found: the cost, when the budget ends, who meets which cap, and week by week. */
export function CampaignTrialResult({
  trial,
  draft,
  isOld,
}: TrialProps & {
  /** The form has changed since. */
  readonly isOld: boolean;
}) {
  if (trial.events === 0)
    return (
      <p className="alert alert-warning mt-3" role="status">
        In quei giorni non c'è nulla da premiare: la prova non dice niente. Scegliere altri giorni.
      </p>
    );
  return (
    <div className="mt-3">
      {isOld ? (
        <p className="alert alert-warning" role="status">
          Il modulo è cambiato: provare di nuovo.
        </p>
      ) : null}
      <Cost trial={trial} draft={draft} />
      <Caps trial={trial} />
      <TrialWeeks trial={trial} draft={draft} />
    </div>
  );
}

function Cost({ trial, draft }: TrialProps) {
  const limit = useYearlyLimit();
  const cost = BigInt(trial.costCents);
  const left =
    limit.data === undefined
      ? undefined
      : BigInt(limit.data.limitCents) - BigInt(limit.data.mintedCents);
  return (
    <>
      <p role="status">
        <strong>Costerebbe {formatEuroDigits(cost)}</strong> in{" "}
        {trial.days === 1 ? "un giorno" : `${trial.days} giorni`}, su {trial.judged}{" "}
        {draft.kind === "purchases" ? "acquisti" : "premi"} giudicati
        {trial.judged > trial.events ? ` (${trial.events} nei giorni ripetuti)` : ""}. Senza massimi
        e senza stanziamento sarebbero {formatEuroDigits(BigInt(trial.uncappedCents))}.
      </p>
      <p>{budgetText(trial, draft)}</p>
      {left !== undefined && cost > left ? (
        <p className="alert alert-warning">
          È più di quanto resta del limite di quest'anno ({formatEuroDigits(left)}): oltre quello il
          contratto non accredita.
        </p>
      ) : null}
    </>
  );
}

const DAY_MS = 86_400_000;

/** A day of the campaign, from its first (0), as people say it. */
function dayOf({ from }: CampaignDraft, day: number): string {
  const noon = startOfRomeDay(from)!.getTime() + day * DAY_MS + DAY_MS / 2;
  return formatDay(new Date(noon).toISOString());
}

function budgetText({ budgetEndsOnDay, days }: CampaignTrial, draft: CampaignDraft): string {
  if (budgetEndsOnDay === undefined) return "Lo stanziamento basta fino alla fine.";
  const left = days - 1 - budgetEndsOnDay;
  const when = dayOf(draft, budgetEndsOnDay);
  return left === 0
    ? `Lo stanziamento finisce l'ultimo giorno, il ${when}.`
    : `Lo stanziamento finisce il ${when}, ${left === 1 ? "un giorno" : `${left} giorni`} prima della fine.`;
}

const BOUND_NAMES = {
  budget: "Stanziamento",
  household: "Massimo per nucleo",
  card: "Massimo per tessera",
  cardDay: "Massimo per tessera al giorno",
  merchant: "Massimo per negozio",
  merchantDay: "Massimo per negozio al giorno",
} as const satisfies Record<CampaignTrial["cuts"][number]["bound"], string>;

const CAP_COLUMNS = [
  { name: "Che cosa limita" },
  ...["Chi arriva al massimo", "Premi ridotti", "Tolto in tutto"].map(numberColumn),
];

function Caps({ trial }: Pick<TrialProps, "trial">) {
  const reached: Partial<Record<CampaignTrial["cuts"][number]["bound"], string>> = {
    card: `${trial.cardsAtCap} di ${trial.cards}`,
    household: `${trial.householdsAtCap} di ${trial.households}`,
    merchant: `${trial.shopsAtCap.length} di ${trial.shops}`,
  };
  return (
    <>
      <OfficeTable label="Chi arriva ai massimi" columns={CAP_COLUMNS}>
        {trial.cuts.map(({ bound, times, cents }) => (
          <tr key={bound}>
            <th scope="row">{BOUND_NAMES[bound]}</th>
            <td className="office-number">{reached[bound] ?? "—"}</td>
            <td className="office-number">{times}</td>
            <td className="office-number">{formatEuroDigits(BigInt(cents))}</td>
          </tr>
        ))}
      </OfficeTable>
      {trial.shopsAtCap.length === 0 ? null : (
        <p>Negozi al massimo: {trial.shopsAtCap.join(", ")}.</p>
      )}
    </>
  );
}

const WEEK_COLUMNS = [{ name: "Settimana dal" }, numberColumn("Premi")];
const WEEK = 7;

function TrialWeeks({ trial, draft }: TrialProps) {
  const weeks = Array.from({ length: Math.ceil(trial.days / WEEK) }, (_, week) => ({
    name: dayOf(draft, week * WEEK),
    amounts: [sum(trial.dayCents.slice(week * WEEK, (week + 1) * WEEK))],
  }));
  return (
    <>
      <BarPicture
        label="Premi, settimana per settimana: la tabella qui sotto dice lo stesso"
        rows={["Premi"]}
        bars={weeks}
      />
      <OfficeTable label="Premi per settimana" columns={WEEK_COLUMNS}>
        {weeks.map(({ name, amounts: [amount] }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="office-number">{formatEuroDigits(amount!)}</td>
          </tr>
        ))}
      </OfficeTable>
    </>
  );
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((total, amount) => total + BigInt(amount), 0n);
}
