import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import type { Town } from "../../shared/api/types.ts";
import { createChainReader } from "../../shared/chain/town-chain.ts";
import { AddressLink } from "./address-link.tsx";
import type { KnownContracts } from "./known-contracts.ts";
import { NotFound } from "./not-found.tsx";

const SHOWN_BLOCKS = 15;
const REFRESH_MS = 5_000;
const MOMENT = new Intl.DateTimeFormat("it", {
  timeZone: "Europe/Rome",
  dateStyle: "short",
  timeStyle: "medium",
});

async function readLatest(town: Town) {
  const client = createChainReader(town);
  const newest = Number(await client.getBlockNumber());
  const count = Math.min(SHOWN_BLOCKS, newest + 1);
  const numbers = Array.from({ length: count }, (_, index) => BigInt(newest - index));
  return Promise.all(numbers.map((blockNumber) => client.getBlock({ blockNumber })));
}

type PageProps = { readonly town: Town; readonly known: KnownContracts };

/** `/catena`: the newest blocks, and the town's contracts. */
export function LatestPage({ town, known }: PageProps) {
  const blocks = useQuery({
    queryKey: ["explorer-latest"],
    queryFn: () => readLatest(town),
    refetchInterval: REFRESH_MS,
    retry: 1,
  });
  if (blocks.error !== null) return <NotFound what="Nessun blocco." error={blocks.error} />;
  return (
    <>
      <h1>{town.chainName}</h1>
      <p className="lead">Quello che è scritto sulla blockchain, decodificato e in euro.</p>
      <h2 className="h4">Contratti del Comune</h2>
      <ul>
        {[...known.values()].map(({ address }) => (
          <li key={address}>
            <AddressLink address={address} known={known} />
          </li>
        ))}
      </ul>
      <table className="table">
        <caption>Ultimi blocchi</caption>
        <thead>
          <tr>
            <th scope="col">Blocco</th>
            <th scope="col">Quando</th>
            <th scope="col">Transazioni</th>
          </tr>
        </thead>
        <tbody>
          {(blocks.data ?? []).map(({ number, timestamp, transactions }) => (
            <tr key={String(number)}>
              <th scope="row">
                <Link to={`/catena/blocco/${number}`}>{number.toLocaleString("it")}</Link>
              </th>
              <td>{MOMENT.format(new Date(Number(timestamp) * 1000))}</td>
              <td>{transactions.length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
