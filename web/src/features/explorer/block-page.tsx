import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";

import type { Town } from "../../shared/api/types.ts";
import { shortHex } from "../../shared/chain/transaction-link.tsx";
import { createChainReader } from "../../shared/chain/town-chain.ts";
import { AddressLink } from "./address-link.tsx";
import { decodeCall } from "./decode-transaction.ts";
import { Facts } from "./facts.tsx";
import type { KnownContracts } from "./known-contracts.ts";
import { NotFound } from "./not-found.tsx";

type PageProps = { readonly town: Town; readonly known: KnownContracts };

const MOMENT = new Intl.DateTimeFormat("it", {
  timeZone: "Europe/Rome",
  dateStyle: "long",
  timeStyle: "medium",
});

function readBlock(town: Town, number: string) {
  return createChainReader(town).getBlock({
    blockNumber: BigInt(number),
    includeTransactions: true,
  });
}

type Block = Awaited<ReturnType<typeof readBlock>>;

/** `/catena/blocco/N`: the block and its transactions. */
export function BlockPage({ town, known }: PageProps) {
  const { number = "" } = useParams();
  const isNumber = /^\d{1,15}$/.test(number);
  const block = useQuery({
    queryKey: ["explorer-block", number],
    queryFn: () => readBlock(town, number),
    enabled: isNumber,
    retry: 1,
  });
  if (!isNumber) return <NotFound what="Questo non è il numero di un blocco." />;
  if (block.error !== null)
    return <NotFound what="La catena non ha ancora questo blocco." error={block.error} />;
  if (block.data === undefined) return <p role="status">Lettura del blocco…</p>;
  return (
    <>
      <h1>Blocco {block.data.number.toLocaleString("it")}</h1>
      <BlockFacts block={block.data} />
      <Transactions block={block.data} known={known} />
    </>
  );
}

function BlockFacts({ block }: { readonly block: Block }) {
  const { hash, parentHash, number, timestamp, gasUsed, gasLimit } = block;
  return (
    <Facts
      facts={[
        ["Codice", <span className="explorer-hex">{hash}</span>],
        ["Quando", MOMENT.format(new Date(Number(timestamp) * 1000))],
        [
          "Blocco precedente",
          number === 0n ? (
            "—"
          ) : (
            <Link to={`/catena/blocco/${number - 1n}`}>{shortHex(parentHash)}</Link>
          ),
        ],
        ["Gas", `${gasUsed.toLocaleString("it")} di ${gasLimit.toLocaleString("it")}`],
      ]}
    />
  );
}

function Transactions({ block, known }: { readonly block: Block; readonly known: KnownContracts }) {
  const { transactions } = block;
  if (transactions.length === 0) return <p>Nessuna transazione in questo blocco.</p>;
  return (
    <div className="table-responsive" tabIndex={0} role="region" aria-label="Transazioni">
      <table className="table">
        <caption>Transazioni del blocco</caption>
        <thead>
          <tr>
            <th scope="col">Transazione</th>
            <th scope="col">Richiesta</th>
            <th scope="col">Da</th>
            <th scope="col">Verso</th>
          </tr>
        </thead>
        <tbody>
          {transactions.map(({ hash, from, to, input }) => (
            <tr key={hash}>
              <th scope="row">
                <Link to={`/catena/tx/${hash}`}>{shortHex(hash)}</Link>
              </th>
              <td>
                <code>{decodeCall(known, { to, data: input })?.name ?? "—"}</code>
              </td>
              <td>
                <AddressLink address={from} known={known} />
              </td>
              <td>
                {to === null ? "nuovo contratto" : <AddressLink address={to} known={known} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
