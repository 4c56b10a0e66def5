import { formatEuro } from "#core/shared/money.ts";

import type { Town } from "../../shared/api/types.ts";
import { ExplorerLink, TransactionLink } from "../../shared/chain/transaction-link.tsx";
import type { FoundShare } from "./find-on-chain.ts";

type ShareListProps = { readonly town: Town; readonly found: readonly FoundShare[] };

/** What the chain says of each share of the payment: settled where and when, or not. */
export function ShareList({ town, found }: ShareListProps) {
  const isSettled = found.every(({ settled }) => settled !== undefined);
  return (
    <>
      <p className={`alert ${isSettled ? "alert-success" : "alert-warning"}`} role="status">
        {isSettled ? (
          <>
            <strong>✓ Registrata sulla blockchain.</strong> I buoni sono passati al negozio.
          </>
        ) : (
          <>
            <strong>Non ancora registrata sulla blockchain.</strong> Di solito bastano pochi minuti;
            se il pagamento è stato annullato in cassa, non lo sarà mai.
          </>
        )}
      </p>
      <ul className="receipt-check-list" aria-label="Movimenti della ricevuta">
        {found.map(({ share, programme, settled }) => (
          <li key={`${share.token}${share.from}${share.nonce}`}>
            <strong>{formatEuro(share.amount)}</strong>{" "}
            {programme ?? "di un programma che questo Comune non ha aperto"}
            <br />
            {settled === undefined ? (
              "non ancora registrato"
            ) : (
              <>
                blocco{" "}
                <ExplorerLink town={town} kind="block" id={String(settled.block)}>
                  {settled.block.toLocaleString("it")}
                </ExplorerLink>
                , <TransactionLink town={town} hash={settled.transactionHash} />
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
