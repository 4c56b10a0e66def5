import { type FormEvent, useId, useState } from "react";

import { useOwed } from "../../../shared/api/list-owed.ts";
import { useMakeGood } from "../../../shared/api/make-good.ts";
import type { Owed } from "../../../shared/api/types.ts";
import { formatValue } from "../../../shared/ui/format-value.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { formatDay, formatMoment } from "../programmes/rome-day.ts";
import { useHasRole } from "../session/officer-context.ts";
import { OfficeTable } from "../tables/office-table.tsx";

const COLUMNS = [
  { name: "A chi" },
  { name: "Quando e perché" },
  { name: "Importo", isNumber: true },
  { name: "Atto" },
] as const;

const REASONS: Readonly<Record<string, string>> = {
  deadline_passed: "il termine per registrarlo è passato",
  nonce_used: "il suo numero d'ordine è già usato",
  nonce_too_old: "il suo numero d'ordine è superato",
};

/** What the chain will never pay, and the office has to: shown only where there is any. */
export function OwedSection() {
  const owed = useOwed();
  if (owed.data === undefined || owed.data.length === 0) return <ProblemAlert error={owed.error} />;
  return (
    <section aria-labelledby="owed">
      <h2 id="owed">Importi da pagare a mano</h2>
      <p>
        Il negozio ha consegnato la merce, ma la blockchain non registrerà più questi movimenti: non
        sono in nessun rendiconto. Il Comune li paga con un proprio atto e lo annota qui.
      </p>
      <OfficeTable label="Importi da pagare a mano" columns={COLUMNS}>
        {owed.data.map((item) => (
          <OwedRow key={item.id} item={item} />
        ))}
      </OfficeTable>
    </section>
  );
}

const KINDS = { payment: "pagamento", reversal: "storno", gift: "valore dato" } as const;

/** The shop, or the association, that the town owes it to; none where that is a card. */
function shopOwed({ kind, merchant, payer }: Owed): string | undefined {
  return kind === "reversal" ? payer : merchant?.businessName;
}

function OwedRow({ item }: { readonly item: Owed }) {
  const { kind, programme, acceptedAt, reason, unit, amountCents } = item;
  return (
    <tr>
      <th scope="row">
        {shopOwed(item) ?? `Tessera ${item.cardNumber}`}
        <small className="d-block fw-normal">
          {KINDS[kind]} · {programme}
        </small>
      </th>
      <td>
        {formatMoment(acceptedAt)}
        <small className="d-block">{REASONS[reason] ?? reason}</small>
      </td>
      <td className="office-number">{formatValue(unit, BigInt(amountCents))}</td>
      <td>
        <MadeGood item={item} />
      </td>
    </tr>
  );
}

function MadeGood({ item }: { readonly item: Owed }) {
  const isTreasurer = useHasRole("treasury");
  if (item.madeGood !== undefined)
    return (
      <>
        {item.madeGood.act}
        <small className="d-block">{formatDay(item.madeGood.at)}</small>
      </>
    );
  return isTreasurer ? <ActForm item={item} /> : <>—</>;
}

function ActForm({ item }: { readonly item: Owed }) {
  const { id, cardNumber } = item;
  const making = useMakeGood();
  const [act, setAct] = useState("");
  const fieldId = useId();
  const whom = shopOwed(item) ?? `la tessera ${cardNumber}`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate({ transferId: id, act: act.trim() });
  };
  return (
    <form onSubmit={submit} className="office-field">
      <label htmlFor={fieldId}>Atto con cui si paga {whom}</label>
      <input
        id={fieldId}
        type="text"
        className="form-control"
        placeholder="Determina n. …"
        value={act}
        maxLength={200}
        onChange={({ target }) => setAct(target.value)}
      />
      <button
        type="submit"
        className="btn btn-primary btn-sm"
        disabled={act.trim().length < 3 || making.isPending}
      >
        Annota il pagamento
      </button>
      <ProblemAlert error={making.error} />
    </form>
  );
}
