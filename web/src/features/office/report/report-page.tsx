import { Link, useParams } from "react-router";

import { formatEuro } from "#core/shared/money.ts";

import {
  type ReportKind,
  reportFilePath,
  useProgrammeReport,
} from "../../../shared/api/programme-report.ts";
import { useProgramme } from "../../../shared/api/read-programme.ts";
import type { Programme, ProgrammeReport } from "../../../shared/api/types.ts";
import { FlowPicture } from "../../../shared/flow/flow-picture.tsx";
import { FlowTable } from "../../../shared/flow/flow-table.tsx";
import { voucherStages } from "../../../shared/flow/voucher-stages.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { BooksLine } from "../programmes/books-line.tsx";
import { formatLastDay } from "../programmes/rome-day.ts";
import { OfficeTable, numberColumn } from "../tables/office-table.tsx";

/** How a programme goes: where its money is, over time, by category and by shop; and its final report. */
export function ReportPage() {
  const { programmeId = "" } = useParams();
  const programme = useProgramme(programmeId);
  const report = useProgrammeReport(programmeId);
  if (programme.data === undefined || report.data === undefined) {
    const error = programme.error ?? report.error;
    return error === null ? <p role="status">Caricamento…</p> : <ProblemAlert error={error} />;
  }
  return (
    <>
      <h1>Andamento di {programme.data.name}</h1>
      <p>
        <Link to={`/comune/programmi/${programmeId}`}>Torna al programma</Link>
      </p>
      <Flow programme={programme.data} />
      <BooksLine programmeId={programmeId} />
      <Months months={report.data.months} />
      <Categories categories={report.data.categories} />
      <Merchants merchants={report.data.merchants} />
      <Downloads programmeId={programmeId} />
    </>
  );
}

function Flow({ programme }: { readonly programme: Programme }) {
  const { totals, fundCents, spendableUntil } = programme;
  const stages = voucherStages({
    fund: BigInt(fundCents),
    issued: BigInt(totals.issuedCents),
    held: BigInt(totals.heldCents),
    atMerchants: BigInt(totals.atMerchantsCents),
    redeemed: BigInt(totals.redeemedCents),
    reclaimed: BigInt(totals.reclaimedCents),
  });
  const held = BigInt(totals.heldCents);
  return (
    <section className="office-step" aria-labelledby="flow">
      <h2 id="flow" className="h4">
        Dove sono i fondi
      </h2>
      {held > 0n ? (
        <p>
          Sulle tessere restano {formatEuro(held)}: scadono il {formatLastDay(spendableUntil)}.
        </p>
      ) : null}
      <FlowPicture stages={stages} label="Dove sono i fondi: la tabella qui sotto dice lo stesso" />
      <FlowTable caption="Dove sono i fondi, in cifre" stages={stages} />
    </section>
  );
}

const euro = (cents: string) => <td className="office-number">{formatEuro(BigInt(cents))}</td>;

const MONTH_COLUMNS = [
  { name: "Mese" },
  ...["Emesso", "Speso", "Stornato", "Liquidato", "Rientrato"].map(numberColumn),
];

function Months({ months }: Pick<ProgrammeReport, "months">) {
  if (months.length === 0)
    return <p>Ancora nulla sulla blockchain: si comincia con la prima ricarica.</p>;
  return (
    <section className="office-step" aria-labelledby="months">
      <h2 id="months" className="h4">
        Mese per mese
      </h2>
      <OfficeTable label="Tabella dei mesi" columns={MONTH_COLUMNS}>
        {months.map(({ month, ...sums }) => (
          <tr key={month}>
            <th scope="row">{month}</th>
            {euro(sums.issuedCents)}
            {euro(sums.spentCents)}
            {euro(sums.reversedCents)}
            {euro(sums.redeemedCents)}
            {euro(sums.reclaimedCents)}
          </tr>
        ))}
      </OfficeTable>
    </section>
  );
}

const CATEGORY_COLUMNS = [
  { name: "Categoria" },
  ...["Vendite", "Speso", "Stornato"].map(numberColumn),
];

function Categories({ categories }: Pick<ProgrammeReport, "categories">) {
  if (categories.length === 0) return null;
  return (
    <section className="office-step" aria-labelledby="categories">
      <h2 id="categories" className="h4">
        Per categoria
      </h2>
      <OfficeTable label="Tabella delle categorie" columns={CATEGORY_COLUMNS}>
        {categories.map(({ category, payments, spentCents, reversedCents }) => (
          <tr key={category}>
            <th scope="row">{category}</th>
            <td className="office-number">{payments}</td>
            {euro(spentCents)}
            {euro(reversedCents)}
          </tr>
        ))}
      </OfficeTable>
    </section>
  );
}

const MERCHANT_COLUMNS = [
  { name: "Esercente" },
  ...["Vendite", "Speso", "Stornato", "Liquidato", "Pagato", "Da liquidare"].map(numberColumn),
];

function Merchants({ merchants }: Pick<ProgrammeReport, "merchants">) {
  if (merchants.length === 0) return null;
  return (
    <section className="office-step" aria-labelledby="merchants">
      <h2 id="merchants" className="h4">
        Per esercente
      </h2>
      <OfficeTable label="Tabella degli esercenti" columns={MERCHANT_COLUMNS}>
        {merchants.map(({ id, businessName, payments, ...sums }) => (
          <tr key={id}>
            <th scope="row">
              <Link to={`/comune/esercenti/${id}`}>{businessName}</Link>
            </th>
            <td className="office-number">{payments}</td>
            {euro(sums.spentCents)}
            {euro(sums.reversedCents)}
            {euro(sums.redeemedCents)}
            {euro(sums.paidCents)}
            {euro(sums.leftCents)}
          </tr>
        ))}
      </OfficeTable>
    </section>
  );
}

const FILES = [
  ["relazione.pdf", "PDF/A, per l'atto e per la conservazione"],
  ["relazione.xlsx", "XLSX, per il foglio di calcolo"],
  ["relazione.csv", "CSV, per ogni altro programma"],
] as const satisfies readonly (readonly [ReportKind, string])[];

function Downloads({ programmeId }: { readonly programmeId: string }) {
  return (
    <section className="office-step" aria-labelledby="report">
      <h2 id="report" className="h4">
        Relazione finale
      </h2>
      <p>Gli stessi dati in tre formati, con la quadratura e il confronto con la blockchain.</p>
      <ul>
        {FILES.map(([kind, what]) => (
          <li key={kind}>
            <a href={reportFilePath(programmeId, kind)} download={kind}>
              {what}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
