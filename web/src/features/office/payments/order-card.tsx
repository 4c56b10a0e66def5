import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { formatEuro } from "#core/shared/money.ts";

import { readOrderFile, useWithdrawTransferOrder } from "../../../shared/api/transfer-orders.ts";
import type { TransferOrder } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { saveFile } from "../cards/save-file.ts";
import { formatDay } from "../programmes/rome-day.ts";
import { OfficerName } from "../session/officer-name.tsx";
import { OfficeTable } from "../tables/office-table.tsx";

const COLUMNS = [
  { name: "Esercente" },
  { name: "Riferimento" },
  { name: "Importo", isNumber: true },
  { name: "Esito" },
] as const;

type OrderCardProps = { readonly order: TransferOrder; readonly mayChange: boolean };

/** One order: its files, its lines with what the bank said, and the way back while it has said nothing. */
export function OrderCard({ order, mayChange }: OrderCardProps) {
  const { number, executeOn, totalCents, lines, createdBy, withdrawnAt } = order;
  const isSilent = lines.every(({ outcome }) => outcome === undefined);
  return (
    <article className="office-card" aria-label={`Distinta ${number}`}>
      <h3 className="h5">
        Distinta {number}: {formatEuro(BigInt(totalCents))}, {lines.length}{" "}
        {lines.length === 1 ? "bonifico" : "bonifici"}
      </h3>
      <p>
        Addebito il {formatDay(`${executeOn}T12:00:00Z`)}. Preparata da{" "}
        <OfficerName address={createdBy} />.
        {withdrawnAt === undefined ? "" : ` Annullata il ${formatDay(withdrawnAt)}.`}
      </p>
      {mayChange && withdrawnAt === undefined ? <Files order={order} /> : null}
      <OfficeTable label={`Bonifici della distinta ${number}`} columns={COLUMNS}>
        {lines.map((line) => (
          <tr key={line.endToEnd}>
            <th scope="row">
              {line.merchant}
              <small className="d-block fw-normal">
                n. {line.statementNumber} · {line.programme}
              </small>
            </th>
            <td>
              <code>{line.endToEnd}</code>
            </td>
            <td className="office-number">{formatEuro(BigInt(line.amountCents))}</td>
            <td>{outcomeText(line)}</td>
          </tr>
        ))}
      </OfficeTable>
      {mayChange && isSilent ? <Withdrawal order={order} /> : null}
    </article>
  );
}

function outcomeText({ outcome, paidOn, reason }: TransferOrder["lines"][number]): string {
  if (outcome === undefined) return "In attesa della banca";
  if (outcome === "withdrawn") return "Annullato";
  if (outcome === "paid") return `Pagato il ${formatDay(`${paidOn ?? ""}T12:00:00Z`)}`;
  return `Respinto${reason === undefined ? "" : `: ${reason}`}. Si può ordinare di nuovo.`;
}

const FILES = [
  { kind: "liquidazione.pdf", name: "Elenco di liquidazione (PDF)" },
  { kind: "liquidazione.xlsx", name: "Elenco di liquidazione (XLSX)" },
  { kind: "pain-001.xml", name: "File SEPA (pain.001)" },
  { kind: "cbi.xml", name: "File CBI" },
] as const;

function Files({ order: { id, number, hasCbi } }: { readonly order: TransferOrder }) {
  const file = useMutation({
    mutationFn: async (kind: string) =>
      saveFile(await readOrderFile(id, kind), `distinta-${number}-${kind}`),
  });
  return (
    <>
      <div className="office-choices-row">
        {FILES.filter(({ kind }) => hasCbi || kind !== "cbi.xml").map(({ kind, name }) => (
          <button
            key={kind}
            type="button"
            className="btn btn-outline-primary btn-sm"
            aria-label={`${name} della distinta ${number}`}
            disabled={file.isPending}
            onClick={() => file.mutate(kind)}
          >
            {name}
          </button>
        ))}
      </div>
      <ProblemAlert error={file.error} />
    </>
  );
}

function Withdrawal({ order: { id, number } }: { readonly order: TransferOrder }) {
  const withdraw = useWithdrawTransferOrder();
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking)
    return (
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        aria-label={`Annulla la distinta ${number}`}
        onClick={() => setIsAsking(true)}
      >
        Annulla la distinta
      </button>
    );
  return (
    <div role="group" aria-label={`Annullamento della distinta ${number}`}>
      <p>
        <strong>Solo se il file non è mai stato dato alla banca</strong>, o se la banca l'ha
        rifiutato tutto: altrimenti gli esercenti verrebbero pagati due volte.
      </p>
      <div className="office-choices-row">
        <button
          type="button"
          className="btn btn-primary btn-sm"
          disabled={withdraw.isPending}
          onClick={() => withdraw.mutate(id)}
        >
          Non è stata data alla banca: annulla
        </button>
        <button
          type="button"
          className="btn btn-outline-primary btn-sm"
          onClick={() => setIsAsking(false)}
        >
          Lascia com'è
        </button>
      </div>
      <ProblemAlert error={withdraw.error} />
    </div>
  );
}
