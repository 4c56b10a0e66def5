import { sql } from "kysely";
import { getAddress } from "viem";

import type { Deployment } from "#core/chain/deployment.ts";
import { type Address, type MerchantId, NOBODY } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Database, Executor } from "../shared/database.ts";
import {
  type SignInDeps,
  type SignInRefusal,
  type SignedMessage,
  TILL_DOOR,
  checkSignIn,
  writeMessage,
} from "../shared/wallet-sign-in.ts";

/** Whether capital and small letters of an address are those of its checksum (ERC-55). */
export function isChecksummed(address: string): boolean {
  return getAddress(address) === address;
}

/** Whether the chain knows an address as an officer's. */
export type IsOfficer = (address: Address) => Promise<boolean>;

type KnownAs = "nobody" | "shop" | "card" | "town" | "officer";

/** In place of sheet and password: the shop whose account is a wallet of its own. */
export async function shopOfWallet(
  deps: SignInDeps,
  signed: SignedMessage,
): Promise<Result<MerchantId, SignInRefusal | { code: "unknown_wallet" }>> {
  const wallet = await checkSignIn(deps, TILL_DOOR, signed);
  if (!wallet.ok) return wallet;
  const shop = await deps.db
    .selectFrom("merchant")
    .select("id")
    .where("account", "=", wallet.value)
    .where("sealed_key_id", "is", null)
    .executeTakeFirst();
  return shop === undefined ? refuse({ code: "unknown_wallet" }) : ok(shop.id);
}

/** What a shop's wallet is asked to sign at the till's door. */
export function messageForShop(deps: SignInDeps, address: Address): Promise<string> {
  return writeMessage(
    deps,
    TILL_DOOR,
    address,
    "Accesso alla cassa del negozio. Nessuna transazione, nessun costo.",
  );
}

export type WalletRefusal =
  | { code: "not_found" }
  | { code: "wrong_state"; state: string }
  | { code: "address_taken"; by: Exclude<KnownAs, "nobody"> };

/**
 * Notes that a shop is paid on its own wallet. Only where it has no account yet: what a shop has received stays where it
 * is. From then on it waits to be registered on chain like any other, and gets no activation sheet.
 */
export async function noteWallet(
  deps: { db: Database; deployment: Deployment },
  id: MerchantId,
  address: Address,
  isOfficer: IsOfficer,
): Promise<Result<undefined, WalletRefusal>> {
  const by = await knownAs(deps, deps.db, address, isOfficer);
  if (by !== undefined) return refuse({ code: "address_taken", by });
  const { numUpdatedRows } = await deps.db
    .updateTable("merchant")
    .set({ state: "invited", account: address })
    .where("id", "=", id)
    .where("state", "=", "imported")
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 1n) return ok(undefined);
  const shop = await deps.db
    .selectFrom("merchant")
    .select("state")
    .where("id", "=", id)
    .executeTakeFirst();
  return refuse(
    shop === undefined ? { code: "not_found" } : { code: "wrong_state", state: shop.state },
  );
}

/** Whose an address is already; `undefined` where nobody's here. */
export async function knownAs(
  { deployment }: { deployment: Deployment },
  db: Executor,
  address: Address,
  isOfficer: IsOfficer,
): Promise<Exclude<KnownAs, "nobody"> | undefined> {
  const contracts = Object.values(deployment.contracts).map((contract) => contract.address);
  if (address === NOBODY || contracts.includes(address)) return "town";
  const { rows } = await sql<{ known: KnownAs }>`
    select case
      when exists (select from merchant where account = ${address}) then 'shop'
      when exists (select from account where account.address = ${address}) then 'card'
      when exists (select from relayer where relayer.address = ${address}) then 'town'
      when exists (select from token where token.address = ${address}) then 'town'
      else 'nobody'
    end as known
  `.execute(db);
  const known = rows[0]!.known;
  if (known !== "nobody") return known;
  return (await isOfficer(address)) ? "officer" : undefined;
}
