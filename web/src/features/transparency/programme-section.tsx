import { suppressCells } from "#core/open-data/suppress-cells.ts";
import { formatEuro } from "#core/shared/money.ts";

import type { Town } from "../../shared/api/types.ts";
import { ExplorerLink, shortHex } from "../../shared/chain/transaction-link.tsx";
import { FlowPicture } from "../../shared/flow/flow-picture.tsx";
import { voucherStages } from "../../shared/flow/voucher-stages.ts";
import { CellTable } from "./cell-table.tsx";
import { FigureTable } from "./figure-table.tsx";
import type { VerifiedProgramme } from "./verify.ts";

type ProgrammeSectionProps = {
  readonly town: Town;
  readonly programme: VerifiedProgramme;
};

/** One programme's public account. Every figure here was added up from the chain, none is the service's. */
export function ProgrammeSection({ town, programme }: ProgrammeSectionProps) {
  const { chain, stated, differences } = programme;
  const weeks = suppressCells(programme.weeks);
  const categories = suppressCells(programme.categories);
  const headingId = `programme-${chain.symbol}`;
  return (
    <section className="transparency-programme" aria-labelledby={headingId}>
      <h2 id={headingId}>{chain.name}</h2>
      <p>
        {stated === undefined ? "" : `${stated.act}. `}
        {differences.length === 0 ? "✓ Verificato sulla catena. " : "✗ Non coincide. "}
        <ExplorerLink town={town} kind="address" id={chain.voucher}>
          Buoni {chain.symbol}, contratto {shortHex(chain.voucher)}
        </ExplorerLink>
      </p>
      <FlowPicture
        stages={voucherStages({ fund: chain.fund, ...chain.tally })}
        label="Dove sono i soldi: le stesse cifre della tabella che segue"
      />
      <FigureTable town={town} programme={programme} />
      <p>
        {chain.tally.payments.toLocaleString("it")} movimenti di spesa presso{" "}
        {chain.tally.merchants.toLocaleString("it")} esercenti, per{" "}
        <strong>{formatEuro(chain.tally.spent)}</strong>.
      </p>
      <div className="transparency-pair">
        <CellTable caption="Speso per settimana" heading="Settimana dal" cells={weeks} />
        <CellTable caption="Speso per categoria" heading="Categoria" cells={categories} />
      </div>
    </section>
  );
}
