import { useState } from "react";

import { MOST_DECIDED } from "#core/campaign/presence-state.ts";
import { groupCardNumber } from "#core/card/card-number.ts";
import { formatEuroDigits } from "#core/shared/money.ts";

import { useDecidePresences } from "../../../shared/api/civic-actions.ts";
import type { CivicActionDetail, Presence } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { ReasonForm } from "../acts/reason-form.tsx";
import { formatMoment } from "../programmes/rome-day.ts";
import { useHasRole } from "../session/officer-context.ts";
import { OfficeTable } from "../tables/office-table.tsx";

const STATES = {
  waiting: "Da decidere",
  approved: "Approvata",
  rejected: "Respinta",
} as const satisfies Record<Presence["state"], string>;

const BOUNDS: Readonly<Record<NonNullable<Presence["boundBy"]>, string>> = {
  budget: "stanziamento finito",
  household: "massimo del nucleo",
  card: "massimo della tessera",
  cardDay: "massimo del giorno",
  merchant: "massimo del negozio",
  merchantDay: "massimo del negozio nel giorno",
};

/** The presences of an action. A second person looks at them and decides, some or all at once, with the reason. */
export function PresencePanel({ action }: { readonly action: CivicActionDetail }) {
  const mayDecide = useHasRole("issuer", "guardian");
  const waiting = action.presences.filter(({ state }) => state === "waiting");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setChosen(new Set(chosen.has(id) ? [...chosen].filter((one) => one !== id) : [...chosen, id]));
  return (
    <section className="office-step" aria-labelledby="presences">
      <h2 id="presences" className="h4">
        Presenze
      </h2>
      <PresenceTable
        presences={action.presences}
        chosen={chosen}
        {...(mayDecide ? { toggle } : {})}
      />
      {waiting.length === 0 ? null : !mayDecide ? (
        <p className="office-note">Le decide chi ricarica o protegge le tessere.</p>
      ) : (
        <>
          <button
            type="button"
            className="btn btn-outline-primary"
            onClick={() => setChosen(new Set(waiting.map(({ id }) => id)))}
          >
            Scegli tutte quelle da decidere
          </button>
          <Decisions
            actionId={action.id}
            chosenIds={waiting.map(({ id }) => id).filter((id) => chosen.has(id))}
          />
        </>
      )}
    </section>
  );
}

type DecisionsProps = { readonly actionId: string; readonly chosenIds: readonly string[] };

/** What is chosen beyond one act stays chosen for the next. */
function Decisions({ actionId, chosenIds }: DecisionsProps) {
  const decision = useDecidePresences(actionId);
  const presenceIds = chosenIds.slice(0, MOST_DECIDED);
  const decide = (verdict: "approved" | "rejected") => (reason: string) =>
    decision.mutate({ presenceIds, verdict, reason });
  const count = presenceIds.length;
  return (
    <>
      {chosenIds.length > MOST_DECIDED ? (
        <p className="office-note">
          Se ne decidono al più {MOST_DECIDED} per volta: le altre restano scelte.
        </p>
      ) : null}
      {count === 0 ? (
        <p>Scegliere nell'elenco le presenze da decidere.</p>
      ) : (
        <div className="office-choices-row">
          <ReasonForm
            open={`Approva ${count}`}
            label="Perché si approvano, per esempio «vista la nota»"
            confirm="Approva con questo motivo"
            cancel="Lascia stare"
            isBusy={decision.isPending}
            submit={decide("approved")}
          />
          <ReasonForm
            open={`Respingi ${count}`}
            label="Perché si respingono"
            confirm="Respingi con questo motivo"
            cancel="Lascia stare"
            isBusy={decision.isPending}
            submit={decide("rejected")}
          />
        </div>
      )}
      <ProblemAlert error={decision.error} />
    </>
  );
}

const COLUMNS = [
  { name: "Tessera" },
  { name: "Segnata" },
  { name: "Esito" },
  { name: "Guadagnato", isNumber: true },
];

type PresenceTableProps = {
  readonly presences: readonly Presence[];
  readonly chosen: ReadonlySet<string>;
  readonly toggle?: (id: string) => void;
};

function PresenceTable({ presences, chosen, toggle }: PresenceTableProps) {
  if (presences.length === 0) return <p>Nessuna tessera è stata segnata ancora.</p>;
  return (
    <OfficeTable label="Presenze" columns={COLUMNS}>
      {presences.map((presence) => {
        const { id, cardNumber, checkedInAt, state, reason, amountCents, boundBy } = presence;
        const number = groupCardNumber(cardNumber);
        return (
          <tr key={id}>
            <th scope="row">
              {state === "waiting" && toggle !== undefined ? (
                <span className="form-check">
                  <input
                    id={`presence-${id}`}
                    type="checkbox"
                    checked={chosen.has(id)}
                    onChange={() => toggle(id)}
                  />
                  <label htmlFor={`presence-${id}`}>{number}</label>
                </span>
              ) : (
                number
              )}
            </th>
            <td>{formatMoment(checkedInAt)}</td>
            <td>
              {STATES[state]}
              {reason === undefined ? "" : `: ${reason}`}
            </td>
            <td className="office-number">
              {amountCents === undefined ? "" : formatEuroDigits(BigInt(amountCents))}
              {boundBy === undefined ? null : <small className="d-block">{BOUNDS[boundBy]}</small>}
            </td>
          </tr>
        );
      })}
    </OfficeTable>
  );
}
