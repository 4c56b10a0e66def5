import { timingSafeEqual } from "node:crypto";

import { type KindRefusal, SECRET_BYTES, encodeCode } from "#core/card/card-code.ts";
import type { ActionId, Address } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { createToken, hashOf } from "../shared/session-token.ts";
import { codeLookup, readCodeText } from "./actions.ts";
import { type TriesRefusal, countTries, giveTriesBack } from "./count-tries.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

/** What is printed for who organises an action. Exists in memory and on paper only. */
export type OrganiserSheet = {
  readonly title: string;
  readonly place: string;
  readonly organiser: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly code: string;
  readonly pin: string;
};

const PIN_DIGITS = 6;
/** After the action there is still its note to write. */
const NOTE_MS = 24 * 3_600_000;

/** Bound to the sheet, so that two with the same PIN do not look alike. */
function pinHash({ custody }: Pick<Deps, "custody">, accessId: string, pin: string): Buffer {
  return custody.lookupOf("actions/pin", `${accessId}|${pin}`);
}

/** Makes the sheet of an action that is not over; the one before opens nothing any more. */
export async function makeAccess(
  deps: Deps,
  officer: Address,
  id: ActionId,
): Promise<Result<OrganiserSheet, { code: "not_found" } | { code: "wrong_state"; state: string }>> {
  const { custody, clock, random } = deps;
  return deps.db.transaction().execute(async (tx) => {
    const action = await lockAction(tx, id);
    if (action === undefined) return refuse({ code: "not_found" });
    const now = clock.now();
    if (now >= action.ends_at) return refuse({ code: "wrong_state", state: "over" });
    await revoke(tx, clock, id);
    const accessId = randomUuid(random);
    const code = encodeCode("organiser", random.bytes(SECRET_BYTES));
    const pin = String(random.bytes(4).readUInt32BE() % 10 ** PIN_DIGITS).padStart(PIN_DIGITS, "0");
    await tx
      .insertInto("organiser_access")
      .values({
        ...{ id: accessId, action_id: id, made_by: officer, made_at: now },
        code_lookup: codeLookup(custody, "organiser", code),
        pin_hash: pinHash(deps, accessId, pin),
      })
      .execute();
    const { title, place, organiser, starts_at, ends_at } = action;
    const [startsAt, endsAt] = [starts_at.toISOString(), ends_at.toISOString()];
    return ok({ title, place, organiser, startsAt, endsAt, code, pin });
  });
}

/** Ends the sheet at once, wherever it is open. What was checked in with it stays, for an officer to decide. */
export async function revokeAccess(
  { db, clock }: Pick<Deps, "db" | "clock">,
  id: ActionId,
): Promise<Result<undefined, { code: "nothing_to_do" }>> {
  return db.transaction().execute(async (tx) => {
    const revoked = await revoke(tx, clock, id);
    return revoked > 0n ? ok(undefined) : refuse({ code: "nothing_to_do" });
  });
}

async function revoke(tx: Tx, clock: Clock, id: ActionId): Promise<bigint> {
  const { numUpdatedRows } = await tx
    .updateTable("organiser_access")
    .set({ revoked_at: clock.now() })
    .where("action_id", "=", id)
    .where("revoked_at", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows;
}

/** The action's row is what its check-ins, sheets and decisions queue for. */
export async function lockAction(tx: Tx, id: ActionId) {
  return tx
    .selectFrom("civic_action")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

export type DoorRefusal =
  KindRefusal | TriesRefusal | { code: "organiser_required" } | { code: "wrong_pin" };

/** Opens the action's page with sheet and PIN; answers the token of the session, which exists nowhere else. */
export async function openSession(
  deps: Deps,
  { code: text, pin }: { code: string; pin: string },
  source: string,
): Promise<Result<{ token: string; organiser: Organiser }, DoorRefusal>> {
  const code = readCodeText("organiser", text);
  if (!code.ok) return code;
  const access = await deps.db
    .selectFrom("organiser_access")
    .select(["id", "pin_hash"])
    .where("code_lookup", "=", codeLookup(deps.custody, "organiser", code.value))
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  const triers = [
    { scope: "source", name: source } as const,
    ...(access === undefined ? [] : [{ scope: "access", name: access.id } as const]),
  ];
  const counted = await countTries(deps, triers);
  if (!counted.ok) return counted;
  if (access === undefined) return refuse({ code: "organiser_required" });
  if (!timingSafeEqual(access.pin_hash, pinHash(deps, access.id, pin)))
    return refuse({ code: "wrong_pin" });
  await giveTriesBack(deps, triers);
  const token = createToken(deps.random);
  await deps.db
    .insertInto("organiser_session")
    .values({ token_hash: hashOf(token), access_id: access.id, opened_at: deps.clock.now() })
    .execute();
  const organiser = await organiserOfToken(deps, token);
  return organiser === undefined
    ? refuse({ code: "organiser_required" })
    : ok({ token, organiser });
}

/** Somebody at the page of one action, and nothing beside it. */
export type Organiser = { readonly accessId: string; readonly actionId: ActionId };

/** Whom a session's token stands for; nobody where its sheet was ended, or the action is over for a day. */
export async function organiserOfToken(
  { db, clock }: Pick<Deps, "db" | "clock">,
  token: string,
): Promise<Organiser | undefined> {
  return db
    .selectFrom("organiser_session")
    .innerJoin("organiser_access", "organiser_access.id", "organiser_session.access_id")
    .innerJoin("civic_action", "civic_action.id", "organiser_access.action_id")
    .select(["organiser_access.id as accessId", "action_id as actionId"])
    .where("token_hash", "=", hashOf(token))
    .where("revoked_at", "is", null)
    .where("ends_at", ">", longAgo(clock))
    .executeTakeFirst();
}

/** The page of an action that ended then, or before, is closed for good. */
function longAgo(clock: Clock): Date {
  return new Date(clock.now().getTime() - NOTE_MS);
}

/** Deletes what opened an action's page, once it opens nothing any more. */
export async function forgetOrganisers({ db, clock }: Pick<Deps, "db" | "clock">): Promise<void> {
  await db
    .deleteFrom("organiser_session")
    .where("access_id", "in", (select) =>
      select
        .selectFrom("organiser_access")
        .innerJoin("civic_action", "civic_action.id", "organiser_access.action_id")
        .where("civic_action.ends_at", "<=", longAgo(clock))
        .select("organiser_access.id"),
    )
    .execute();
}
