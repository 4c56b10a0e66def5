import { Link } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import { useYearlyLimit } from "../../../shared/api/read-yearly-limit.ts";
import { partText } from "../../../shared/flow/flow-table.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatMoment } from "../programmes/rome-day.ts";
import { limitOf } from "../roles/read-roles.ts";
import { useRoles } from "../roles/use-roles.ts";
import { useOfficer } from "../session/officer-context.ts";

/** How much may come into being this year, how much has, and what was announced to take its place. */
export function LimitSection() {
  const limit = useYearlyLimit();
  if (limit.data === undefined) return <ProblemAlert error={limit.error} />;
  const [most, minted] = [BigInt(limit.data.limitCents), BigInt(limit.data.mintedCents)];
  return (
    <section className="office-step" aria-labelledby="limit">
      <h2 id="limit" className="h4">
        Limite annuo di emissione
      </h2>
      <p>
        Nel {limit.data.year} possono nascere al più <strong>{formatEuroDigits(most)}</strong> di
        valore locale: lo impone il contratto. Ne sono nati {formatEuroDigits(minted)} (
        {partText(minted, most)}), ne restano {formatEuroDigits(most - minted)}.
      </p>
      <progress
        className="policy-bar"
        max={10_000}
        value={most === 0n ? 0 : Number((minted * 10_000n) / most)}
        aria-label="Parte del limite già usata"
      />
      <Announced />
      <p className="mb-0">
        <Link to="/comune/campagne">Il limite si cambia in fondo alle campagne</Link>
      </p>
    </section>
  );
}

function Announced() {
  const { town } = useOfficer();
  const roles = useRoles(town);
  const token = town.contracts.localToken.toLowerCase();
  const waiting = (roles.data?.announced ?? []).flatMap((act) => {
    const cents = act.target.toLowerCase() === token ? limitOf(act.data) : undefined;
    return cents === undefined ? [] : [{ ...act, cents }];
  });
  return (
    <>
      <ProblemAlert error={roles.error} />
      {roles.data !== undefined && waiting.length === 0 ? (
        <p>Nessun nuovo limite annunciato.</p>
      ) : null}
      {waiting.map(({ id, cents, readyAt }) => (
        <p key={id}>
          Annunciato un limite di <strong>{formatEuroDigits(cents)}</strong>: si può eseguire dal{" "}
          {formatMoment(new Date(readyAt * 1000).toISOString())}.
        </p>
      ))}
    </>
  );
}
