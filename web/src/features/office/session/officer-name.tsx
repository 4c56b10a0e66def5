import { useDemoOfficers } from "../../../shared/api/list-demo-officers.ts";
import { shortHex } from "../../../shared/chain/transaction-link.tsx";
import { useOfficer } from "./officer-context.ts";

/** Who an officer's address is: a name in the demo town, else the address in short with the whole of it beside. */
export function OfficerName({ address }: { readonly address: string | undefined }) {
  const { town, session } = useOfficer();
  const demo = useDemoOfficers(town.isDemo);
  if (address === undefined) return <>—</>;
  const same = (other: string) => other.toLowerCase() === address.toLowerCase();
  const name = demo.data?.find((officer) => same(officer.address))?.name;
  return (
    <>
      <span title={address}>{name ?? shortHex(address)}</span>
      {same(session.officer) ? " (lei)" : ""}
    </>
  );
}
