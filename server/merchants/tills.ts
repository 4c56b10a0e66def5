import { createHash } from "node:crypto";

import type { TillId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { type Till, openDetails } from "./merchants.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

const TOKEN_BYTES = 32;

/** Only the hash of a session's token is stored: the database cannot be used to pose as a till. */
function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/**
 * Activates a till with the shop's sheet and password. Answers the till and the token of its session, which exists
 * nowhere else.
 */
export async function activateTill(
  deps: Deps,
  { activationCode, password, label }: { activationCode: string; password: string; label: string },
  source: string,
): Promise<Result<{ till: Till; token: string }, UnlockRefusal | { code: "unknown_code" }>> {
  const unlocked = await deps.custody.unlock("merchant", activationCode, password, { source });
  if (!unlocked.ok) return unlocked;
  await deps.custody.release(unlocked.value.grant);
  const merchant = await deps.db
    .selectFrom("merchant")
    .select("id")
    .where("sealed_key_id", "=", unlocked.value.sealedKeyId)
    .executeTakeFirst();
  if (merchant === undefined) return refuse({ code: "unknown_code" });
  const token = deps.random.bytes(TOKEN_BYTES).toString("base64url");
  const now = deps.clock.now();
  await deps.db
    .insertInto("till")
    .values({
      id: randomUuid(deps.random) as TillId,
      merchant_id: merchant.id,
      label,
      token_hash: hashOf(token),
      created_at: now,
      last_seen_at: now,
      revoked_at: null,
    })
    .execute();
  return ok({ till: (await tillOfToken(deps, token))!, token });
}

/** The till of a session's token; `undefined` where there is none or it was revoked. */
export async function tillOfToken(
  { db, custody }: { db: Executor; custody: Custody },
  token: string,
): Promise<Till | undefined> {
  const row = await db
    .selectFrom("till")
    .innerJoin("merchant", "merchant.id", "till.merchant_id")
    .innerJoin("merchant_category", "merchant_category.number", "merchant.category")
    .where("till.token_hash", "=", hashOf(token))
    .where("till.revoked_at", "is", null)
    .select([
      "till.id",
      "till.label",
      "till.created_at",
      "till.operator_id",
      "merchant.id as merchant_id",
      "merchant.sealed_details",
      "merchant.state",
      "merchant.account",
      "merchant_category.name as category",
    ])
    .executeTakeFirst();
  if (row?.account == null) return undefined;
  const { businessName } = openDetails(custody, row.merchant_id, row.sealed_details);
  const { category, state, account } = row;
  const merchant = { id: row.merchant_id, businessName, category, state, account };
  const operatorId = row.operator_id ?? undefined;
  return { id: row.id, label: row.label, activatedAt: row.created_at, operatorId, merchant };
}

export async function revokeTill(
  { db, clock }: Pick<Deps, "db" | "clock">,
  id: TillId,
): Promise<void> {
  await db.updateTable("till").set({ revoked_at: clock.now() }).where("id", "=", id).execute();
}
