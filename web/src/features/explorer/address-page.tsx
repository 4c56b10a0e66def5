import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { type Address, erc20Abi, isAddress } from "viem";

import { formatEuro } from "#core/shared/money.ts";

import type { Town } from "../../shared/api/types.ts";
import { createChainReader } from "../../shared/chain/town-chain.ts";
import { Facts } from "./facts.tsx";
import type { KnownContract, KnownContracts } from "./known-contracts.ts";
import { NotFound } from "./not-found.tsx";
import { type Happening, readHappenings } from "./read-happenings.ts";
import { DecodedItem } from "./transaction-page.tsx";

type PageProps = { readonly town: Town; readonly known: KnownContracts };

/** `/catena/indirizzo/ADDR`: a contract with its latest events, or an account with its tokens and their movements. */
export function AddressPage({ town, known }: PageProps) {
  const { address = "" } = useParams();
  if (!isAddress(address, { strict: false })) return <NotFound what="Questo non è un indirizzo." />;
  const contract = known.get(address.toLowerCase());
  return (
    <>
      <h1>{contract?.name ?? "Conto"}</h1>
      <p className="explorer-hex">{address}</p>
      {contract === undefined ? (
        <Balances town={town} known={known} address={address} />
      ) : contract.symbol === undefined ? null : (
        <Supply town={town} token={contract} />
      )}
      <Happenings town={town} known={known} address={address} />
    </>
  );
}

type AccountProps = PageProps & { readonly address: Address };

function Balances({ town, known, address }: AccountProps) {
  const tokens = [...known.values()].filter(({ symbol }) => symbol !== undefined);
  const balances = useQuery({
    queryKey: ["explorer-balances", address, tokens.length],
    queryFn: async () => {
      const client = createChainReader(town);
      return Promise.all(
        tokens.map(({ address: token }) =>
          client.readContract({
            address: token as Address,
            abi: erc20Abi,
            functionName: "balanceOf",
            args: [address],
          }),
        ),
      );
    },
    retry: 1,
  });
  if (balances.data === undefined)
    return (
      <p role="status">{balances.error === null ? "Lettura dei saldi…" : "Saldi illeggibili."}</p>
    );
  const facts = tokens.map(
    ({ name }, index) => [name, formatEuro(balances.data[index] ?? 0n)] as const,
  );
  return <Facts facts={facts} />;
}

function Supply({ town, token }: { readonly town: Town; readonly token: KnownContract }) {
  const supply = useQuery({
    queryKey: ["explorer-supply", token.address],
    queryFn: () =>
      createChainReader(town).readContract({
        address: token.address as Address,
        abi: erc20Abi,
        functionName: "totalSupply",
      }),
    retry: 1,
  });
  if (supply.data === undefined) return null;
  return (
    <Facts
      facts={[
        ["Simbolo", token.symbol],
        ["In circolazione", formatEuro(supply.data)],
      ]}
    />
  );
}

function Happenings({ town, known, address }: AccountProps) {
  const happenings = useQuery({
    queryKey: ["explorer-happenings", address, known.size],
    queryFn: () => readHappenings(createChainReader(town), town, known, address),
    retry: 1,
  });
  if (happenings.data === undefined)
    return (
      <p role="status">
        {happenings.error === null ? "Lettura degli eventi…" : "Eventi illeggibili."}
      </p>
    );
  const { latest, total } = happenings.data;
  if (total === 0) return <p>Nessun evento di questo Comune lo riguarda.</p>;
  return (
    <section aria-labelledby="happenings">
      <h2 id="happenings" className="h4">
        {latest.length < total ? `Ultimi ${latest.length} eventi di ${total}` : `Eventi: ${total}`}
      </h2>
      {latest.map((happening) => (
        <HappeningItem key={happening.key} happening={happening} known={known} />
      ))}
    </section>
  );
}

type HappeningProps = { readonly happening: Happening; readonly known: KnownContracts };

function HappeningItem({ happening: { decoded, transactionHash, block }, known }: HappeningProps) {
  return (
    <div className="explorer-happening">
      <p className="mb-0">
        <Link to={`/catena/tx/${transactionHash}`}>Blocco {block.toLocaleString("it")}</Link>
      </p>
      <DecodedItem decoded={decoded} known={known} />
    </div>
  );
}
