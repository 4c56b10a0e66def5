import { formatEuro } from "#core/shared/money.ts";

import { useReconciliation } from "../../../shared/api/read-reconciliation.ts";
import type { Reconciliation } from "../../../shared/api/types.ts";
import { shortHex } from "../../../shared/chain/transaction-link.tsx";

type Difference = Reconciliation["differences"][number];

const FIGURES: Readonly<Record<Difference["figure"], string>> = {
  issued: "il totale emesso",
  redeemed: "il totale liquidato",
  reclaimed: "il totale rientrato nel fondo",
  balance: "il saldo del conto",
  promised: "l'importo riservato del conto",
};

const VERDICTS: Readonly<Record<Difference["odd"], string>> = {
  journal: "il libro giornale contraddice gli altri due",
  accounts: "i conti del servizio contraddicono gli altri due",
  chain: "la blockchain contraddice gli altri due",
  unclear: "non è chiaro quale sia giusto",
};

const time = new Intl.DateTimeFormat("it-IT", { timeStyle: "medium", timeZone: "Europe/Rome" });

/** Whether the programme's books agree with each other and with the chain, as last compared. */
export function BooksLine({ programmeId }: { readonly programmeId: string }) {
  const { data } = useReconciliation(programmeId);
  if (data === undefined) return null;
  const { differences, checkedAt, block } = data;
  const when = `alle ${time.format(new Date(checkedAt))}, al blocco ${block}`;
  if (differences.length === 0)
    return (
      <p className="office-books">
        I conti tornano: libro giornale, conti del servizio e blockchain dicono lo stesso ({when}).
      </p>
    );
  return (
    <div className="alert alert-danger" role="alert">
      <p>
        <strong>I conti non tornano</strong> ({when}). Avvisare subito chi gestisce il servizio.
      </p>
      <ul className="mb-0">
        {differences.map((difference) => (
          <li key={`${difference.figure}:${difference.holder}`}>{sentenceOf(difference)}</li>
        ))}
      </ul>
    </div>
  );
}

function sentenceOf({ figure, holder, journal, accounts, chain, odd }: Difference): string {
  const subject = holder === null ? FIGURES[figure] : `${FIGURES[figure]} ${shortHex(holder)}`;
  const said = [
    `libro giornale ${formatEuro(BigInt(journal))}`,
    `servizio ${formatEuro(BigInt(accounts))}`,
    ...(chain === null ? [] : [`blockchain ${formatEuro(BigInt(chain))}`]),
  ];
  return `Per ${subject}: ${said.join(", ")}; ${VERDICTS[odd]}.`;
}
