import { sql } from "kysely";

import { type PhotoRefusal, cleanJpeg } from "#core/offer/clean-jpeg.ts";
import type { Address, CampaignId, InitiativeId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { campaignById } from "../campaigns/campaigns.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type FieldFault, faultsOf } from "../shared/field-checks.ts";
import { type Random, randomUuid } from "../shared/random.ts";

type Deps = { db: Database; clock: Clock; random: Random };

export type InitiativeDraft = {
  readonly title: string;
  readonly body: string;
  readonly place: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
};

type WrongState = { code: "wrong_state"; state: string };
export type InitiativeRefusal =
  { code: "not_found" } | WrongState | { code: "malformed_request"; details: FieldFault[] };

/** Prepares an initiative of a sharing campaign: nobody reads it before it is published. */
export async function draftInitiative(
  { db, clock, random }: Deps,
  officer: Address,
  campaignId: CampaignId,
  draft: InitiativeDraft,
): Promise<Result<InitiativeId, InitiativeRefusal>> {
  const campaign = await campaignById(db, campaignId);
  if (campaign === undefined || campaign.kind !== "sharing") return refuse({ code: "not_found" });
  if (campaign.state === "closed") return refuse({ code: "wrong_state", state: "closed" });
  const { startsAt, endsAt } = draft;
  const details = faultsOf([
    [endsAt < startsAt, "endsAt", "La fine viene prima dell'inizio."],
    [endsAt <= clock.now(), "endsAt", "La fine è già passata."],
  ]);
  if (details.length > 0) return refuse({ code: "malformed_request", details });
  const id = randomUuid(random) as InitiativeId;
  await db
    .insertInto("initiative")
    .values({
      ...{ id, campaign_id: campaignId, title: draft.title, body: draft.body, place: draft.place },
      ...{ starts_at: startsAt, ends_at: endsAt },
      ...{ drafted_by: officer, drafted_at: clock.now() },
    })
    .execute();
  return ok(id);
}

/** The picture of an initiative that is not published yet, in place of the one before. */
export async function setPicture(
  { db }: Pick<Deps, "db">,
  id: InitiativeId,
  { bytes, text }: { bytes: Uint8Array; text: string },
): Promise<Result<undefined, PhotoRefusal | InitiativeRefusal>> {
  const cleaned = cleanJpeg(bytes);
  if (!cleaned.ok) return cleaned;
  return db.transaction().execute(async (tx) => {
    const found = await lockIn(tx, id, "draft");
    if (!found.ok) return found;
    await tx
      .updateTable("initiative")
      .set({ jpeg: Buffer.from(cleaned.value), picture_text: text })
      .where("id", "=", id)
      .execute();
    return ok(undefined);
  });
}

/** From now on anybody reads it, and it stays as it is: what was passed on does not become something else. */
export async function publishInitiative(
  { db, clock }: Pick<Deps, "db" | "clock">,
  officer: Address,
  id: InitiativeId,
): Promise<Result<undefined, InitiativeRefusal>> {
  return db.transaction().execute(async (tx) => {
    const found = await lockIn(tx, id, "draft");
    if (!found.ok) return found;
    if (found.value <= clock.now()) return refuse({ code: "wrong_state", state: "over" });
    await tx
      .updateTable("initiative")
      .set({ published_by: officer, published_at: clock.now() })
      .where("id", "=", id)
      .execute();
    return ok(undefined);
  });
}

/** Takes an initiative off the site, or throws a draft away. What its links have brought stays. */
export async function withdrawInitiative(
  { db, clock }: Pick<Deps, "db" | "clock">,
  officer: Address,
  id: InitiativeId,
): Promise<Result<undefined, InitiativeRefusal>> {
  return db.transaction().execute(async (tx) => {
    const found = await lockIn(tx, id, "draft", "published");
    if (!found.ok) return found;
    await tx
      .updateTable("initiative")
      .set({ withdrawn_by: officer, withdrawn_at: clock.now() })
      .where("id", "=", id)
      .execute();
    return ok(undefined);
  });
}

type Stage = "draft" | "published" | "withdrawn";

/** When it ends, where it is at one of these stages; its row is locked. */
async function lockIn(
  tx: Tx,
  id: InitiativeId,
  ...stages: readonly Stage[]
): Promise<Result<Date, { code: "not_found" } | WrongState>> {
  const row = await tx
    .selectFrom("initiative")
    .select(["published_at", "withdrawn_at", "ends_at"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return refuse({ code: "not_found" });
  const stage = stageOf(row);
  return stages.includes(stage)
    ? ok(row.ends_at)
    : refuse({ code: "wrong_state", state: stage } as const);
}

function stageOf(row: { published_at: Date | null; withdrawn_at: Date | null }): Stage {
  if (row.withdrawn_at !== null) return "withdrawn";
  return row.published_at === null ? "draft" : "published";
}

/** The picture as the office sees it, published or not. */
export async function readPicture(db: Database, id: InitiativeId): Promise<Buffer | undefined> {
  const { rows } = await sql<{ jpeg: Buffer }>`
    select jpeg from initiative where id = ${id} and jpeg is not null
  `.execute(db);
  return rows[0]?.jpeg;
}
