import { LOCAL_TOKEN } from "#core/local-value/local-value.ts";
import { LOCAL_VALUE_LOGO, VOUCHER_LOGO } from "#core/open-data/token-logos.ts";
import type { Address } from "#core/shared/ids.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";

type Town = {
  readonly townName: string;
  readonly publicUrl: string;
  readonly chainId: number;
  readonly localToken: Address;
};

export type ListedVoucher = {
  readonly voucher: Address;
  readonly name: string;
  readonly symbol: string;
  readonly openedAt: Date;
};

/** Every token of a town counts cents. */
const DECIMALS = 2;
const LONGEST_LIST_NAME = 30;

/** The town's tokens as wallets and explorers read them (https://tokenlists.org), from the programmes that are open on chain. */
export async function readTokenList(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  town: Town,
) {
  const opened = await db
    .selectFrom("programme")
    .select(["voucher", "name", "symbol", "opened_at"])
    .where("voucher", "is not", null)
    .orderBy("opened_at")
    .orderBy("voucher")
    .execute();
  const vouchers = opened.map(({ voucher, opened_at, ...words }) => ({
    ...words,
    ...{ voucher: voucher!, openedAt: opened_at! },
  }));
  return tokenList(town, vouchers, clock.now());
}

/**
 * A token's name on chain never changes and none is ever taken off, so the number of tokens is the version. `now` stands
 * for a list that has no voucher yet.
 */
export function tokenList(town: Town, vouchers: readonly ListedVoucher[], now: Date) {
  const { townName, publicUrl, chainId, localToken } = town;
  const last = vouchers.at(-1)?.openedAt ?? now;
  const token = (address: Address, name: string, symbol: string, logo: string, tag: string) => ({
    ...{ chainId, address, name: name.replaceAll(/\s+/g, " "), symbol, decimals: DECIMALS },
    ...{ logoURI: `${publicUrl}${logo}`, tags: [tag] },
  });
  return {
    name: listName(townName),
    timestamp: last.toISOString(),
    version: { major: 1, minor: vouchers.length, patch: 0 },
    logoURI: `${publicUrl}${VOUCHER_LOGO}`,
    keywords: ["welfare", "buoni spesa"],
    tags: {
      voucher: { name: "Buono", description: "Buono sociale: vale solo nei negozi convenzionati" },
      local: { name: "Valore locale", description: "Valore locale del Comune: non vale euro" },
    },
    tokens: [
      token(localToken, LOCAL_TOKEN.name, LOCAL_TOKEN.symbol, LOCAL_VALUE_LOGO, "local"),
      ...vouchers.map(({ voucher, name, symbol }) =>
        token(voucher, name, symbol, VOUCHER_LOGO, "voucher"),
      ),
    ],
  };
}

/** The standard wants plain letters, and few of them. */
function listName(townName: string): string {
  const plain = townName
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "")
    .replaceAll(/[^\w ]+/g, " ")
    .replaceAll(/ +/g, " ")
    .trim();
  return plain.slice(0, LONGEST_LIST_NAME).trim() || "Borgo";
}
