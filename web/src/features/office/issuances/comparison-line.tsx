import { formatEuro } from "#core/shared/money.ts";

import type { Issuance } from "../../../shared/api/types.ts";
import { formatMoment } from "../programmes/rome-day.ts";

/** How an issuance differs from the last one: what the treasurer looks at before signing. */
export function ComparisonLine({ issuance }: { readonly issuance: Issuance }) {
  const { comparison, totalCents } = issuance;
  if (comparison === undefined) return <p>È la prima ricarica di questo programma.</p>;
  const { previousAt, previousCents, added, gone, more, less, same } = comparison;
  const difference = BigInt(totalCents) - BigInt(previousCents);
  const counts: readonly [number, string][] = [
    [added, "persone in più"],
    [gone, "persone in meno"],
    [more, "ricevono di più"],
    [less, "ricevono di meno"],
    [same, "ricevono lo stesso"],
  ];
  return (
    <p>
      Rispetto a quella del {formatMoment(previousAt)} ({formatEuro(BigInt(previousCents))}):{" "}
      <strong>
        {difference > 0n ? "+" : ""}
        {formatEuro(difference)}
      </strong>
      ;{" "}
      {counts
        .filter(([count]) => count > 0)
        .map(([count, what]) => `${what}: ${count}`)
        .join(", ")}
      .
    </p>
  );
}
