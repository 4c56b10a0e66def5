import { csvText } from "#core/shared/csv-text.ts";
import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import type { Issuance } from "../../../shared/api/types.ts";
import { TransactionLink } from "../../../shared/chain/transaction-link.tsx";
import { saveFile } from "../cards/save-file.ts";
import { useOfficer } from "../session/officer-context.ts";

/** What came of an issuance, part by part, each with its transaction. */
export function IssuanceReport({ issuance: { chunks } }: { readonly issuance: Issuance }) {
  const { town } = useOfficer();
  const issued = chunks.filter(({ state }) => state === "issued");
  const total = issued.reduce((sum, { totalCents }) => sum + BigInt(totalCents), 0n);
  return (
    <>
      <p>
        <strong>Completata:</strong> {formatEuro(total)} accreditati
        {issued.length < chunks.length ? `, ${chunks.length - issued.length} parti annullate` : ""}.
      </p>
      <details>
        <summary>Rapporto per parti</summary>
        <table className="table table-sm">
          <thead>
            <tr>
              <th scope="col">Parte</th>
              <th scope="col" className="office-number">
                Conti
              </th>
              <th scope="col" className="office-number">
                Importo
              </th>
              <th scope="col">Esito</th>
            </tr>
          </thead>
          <tbody>
            {chunks.map(({ ref, position, accounts, totalCents, state, transactionHash }) => (
              <tr key={ref}>
                <th scope="row">{position + 1}</th>
                <td className="office-number">{accounts}</td>
                <td className="office-number">{formatEuro(BigInt(totalCents))}</td>
                <td>
                  {state === "issued" ? "Accreditata" : "Annullata"}{" "}
                  {transactionHash === undefined ? null : (
                    <TransactionLink town={town} hash={transactionHash} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <button
          type="button"
          className="btn btn-outline-primary btn-sm"
          onClick={() => saveFile(reportAsCsv(chunks), "rapporto-ricarica.csv")}
        >
          Scarica il rapporto
        </button>
      </details>
    </>
  );
}

function reportAsCsv(chunks: Issuance["chunks"]): Blob {
  const rows = chunks.map(({ position, accounts, totalCents, state, transactionHash }) => [
    String(position + 1),
    String(accounts),
    formatEuroDigits(BigInt(totalCents)),
    state === "issued" ? "accreditata" : "annullata",
    transactionHash ?? "",
  ]);
  const header = ["parte", "conti", "importo", "esito", "transazione"];
  return new Blob([csvText([header, ...rows])], { type: "text/csv" });
}
