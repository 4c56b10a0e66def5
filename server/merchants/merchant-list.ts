import { merchantRegistryAbi } from "#core/chain/abi/merchant-registry.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { MerchantId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import { type TransactionRequest, transactionFor } from "../shared/contracts.ts";
import type { Database } from "../shared/database.ts";
import { openDetails } from "./merchants.ts";

type Deps = { db: Database; custody: Custody; deployment: Deployment };

/** Merchants registered in one transaction: bounded by its gas, about 50,000 each. */
const MOST_REGISTERED_AT_ONCE = 200;

/** All merchants as the office sees them, by business name. The IBAN is masked but for its end. */
export async function listMerchants({ db, custody }: Pick<Deps, "db" | "custody">) {
  const rows = await db
    .selectFrom("merchant")
    .innerJoin("merchant_category", "merchant_category.number", "merchant.category")
    .select((select) => [
      "merchant.id",
      "merchant.alias",
      "merchant.association_name",
      "merchant.sealed_details",
      "merchant.state",
      "merchant.account",
      "merchant.sealed_key_id",
      "merchant.local_percent",
      "merchant.category",
      "merchant_category.name as category_name",
      select
        .selectFrom("till")
        .whereRef("till.merchant_id", "=", "merchant.id")
        .where("till.revoked_at", "is", null)
        .select((till) => till.fn.countAll<bigint>().as("count"))
        .as("tills"),
    ])
    .execute();
  return rows
    .map(
      ({ id, alias, state, account, sealed_details, category, category_name, tills, ...row }) => {
        const { iban, ...details } = openDetails(custody, id, sealed_details);
        return {
          id: id as string,
          alias,
          ...details,
          iban: iban.replace(/.(?=.{4})/g, "•"),
          category: { number: category, name: category_name },
          state,
          ...(account === null ? {} : { account: account as string }),
          isOwnWallet: account !== null && row.sealed_key_id === null,
          localPercent: row.local_percent,
          ...(row.association_name === null ? {} : { associationName: row.association_name }),
          tills: Number(tills ?? 0n),
        };
      },
    )
    .sort((one, other) => one.businessName.localeCompare(other.businessName, "it"));
}

/** The transaction that registers the invited merchants on chain, for the MERCHANTS role to sign. */
export async function registrationTransaction({
  db,
  deployment,
}: Pick<Deps, "db" | "deployment">): Promise<
  Result<{ merchants: number; transaction: TransactionRequest }, { code: "nothing_to_do" }>
> {
  const merchants = await db
    .selectFrom("merchant")
    .select(["account", "category", "ref"])
    .where("state", "=", "invited")
    .orderBy("created_at")
    .orderBy("id")
    .limit(MOST_REGISTERED_AT_ONCE)
    .execute();
  if (merchants.length === 0) return refuse({ code: "nothing_to_do" });
  const transaction = transactionFor(deployment, deployment.contracts.merchantRegistry.address, {
    abi: merchantRegistryAbi,
    functionName: "register",
    args: [
      merchants.map((merchant) => merchant.account!),
      merchants.map((merchant) => merchant.category),
      merchants.map((merchant) => merchant.ref),
    ],
  });
  return ok({ merchants: merchants.length, transaction });
}

type StandingRefusal = { code: "not_found" } | { code: "wrong_state"; state: string };

/** The transaction that suspends an active merchant, or lets a suspended one take payments again. */
export async function standingTransaction(
  { db, deployment }: Pick<Deps, "db" | "deployment">,
  id: MerchantId,
  wanted: "active" | "suspended",
): Promise<Result<TransactionRequest, StandingRefusal>> {
  const merchant = await db
    .selectFrom("merchant")
    .select(["account", "state"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (merchant === undefined) return refuse({ code: "not_found" });
  const { account, state } = merchant;
  const needed = wanted === "suspended" ? "active" : "suspended";
  if (account === null || state !== needed) return refuse({ code: "wrong_state", state });
  const registry = deployment.contracts.merchantRegistry.address;
  const functionName = wanted === "suspended" ? "suspend" : "activate";
  return ok(
    transactionFor(deployment, registry, {
      abi: merchantRegistryAbi,
      functionName,
      args: [[account]],
    }),
  );
}
