import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { Hash } from "viem";

import type { Town } from "../../shared/api/types.ts";
import { type ChainReader, createChainReader } from "../../shared/chain/town-chain.ts";
import { AddressLink } from "./address-link.tsx";
import { type Decoded, decodeCall, decodeLog } from "./decode-transaction.ts";
import { DecodedList } from "./decoded-list.tsx";
import { Facts } from "./facts.tsx";
import type { KnownContracts } from "./known-contracts.ts";
import { NotFound } from "./not-found.tsx";

async function readTransaction(client: ChainReader, hash: Hash) {
  const transaction = await client.getTransaction({ hash });
  const { blockHash } = transaction;
  if (blockHash === null) return { transaction, receipt: undefined, block: undefined };
  const [receipt, block] = await Promise.all([
    client.getTransactionReceipt({ hash }),
    client.getBlock({ blockHash }),
  ]);
  return { transaction, receipt, block };
}

type Found = Awaited<ReturnType<typeof readTransaction>>;
type PageProps = { readonly town: Town; readonly known: KnownContracts };

/** `/catena/tx/HASH`: what was asked of which contract, and what it announced. */
export function TransactionPage({ town, known }: PageProps) {
  const { hash = "" } = useParams();
  const isHash = /^0x[0-9a-f]{64}$/i.test(hash);
  const found = useQuery({
    queryKey: ["explorer-transaction", hash],
    queryFn: () => readTransaction(createChainReader(town), hash as Hash),
    enabled: isHash,
    retry: 1,
  });
  if (!isHash) return <NotFound what="Questo non è il codice di una transazione." />;
  if (found.error !== null) return <NotFound what="Transazione non trovata." error={found.error} />;
  if (found.data === undefined) return <p role="status">Lettura della transazione…</p>;
  return (
    <>
      <h1>Transazione</h1>
      <p className="explorer-hex">{hash}</p>
      <TransactionFacts found={found.data} known={known} />
      <CallSection found={found.data} known={known} />
      <EventsSection found={found.data} known={known} />
    </>
  );
}

type FoundProps = { readonly found: Found; readonly known: KnownContracts };

const MOMENT = new Intl.DateTimeFormat("it", {
  timeZone: "Europe/Rome",
  dateStyle: "long",
  timeStyle: "medium",
});

function TransactionFacts({ found: { transaction, receipt, block }, known }: FoundProps) {
  const { from, to, nonce } = transaction;
  return (
    <Facts
      facts={[
        ["Esito", outcomeText(receipt?.status)],
        [
          "Blocco",
          block === undefined ? (
            "in attesa"
          ) : (
            <Link to={`/catena/blocco/${block.number}`}>{block.number.toLocaleString("it")}</Link>
          ),
        ],
        [
          "Quando",
          block === undefined ? "—" : MOMENT.format(new Date(Number(block.timestamp) * 1000)),
        ],
        ["Inviata da", <AddressLink address={from} known={known} />],
        ["Verso", to === null ? "nuovo contratto" : <AddressLink address={to} known={known} />],
        ["Numero d'ordine del mittente", String(nonce)],
        ["Gas usato", receipt === undefined ? "—" : receipt.gasUsed.toLocaleString("it")],
      ]}
    />
  );
}

function outcomeText(status: "success" | "reverted" | undefined): string {
  if (status === undefined) return "In attesa di un blocco";
  return status === "success" ? "✓ Riuscita" : "✗ Rifiutata dal contratto";
}

function CallSection({ found: { transaction }, known }: FoundProps) {
  const { to, input } = transaction;
  const call = decodeCall(known, { to, data: input });
  if (call === undefined) return null;
  return (
    <section aria-labelledby="call">
      <h2 id="call" className="h4">
        Richiesta
      </h2>
      <DecodedItem decoded={call} known={known} />
    </section>
  );
}

function EventsSection({ found: { receipt }, known }: FoundProps) {
  const logs = receipt?.logs ?? [];
  return (
    <section aria-labelledby="events">
      <h2 id="events" className="h4">
        Eventi: {logs.length}
      </h2>
      {logs.map((log) => (
        <DecodedItem key={log.logIndex} decoded={decodeLog(known, log)} known={known} />
      ))}
    </section>
  );
}

type DecodedItemProps = { readonly decoded: Decoded; readonly known: KnownContracts };

export function DecodedItem({ decoded, known }: DecodedItemProps) {
  const { name, contract, address, values } = decoded;
  return (
    <article className="explorer-item">
      <h3 className="h6">
        <code>{name}</code> · <AddressLink address={address} known={known} />
      </h3>
      {contract === undefined ? (
        <p>Contratto senza interfaccia pubblicata qui: non si decodifica.</p>
      ) : (
        <DecodedList values={values} known={known} symbol={contract.symbol} />
      )}
    </article>
  );
}
