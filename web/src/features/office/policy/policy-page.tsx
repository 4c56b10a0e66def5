import { useCampaigns } from "../../../shared/api/list-campaigns.ts";
import { useMonetaryPolicy } from "../../../shared/api/monetary-policy.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useAddressState } from "../tables/use-address-state.ts";
import { BudgetSection } from "./budget-section.tsx";
import { CirculationSection } from "./circulation-section.tsx";
import { ConcentrationSection } from "./concentration-section.tsx";
import { HoardingSection, UnreachedSection } from "./places-section.tsx";
import { LimitSection } from "./limit-section.tsx";
import "./policy.css";

/** How many days back "moved" looks, as the address says it. */
const PERIODS = [
  ["30", "30 giorni"],
  ["90", "90 giorni"],
  ["365", "Un anno"],
] as const;

/** The town's monetary policy: how much local value may come into being, how it goes round, where it stays. */
export function PolicyPage() {
  const [{ giorni }, show] = useAddressState(["giorni"]);
  const days = PERIODS.some(([known]) => known === giorni) ? giorni : "90";
  const campaigns = useCampaigns();
  const policy = useMonetaryPolicy(Number(days));
  return (
    <>
      <h1>Valore locale in circolo</h1>
      <p>
        Quanto valore locale può nascere, quanto ne è nato, e che strada fa. Le cifre vengono dai
        movimenti definitivi sulla blockchain e non dicono di nessuna persona.
      </p>
      <LimitSection />
      <ProblemAlert error={campaigns.error} />
      {campaigns.data === undefined ? null : <BudgetSection campaigns={campaigns.data} />}
      <fieldset className="office-choices-row">
        <legend className="h6">Periodo dei movimenti</legend>
        {PERIODS.map(([value, name]) => (
          <div className="form-check" key={value}>
            <input
              id={`giorni-${value}`}
              type="radio"
              name="giorni"
              checked={days === value}
              onChange={() => show({ giorni: value })}
            />
            <label htmlFor={`giorni-${value}`}>{name}</label>
          </div>
        ))}
      </fieldset>
      <ProblemAlert error={policy.error} />
      {policy.isPending ? <p role="status">Caricamento…</p> : null}
      {policy.data === undefined ? null : (
        <>
          <CirculationSection policy={policy.data} />
          <ConcentrationSection held={policy.data.held} />
          <HoardingSection hoarding={policy.data.hoarding} />
          <UnreachedSection categories={policy.data.categories} unreached={policy.data.unreached} />
        </>
      )}
    </>
  );
}
