import { formatEuro } from "#core/shared/money.ts";

import type { PublicProgramme, Town } from "../../shared/api/types.ts";
import { ExplorerLink } from "../../shared/chain/transaction-link.tsx";
import { partText } from "../../shared/flow/flow-table.tsx";
import type { ProgrammeTotals, VerifiedProgramme } from "./verify.ts";

type Figure = {
  readonly label: string;
  readonly meaning: string;
  /** How anyone computes it from the voucher's events. */
  readonly computed: string;
  readonly onChain: (fund: bigint, tally: ProgrammeTotals["tally"]) => bigint;
  readonly stated: (programme: PublicProgramme) => bigint;
};

const FIGURES: readonly Figure[] = [
  {
    label: "Fondo stanziato",
    meaning: "quanto il Comune ha destinato",
    computed: "È il limite scritto nell'evento ProgrammeOpened che ha aperto il programma.",
    onChain: (fund) => fund,
    stated: (one) => BigInt(one.fundCents),
  },
  {
    label: "Emesso",
    meaning: "caricato sulle tessere",
    computed: "Somma degli eventi Transfer dall'indirizzo zero ai conti delle tessere.",
    onChain: (_, tally) => tally.issued,
    stated: (one) => BigInt(one.issuedCents),
  },
  {
    label: "In mano alle famiglie",
    meaning: "non ancora speso",
    computed: "Somma dei saldi dei conti che hanno ricevuto emissioni, dopo l'ultimo evento.",
    onChain: (_, tally) => tally.held,
    stated: (one) => BigInt(one.heldCents),
  },
  {
    label: "Speso",
    meaning: "pagato nei negozi, al netto degli storni",
    computed:
      "Somma dei Transfer da una tessera a un negozio, meno quelli da un negozio a una tessera.",
    onChain: (_, tally) => tally.spent - tally.reversed,
    stated: (one) => BigInt(one.spentCents) - BigInt(one.reversedCents),
  },
  {
    label: "Rimborsato agli esercenti",
    meaning: "liquidato in euro",
    computed:
      "Somma dei Transfer da un negozio all'indirizzo zero: i buoni rimborsati si distruggono.",
    onChain: (_, tally) => tally.redeemed,
    stated: (one) => BigInt(one.redeemedCents),
  },
  {
    label: "Da rimborsare",
    meaning: "incassato dagli esercenti e non ancora liquidato",
    computed: "Somma dei saldi dei negozi, dopo l'ultimo evento.",
    onChain: (_, tally) => tally.atMerchants,
    stated: (one) => BigInt(one.atMerchantsCents),
  },
  {
    label: "Scaduto e rientrato",
    meaning: "tornato nel fondo",
    computed: "Somma dei Transfer da una tessera all'indirizzo zero, dopo la scadenza.",
    onChain: (_, tally) => tally.reclaimed,
    stated: (one) => BigInt(one.reclaimedCents),
  },
];

type FigureTableProps = { readonly town: Town; readonly programme: VerifiedProgramme };

/**
 * A programme's figures: what this browser added up, what the municipality states, and how each is computed. A difference
 * is said in words and in red.
 */
export function FigureTable({ town, programme }: FigureTableProps) {
  const { chain, stated } = programme;
  return (
    <div className="table-responsive" tabIndex={0} role="region" aria-label="Dove sono i soldi">
      <table className="table transparency-flow">
        <thead>
          <tr>
            <th scope="col">Voce</th>
            <th scope="col" className="transparency-number">
              Sulla catena
            </th>
            <th scope="col" className="transparency-number transparency-share">
              Del fondo
            </th>
            <th scope="col" className="transparency-number">
              Dichiarato dal Comune
            </th>
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((figure) => {
            const onChain = figure.onChain(chain.fund, chain.tally);
            const its = stated === undefined ? undefined : figure.stated(stated);
            return (
              <tr key={figure.label}>
                <th scope="row">
                  {figure.label} <small>{figure.meaning}</small>
                  <details>
                    <summary>Come si calcola</summary>
                    <p>
                      {figure.computed}{" "}
                      <ExplorerLink town={town} kind="address" id={chain.voucher}>
                        Gli eventi del contratto
                      </ExplorerLink>
                    </p>
                  </details>
                </th>
                <td className="transparency-number">{formatEuro(onChain)}</td>
                <td className="transparency-number transparency-share">
                  {partText(onChain, chain.fund)}
                </td>
                <Stated onChain={onChain} stated={its} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

type StatedProps = { readonly onChain: bigint; readonly stated: bigint | undefined };

function Stated({ onChain, stated }: StatedProps) {
  if (stated === undefined)
    return <td className="transparency-number transparency-differs">non dichiarato</td>;
  if (stated === onChain) return <td className="transparency-number">{formatEuro(stated)}</td>;
  const sign = stated > onChain ? "+" : "−";
  const difference = stated > onChain ? stated - onChain : onChain - stated;
  return (
    <td className="transparency-number transparency-differs">
      {formatEuro(stated)}
      <br />
      {sign}
      {formatEuro(difference)} rispetto alla catena
    </td>
  );
}
