import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { type Address, erc20Abi, isAddress } from "viem";

import { TOKEN_LIST } from "#core/open-data/token-logos.ts";
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
      <h1>
        {contract?.logo === undefined ? null : (
          <img src={contract.logo} alt="" className="explorer-logo" />
        )}
        {contract?.name ?? "Conto"}
      </h1>
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

/** What the token says of itself on chain, where no page of ours has a word in it. */
function Supply({ town, token }: { readonly town: Town; readonly token: KnownContract }) {
  const told = useQuery({
    queryKey: ["explorer-token", token.address],
    queryFn: () => readToken(town, token.address as Address),
    retry: 1,
  });
  if (told.data === undefined) return null;
  const { name, symbol, decimals, supply } = told.data;
  return (
    <Facts
      facts={[
        ["Nome sulla blockchain", name],
        ["Simbolo", symbol],
        ["Decimali", String(decimals)],
        ["In circolazione", formatEuro(supply)],
        ["Per i portafogli", <a href={TOKEN_LIST}>elenco dei token del Comune</a>],
      ]}
    />
  );
}

async function readToken(town: Town, address: Address) {
  const client = createChainReader(town);
  const token = { address, abi: erc20Abi } as const;
  const [name, symbol, decimals, supply] = await Promise.all([
    client.readContract({ ...token, functionName: "name" }),
    client.readContract({ ...token, functionName: "symbol" }),
    client.readContract({ ...token, functionName: "decimals" }),
    client.readContract({ ...token, functionName: "totalSupply" }),
  ]);
  return { name, symbol, decimals, supply };
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
