import { Link } from "react-router";

import type { Town } from "../api/types.ts";

type Kind = "tx" | "address" | "block";

const OWN_PATHS: Readonly<Record<Kind, string>> = {
  tx: "tx",
  address: "indirizzo",
  block: "blocco",
};

/** Where a transaction, address or block can be looked up: the chain's public explorer, else our own pages. */
export function explorerPath(explorerUrl: string | undefined, kind: Kind, id: string): string {
  if (explorerUrl === undefined) return `/catena/${OWN_PATHS[kind]}/${id}`;
  return `${explorerUrl.replace(/\/$/, "")}/${kind}/${id}`;
}

type ExplorerLinkProps = {
  readonly town: Pick<Town, "explorerUrl">;
  readonly kind: Kind;
  readonly id: string;
  readonly children: React.ReactNode;
};

export function ExplorerLink({ town, kind, id, children }: ExplorerLinkProps) {
  const path = explorerPath(town.explorerUrl, kind, id);
  if (town.explorerUrl === undefined) return <Link to={path}>{children}</Link>;
  return (
    <a href={path} target="_blank" rel="noreferrer">
      {children} <span className="visually-hidden">(si apre in un'altra scheda)</span>
    </a>
  );
}

type TransactionLinkProps = { readonly town: Pick<Town, "explorerUrl">; readonly hash: string };

export function TransactionLink({ town, hash }: TransactionLinkProps) {
  return (
    <ExplorerLink town={town} kind="tx" id={hash}>
      transazione {shortHex(hash)}
    </ExplorerLink>
  );
}

/** A hash or an address, shortened for the eye. */
export function shortHex(hex: string): string {
  return `${hex.slice(0, 8)}…${hex.slice(-4)}`;
}
