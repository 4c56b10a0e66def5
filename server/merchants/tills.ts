import { isLocked } from "#core/merchant/till-lock.ts";
import type { MerchantId, TillId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { Executor, Tx } from "../shared/database.ts";
import { PREPARED } from "../shared/prepared-statements.ts";
import { randomUuid } from "../shared/random.ts";
import { createToken, hashOf } from "../shared/session-token.ts";
import type { SignInDeps, SignInRefusal, SignedMessage } from "../shared/wallet-sign-in.ts";
import { type Till, openDetails, shopNumberOf } from "./merchants.ts";
import { shopOfWallet } from "./own-wallets.ts";

type Deps = SignInDeps & { readonly custody: Custody };

/** What a shop proves itself with: its sheet and password, or its own wallet. */
export type ShopProof =
  { readonly activationCode: string; readonly password: string } | SignedMessage;

export type ShopProofRefusal =
  UnlockRefusal | SignInRefusal | { code: "unknown_code" } | { code: "unknown_wallet" };

const MANAGED_MS = 10 * 60_000;
/** How exactly it is known when a till was last heard of. */
const SEEN_EVERY_MS = 60_000;

/**
 * Activates a till with the shop's sheet and password, or its wallet. Answers the till and the token of its session,
 * which exists nowhere else.
 */
export async function activateTill(
  deps: Deps,
  { label, ...proof }: ShopProof & { label: string },
  source: string,
): Promise<Result<{ till: Till; token: string }, ShopProofRefusal>> {
  const shop = await shopOfProof(deps, proof, { source });
  if (!shop.ok) return shop;
  const token = createToken(deps.random);
  const now = deps.clock.now();
  await deps.db
    .insertInto("till")
    .values({
      id: randomUuid(deps.random) as TillId,
      merchant_id: shop.value,
      label,
      token_hash: hashOf(token),
      created_at: now,
      last_seen_at: now,
      revoked_at: null,
    })
    .execute();
  return ok({ till: (await tillOfToken(deps, token))!, token });
}

function shopOfProof(
  deps: Deps,
  proof: ShopProof,
  shower: { till: string } | { source: string },
): Promise<Result<MerchantId, ShopProofRefusal>> {
  return "message" in proof
    ? shopOfWallet(deps, proof)
    : shopOfSheet(deps, proof.activationCode, proof.password, shower);
}

/** The shop whose sheet and password these are. */
async function shopOfSheet(
  { db, custody }: Pick<Deps, "db" | "custody">,
  code: string,
  password: string,
  shower: { till: string } | { source: string },
): Promise<Result<MerchantId, UnlockRefusal | { code: "unknown_code" }>> {
  const unlocked = await custody.unlock("merchant", code, password, shower);
  if (!unlocked.ok) return unlocked;
  await custody.release(unlocked.value.grant);
  const merchant = await db
    .selectFrom("merchant")
    .select("id")
    .where("sealed_key_id", "=", unlocked.value.sealedKeyId)
    .executeTakeFirst();
  return merchant === undefined ? refuse({ code: "unknown_code" }) : ok(merchant.id);
}

/**
 * The shop proves itself on a till that is already its own, and may for some minutes change who works there and which
 * devices are its tills.
 */
export async function proveShop(
  deps: Deps,
  till: Till,
  proof: ShopProof,
): Promise<Result<undefined, ShopProofRefusal>> {
  const shop = await shopOfProof(deps, proof, { till: till.id });
  if (!shop.ok) return shop;
  if (shop.value !== till.merchant.id)
    return refuse({ code: "message" in proof ? "unknown_wallet" : "unknown_code" });
  const until = new Date(deps.clock.now().getTime() + MANAGED_MS);
  await deps.db
    .updateTable("till")
    .set({ managed_until: until })
    .where("id", "=", till.id)
    .execute();
  return ok(undefined);
}

/** The shop's tills in use, the newest first. */
export async function listTills({ db }: { db: Executor }, merchantId: MerchantId) {
  const rows = await db
    .selectFrom("till")
    .select(["id", "label", "created_at"])
    .where("merchant_id", "=", merchantId)
    .where("revoked_at", "is", null)
    .orderBy("created_at", "desc")
    .execute();
  return rows.map(({ id, label, created_at }) => ({
    id: id as string,
    label,
    activatedAt: created_at.toISOString(),
  }));
}

/** The same, with what each has tried wrong: for the office. */
export async function listTillsWithGuesses(
  { db, custody }: Pick<Deps, "db" | "custody">,
  merchantId: MerchantId,
) {
  const tills = await listTills({ db }, merchantId);
  const guesses = await custody.readGuesses(tills.map(({ id }) => ({ till: id })));
  return tills.map((till, index) => {
    const { wrong: wrongPasswords, lockedUntil } = guesses[index]!;
    return {
      ...{ ...till, wrongPasswords },
      ...(lockedUntil === undefined ? {} : { lockedUntil: lockedUntil.toISOString() }),
    };
  });
}

/** The office has found out who tried what: the till may try again. `record` writes it down before. */
export async function unlockTill(
  { db, custody }: Pick<Deps, "db" | "custody">,
  merchantId: MerchantId,
  id: TillId,
  record: (tx: Tx) => Promise<void>,
): Promise<Result<undefined, { code: "not_found" }>> {
  const isOurs = await db.transaction().execute(async (tx) => {
    const tills = await listTills({ db: tx }, merchantId);
    if (!tills.some((till) => till.id === id)) return false;
    await record(tx);
    return true;
  });
  if (!isOurs) return refuse({ code: "not_found" });
  await custody.clearGuesses({ till: id });
  return ok(undefined);
}

/** Takes a till of this shop out of use; another shop's is not found. */
export async function revokeTillOf(
  { db, clock }: Pick<Deps, "db" | "clock">,
  merchantId: MerchantId,
  id: TillId,
): Promise<Result<undefined, { code: "not_found" }>> {
  const { numUpdatedRows } = await db
    .updateTable("till")
    .set({ revoked_at: clock.now() })
    .where("id", "=", id)
    .where("merchant_id", "=", merchantId)
    .where("revoked_at", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n ? ok(undefined) : refuse({ code: "not_found" });
}

type TillDeps = Pick<Deps, "db" | "custody" | "clock">;

/**
 * The till of a session's token; `undefined` where there is none or it was revoked. Notes that it was heard of, where
 * that matters.
 */
export async function tillOfToken(deps: TillDeps, token: string): Promise<Till | undefined> {
  const hash = hashOf(token);
  // The session before the device last proved itself still finds its till: the newer one may never have arrived.
  const row =
    (await rowOf(deps, "till.token_hash", hash)) ??
    (await rowOf(deps, "till_passkey.previous_token_hash", hash));
  if (row?.account == null) return undefined;
  const { businessName } = openDetails(deps.custody, row.merchant_id, row.sealed_details);
  const { category, state, account, local_percent: localPercent } = row;
  const merchant = {
    ...{ id: row.merchant_id, businessName, category, state, account, localPercent },
    ...{ isOwnWallet: row.sealed_key_id === null, number: shopNumberOf(row.alias) },
  };
  const operatorId = row.operator_id ?? undefined;
  const managedUntil = row.managed_until ?? undefined;
  const { id, label, created_at: activatedAt } = row;
  const passkey = await passkeyState(deps, row, row.token_hash.equals(hash));
  const hasOperators = Boolean(row.has_operators);
  return { id, label, activatedAt, hasOperators, operatorId, managedUntil, passkey, merchant };
}

type TillRow = NonNullable<Awaited<ReturnType<typeof rowOf>>>;

function rowOf(
  { db }: TillDeps,
  column: "till.token_hash" | "till_passkey.previous_token_hash",
  hash: Buffer,
) {
  return db
    .selectFrom("till")
    .innerJoin("merchant", "merchant.id", "till.merchant_id")
    .leftJoin("till_passkey", "till_passkey.till_id", "till.id")
    .leftJoin("operator", (join) =>
      join.onRef("operator.id", "=", "till.operator_id").on("operator.revoked_at", "is", null),
    )
    .innerJoin("merchant_category", "merchant_category.number", "merchant.category")
    .where(column, "=", hash)
    .where("till.revoked_at", "is", null)
    .select([
      "till.id",
      "till.label",
      "till.token_hash",
      "till.created_at",
      "till.managed_until",
      "till_passkey.confirmed_at",
      "till_passkey.seen_at",
      "operator.id as operator_id",
      "merchant.id as merchant_id",
      "merchant.sealed_details",
      "merchant.sealed_key_id",
      "merchant.alias",
      "merchant.state",
      "merchant.account",
      "merchant.local_percent",
      "merchant_category.name as category",
    ])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom("operator")
          .select("operator.id")
          .whereRef("operator.merchant_id", "=", "till.merchant_id")
          .where("operator.revoked_at", "is", null),
      ).as("has_operators"),
    )
    .modifyFront(PREPARED)
    .executeTakeFirst();
}

async function passkeyState(
  { db, clock }: TillDeps,
  { id, confirmed_at: confirmedAt, seen_at: seenAt }: TillRow,
  isCurrent: boolean,
): Promise<Till["passkey"]> {
  if (confirmedAt === null || seenAt === null) return "none";
  const now = clock.now();
  if (!isCurrent || isLocked({ confirmedAt, seenAt }, now)) return "locked";
  if (now.getTime() - seenAt.getTime() >= SEEN_EVERY_MS)
    await db.updateTable("till_passkey").set({ seen_at: now }).where("till_id", "=", id).execute();
  return "open";
}
