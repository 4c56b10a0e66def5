import { countTry } from "#core/card/try-limit.ts";
import type { MerchantId, OperatorId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import type { Till } from "./merchants.ts";

type Deps = {
  readonly db: Database;
  readonly custody: Custody;
  readonly clock: Clock;
  readonly random: Random;
};

export type Operator = { readonly id: OperatorId; readonly name: string };

const nameContext = (id: OperatorId) => `merchant/operator-name/${id}`;
const PIN_CONTEXT = "merchant/operator-pin";
/** What stands where a card's password would be blocked: the shop can always give a new PIN. */
const LONGEST_LOCK_MS = 4 * 3_600_000;

/** Bound to the operator, so that two with the same PIN do not look alike. */
function pinHash({ custody }: Pick<Deps, "custody">, id: OperatorId, pin: string): Buffer {
  return custody.lookupOf(PIN_CONTEXT, `${id}|${pin}`);
}

export function openOperatorName(custody: Custody, id: OperatorId, sealed: Buffer): string {
  return custody.openText(nameContext(id), sealed);
}

/** Who works in a shop, by name. */
export async function listOperators(
  { db, custody }: { db: Executor; custody: Custody },
  merchantId: MerchantId,
): Promise<Operator[]> {
  const rows = await db
    .selectFrom("operator")
    .select(["id", "sealed_name"])
    .where("merchant_id", "=", merchantId)
    .where("revoked_at", "is", null)
    .execute();
  return rows
    .map(({ id, sealed_name }) => ({ id, name: openOperatorName(custody, id, sealed_name) }))
    .sort((one, other) => one.name.localeCompare(other.name, "it"));
}

export async function addOperator(
  deps: Deps,
  { merchant }: Till,
  { name, pin }: { name: string; pin: string },
): Promise<OperatorId> {
  const id = randomUuid(deps.random) as OperatorId;
  await deps.db
    .insertInto("operator")
    .values({
      id,
      merchant_id: merchant.id,
      sealed_name: deps.custody.sealText(nameContext(id), name),
      pin_hash: pinHash(deps, id, pin),
      created_at: deps.clock.now(),
    })
    .execute();
  return id;
}

/** Ends what an operator may do, at every till at once: those where they stand ask for another. */
export async function revokeOperator(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { merchant }: Till,
  id: OperatorId,
): Promise<void> {
  await db
    .updateTable("operator")
    .set({ revoked_at: clock.now() })
    .where("id", "=", id)
    .where("merchant_id", "=", merchant.id)
    .where("revoked_at", "is", null)
    .execute();
}

export type PinRefusal =
  { code: "not_found" } | { code: "wrong_pin" } | { code: "pin_locked"; until: Date };

/** An operator takes a till with their PIN. The try is counted and committed before the PIN is looked at. */
export async function takeTill(
  deps: Deps,
  till: Till,
  { operatorId, pin }: { operatorId: OperatorId; pin: string },
): Promise<Result<undefined, PinRefusal>> {
  const counted = await countOneTry(deps, till.merchant.id, operatorId);
  if (!counted.ok) return counted;
  if (!counted.value.equals(pinHash(deps, operatorId, pin))) return refuse({ code: "wrong_pin" });
  await deps.db.transaction().execute(async (tx) => {
    await tx
      .updateTable("operator")
      .set({ failed_tries: 0, locked_until: null })
      .where("id", "=", operatorId)
      .execute();
    await tx
      .updateTable("till")
      .set({ operator_id: operatorId })
      .where("id", "=", till.id)
      .execute();
  });
  return ok(undefined);
}

/** Answers the hash to compare with, where a try may be made now. */
async function countOneTry(
  { db, clock }: Deps,
  merchantId: MerchantId,
  id: OperatorId,
): Promise<Result<Buffer, PinRefusal>> {
  return db.transaction().execute(async (tx) => {
    const operator = await tx
      .selectFrom("operator")
      .select(["pin_hash", "failed_tries", "locked_until"])
      .where("id", "=", id)
      .where("merchant_id", "=", merchantId)
      .where("revoked_at", "is", null)
      .forUpdate()
      .executeTakeFirst();
    if (operator === undefined) return refuse({ code: "not_found" });
    const { pin_hash, failed_tries: failed, locked_until: lockedUntil } = operator;
    const now = clock.now();
    if (lockedUntil !== null && now < lockedUntil)
      return refuse({ code: "pin_locked", until: lockedUntil });
    const tries = countTry({ failed, lockedUntil: null, isBlocked: false }, now);
    const until = tries.isBlocked ? new Date(now.getTime() + LONGEST_LOCK_MS) : tries.lockedUntil;
    await tx
      .updateTable("operator")
      .set({ failed_tries: tries.failed, locked_until: until })
      .where("id", "=", id)
      .execute();
    return ok(pin_hash);
  });
}

/** The till is free for the next operator. */
export async function leaveTill({ db }: Pick<Deps, "db">, { id }: Till): Promise<void> {
  await db.updateTable("till").set({ operator_id: null }).where("id", "=", id).execute();
}
