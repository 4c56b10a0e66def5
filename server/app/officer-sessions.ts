import type { Role } from "#core/chain/roles.ts";
import type { Address } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { recordAct } from "../audit/audit.ts";
import { createToken, hashOf } from "../shared/session-token.ts";
import { type OfficerDeps, rolesOf } from "./officer-roles.ts";

export type OfficerSession = {
  readonly id: string;
  readonly officer: Address;
  readonly roles: readonly Role[];
  readonly expiresAt: Date;
  /** The token that takes the present one's place, where it is time. */
  readonly newToken: string | undefined;
};

export type StartedSession = { readonly token: string; readonly session: OfficerSession };

const MINUTE_MS = 60_000;
const IDLE_MINUTES = 30;
const LONGEST_MINUTES = 12 * 60;
/** How old a token gets before its next use exchanges it. */
const TOKEN_MINUTES = 15;
/** How long the one before is good: requests that were on their way when it was exchanged. */
const GRACE_MS = 30_000;
const LONGEST_DEVICE = 200;

/** Begins a session on a device, as its browser describes itself. */
export async function startSession(
  deps: OfficerDeps,
  officer: Address,
  device: string,
): Promise<StartedSession> {
  const token = createToken(deps.random);
  const now = deps.clock.now();
  await deps.db.transaction().execute(async (tx) => {
    const times = { started_at: now, last_seen_at: now, rotated_at: now, ended_at: null };
    await tx
      .insertInto("officer_session")
      .values({
        token_hash: hashOf(token),
        device: device.slice(0, LONGEST_DEVICE),
        ...{ officer, ...times },
      })
      .execute();
    await recordAct(tx, deps.clock, officer, { act: "session_started" });
  });
  return { token, session: (await readSession(deps, token))! };
}

/**
 * The session of a token, with the roles that the chain says now; `undefined` where it ended or was idle too long. A
 * token that was exchanged a while ago and comes again was copied: then the session ends for both who hold it.
 */
export async function readSession(
  deps: OfficerDeps,
  token: string,
): Promise<OfficerSession | undefined> {
  const now = deps.clock.now();
  const hash = hashOf(token);
  const row = (await seeSession(deps, "token_hash", hash, now)) ?? (await seePrevious(deps, hash));
  if (row === undefined) return undefined;
  const expiresAt = new Date(
    Math.min(
      now.getTime() + IDLE_MINUTES * MINUTE_MS,
      row.started_at.getTime() + LONGEST_MINUTES * MINUTE_MS,
    ),
  );
  const newToken = row.token_hash.equals(hash) ? await rotate(deps, row, now) : undefined;
  const { id, officer } = row;
  return { id, officer, roles: await rolesOf(deps, officer), expiresAt, newToken };
}

type SeenRow = NonNullable<Awaited<ReturnType<typeof seeSession>>>;

/** Finds a live session and notes that it was used. */
async function seeSession(
  { db }: OfficerDeps,
  column: "token_hash" | "previous_token_hash",
  hash: Buffer,
  now: Date,
) {
  return db
    .updateTable("officer_session")
    .set({ last_seen_at: now })
    .where(column, "=", hash)
    .where("ended_at", "is", null)
    .where("last_seen_at", ">", new Date(now.getTime() - IDLE_MINUTES * MINUTE_MS))
    .where("started_at", ">", new Date(now.getTime() - LONGEST_MINUTES * MINUTE_MS))
    .returning(["id", "officer", "started_at", "rotated_at", "token_hash"])
    .executeTakeFirst();
}

async function seePrevious(deps: OfficerDeps, hash: Buffer): Promise<SeenRow | undefined> {
  const now = deps.clock.now();
  const row = await seeSession(deps, "previous_token_hash", hash, now);
  if (row === undefined) return undefined;
  if (now.getTime() - row.rotated_at!.getTime() <= GRACE_MS) return row;
  await end(deps, row.id, row.officer, { reason: "old_token" });
  return undefined;
}

/** One of several requests at once exchanges the token; the others go on with the old one for a moment. */
async function rotate(
  { db, random }: OfficerDeps,
  { id, token_hash: hash, rotated_at: rotatedAt, started_at: startedAt }: SeenRow,
  now: Date,
): Promise<string | undefined> {
  const since = rotatedAt ?? startedAt;
  if (now.getTime() - since.getTime() < TOKEN_MINUTES * MINUTE_MS) return undefined;
  const token = createToken(random);
  const { numUpdatedRows } = await db
    .updateTable("officer_session")
    .set({ token_hash: hashOf(token), previous_token_hash: hash, rotated_at: now })
    .where("id", "=", id)
    .where("token_hash", "=", hash)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n ? token : undefined;
}

/** The sessions that are open: one's own, or everybody's. */
export async function listSessions(
  { db, clock }: OfficerDeps,
  { id, officer, roles }: OfficerSession,
) {
  const now = clock.now().getTime();
  const rows = await db
    .selectFrom("officer_session")
    .select(["id", "officer", "device", "started_at", "last_seen_at"])
    .where("ended_at", "is", null)
    .where("last_seen_at", ">", new Date(now - IDLE_MINUTES * MINUTE_MS))
    .where("started_at", ">", new Date(now - LONGEST_MINUTES * MINUTE_MS))
    .$if(!roles.includes("admin"), (query) => query.where("officer", "=", officer))
    .orderBy("last_seen_at", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    officer: row.officer as string,
    device: row.device,
    startedAt: row.started_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    isThis: row.id === id,
  }));
}

/** Ends one's own session on another device; whoever is ADMIN ends anybody's. */
export async function endOtherSession(
  deps: OfficerDeps,
  { officer, roles }: OfficerSession,
  id: string,
): Promise<Result<undefined, { code: "not_found" }>> {
  const row = await deps.db
    .selectFrom("officer_session")
    .select("officer")
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  if (row === undefined || (row.officer !== officer && !roles.includes("admin")))
    return refuse({ code: "not_found" });
  return (await end(deps, id, officer, { session: id }))
    ? ok(undefined)
    : refuse({ code: "not_found" });
}

export async function endSession(deps: OfficerDeps, token: string): Promise<void> {
  const row = await deps.db
    .selectFrom("officer_session")
    .select(["id", "officer"])
    .where((where) =>
      where.or([
        where("token_hash", "=", hashOf(token)),
        where("previous_token_hash", "=", hashOf(token)),
      ]),
    )
    .executeTakeFirst();
  if (row !== undefined) await end(deps, row.id, row.officer, {});
}

/** Writes it down under who ended it. */
async function end(
  { db, clock }: OfficerDeps,
  id: string,
  officer: Address,
  details: Readonly<Record<string, string>>,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("officer_session")
      .set({ ended_at: clock.now() })
      .where("id", "=", id)
      .where("ended_at", "is", null)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) return false;
    await recordAct(tx, clock, officer, { act: "session_ended", details });
    return true;
  });
}
