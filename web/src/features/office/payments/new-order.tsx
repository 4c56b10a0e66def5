import { type FormEvent, useState } from "react";

import { civilDay } from "#core/shared/civil-day.ts";
import { formatEuro } from "#core/shared/money.ts";

import { useStatements } from "../../../shared/api/list-statements.ts";
import { ProblemError } from "../../../shared/api/request.ts";
import { useCreateTransferOrder, usePayer } from "../../../shared/api/transfer-orders.ts";
import type { Statement } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { OfficeTable } from "../tables/office-table.tsx";

const COLUMNS = [
  { name: "Paga" },
  { name: "Rendiconto" },
  { name: "Importo", isNumber: true },
  { name: "Giorni", isNumber: true },
] as const;

/** Puts approved statements into one order for the bank. All are chosen until somebody leaves one out. */
export function NewOrder() {
  const statements = useStatements();
  const payer = usePayer();
  const create = useCreateTransferOrder();
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [executeOn, setExecuteOn] = useState(() => civilDay(new Date()));
  if (statements.data === undefined) return <ProblemAlert error={statements.error} />;
  const possible = statements.data.filter(
    ({ state, orderedAt, dueCents }) =>
      state === "approved" && orderedAt === undefined && dueCents !== "0",
  );
  if (possible.length === 0)
    return <p>Nessun rendiconto approvato aspetta il pagamento. Si approvano in «Rendiconti».</p>;
  const chosen = possible.filter(({ id }) => !leftOut.has(id));
  const total = chosen.reduce((sum, { dueCents }) => sum + BigInt(dueCents), 0n);
  const toggle = (id: string) => {
    const next = new Set(leftOut);
    if (!next.delete(id)) next.add(id);
    setLeftOut(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ statementIds: chosen.map(({ id }) => id), executeOn });
  };
  return (
    <form aria-label="Nuova distinta" onSubmit={submit}>
      <OfficeTable label="Rendiconti approvati da pagare" columns={COLUMNS}>
        {possible.map((statement) => (
          <Choice
            key={statement.id}
            statement={statement}
            isChosen={!leftOut.has(statement.id)}
            toggle={() => toggle(statement.id)}
          />
        ))}
      </OfficeTable>
      <div className="office-field">
        <label htmlFor="order-day">Giorno dell'addebito</label>
        <input
          id="order-day"
          type="date"
          required
          className="form-control"
          value={executeOn}
          onChange={({ target }) => setExecuteOn(target.value)}
        />
      </div>
      <button
        type="submit"
        className="btn btn-primary"
        disabled={chosen.length === 0 || payer.data?.payer === undefined || create.isPending}
      >
        Prepara la distinta: {chosen.length} bonifici, {formatEuro(total)}
      </button>
      <ProblemAlert error={create.error} />
      <Faults error={create.error} />
    </form>
  );
}

type ChoiceProps = {
  readonly statement: Statement;
  readonly isChosen: boolean;
  readonly toggle: () => void;
};

function Choice({ statement, isChosen, toggle }: ChoiceProps) {
  const { id, merchant, number, programme, dueCents, days } = statement;
  return (
    <tr>
      <td>
        <div className="form-check">
          <input
            id={`pay-${id}`}
            type="checkbox"
            aria-label={`Paga ${merchant.businessName}, rendiconto ${number}`}
            checked={isChosen}
            onChange={toggle}
          />
          <label htmlFor={`pay-${id}`} aria-hidden="true">
            Paga
          </label>
        </div>
      </td>
      <th scope="row">
        {merchant.businessName}
        <small className="d-block fw-normal">
          n. {number} · {programme}
        </small>
      </th>
      <td className="office-number">{formatEuro(BigInt(dueCents))}</td>
      <td className="office-number">{days}</td>
    </tr>
  );
}

const FAULTS: Readonly<Record<string, string>> = {
  amount_out_of_range: "importo che la banca non accetta",
  not_a_sepa_iban: "IBAN non valido o fuori dall'area SEPA",
  unwritable_name: "nome che la banca non sa scrivere: va corretto in caratteri latini",
  wrong_reference: "riferimento non ammesso",
  repeated_reference: "riferimento ripetuto",
};

/** Which shop is why the order was refused. */
function Faults({ error }: { readonly error: Error | null }) {
  if (!(error instanceof ProblemError) || !Array.isArray(error.problem["faults"])) return null;
  const faults = error.problem["faults"] as { merchant: string; fault: string }[];
  return (
    <ul>
      {faults.map(({ merchant, fault }) => (
        <li key={`${merchant}${fault}`}>
          {merchant === "" ? "Conto da addebitare" : merchant}: {FAULTS[fault] ?? fault}
        </li>
      ))}
    </ul>
  );
}
