import { Link } from "react-router";

import { NOBODY } from "#core/shared/ids.ts";

import { shortHex } from "../../shared/chain/transaction-link.tsx";
import type { KnownContracts } from "./known-contracts.ts";

type AddressLinkProps = { readonly address: string; readonly known: KnownContracts };

/** An address by the name of the contract that it is, else shortened; the whole of it on its own page. */
export function AddressLink({ address, known }: AddressLinkProps) {
  if (address === NOBODY) return <span>nessuno (emissione o ritiro)</span>;
  const name = known.get(address.toLowerCase())?.name ?? shortHex(address);
  return (
    <Link to={`/catena/indirizzo/${address}`} title={address}>
      {name}
    </Link>
  );
}
