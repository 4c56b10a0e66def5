import { type Selectable, sql } from "kysely";

import { OFFER_EXITS } from "#core/offer/offer-state.ts";
import type { Address, OfferId, ThreadId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import { sourcesOf } from "#core/shared/state-machine.ts";

import type { Custody } from "../custody/custody.ts";
import type { OfferReportTable, OfferTable } from "../shared/board-tables.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import { offerTextToJson } from "./offer-list.ts";
import { reportContext } from "./offers.ts";
import { messagesOf } from "./thread-list.ts";

type Deps = { db: Database; custody: Custody; clock: Clock };

const MOST = 200;

type ReportColumns =
  "thread_id" | "reason" | "sealed_note" | "reported_at" | "outcome" | "decided_at";
/** An offer with one report of it. */
type Row = OfferTable &
  Pick<Selectable<OfferReportTable>, ReportColumns> & { report_id: string; photos: string[] };

/** What the town was called about, undecided first, then the latest. Neither who calls nor whom it is about is named. */
export async function listReports({ db, custody }: { db: Executor; custody: Custody }) {
  const { rows } = await sql<Row>`
    select o.*, r.id as report_id, r.thread_id, r.reason, r.sealed_note, r.reported_at, r.outcome, r.decided_at,
      array(select p.id::text from offer_photo as p where p.offer_id = o.id order by p.position) as photos
    from offer_report as r join offer as o on o.id = r.offer_id
    order by r.outcome is not null, r.reported_at desc, r.id limit ${MOST}
  `.execute(db);
  return rows.map((row) => reportToJson(custody, row));
}

function reportToJson(custody: Custody, row: Row) {
  const { report_id: id, thread_id, reason, sealed_note, reported_at, outcome, decided_at } = row;
  return {
    ...{ id, reason, isAboutMessages: thread_id !== null },
    reportedAt: reported_at.toISOString(),
    ...(sealed_note === null ? {} : { note: custody.openText(reportContext(id), sealed_note) }),
    ...(outcome === null ? {} : { outcome, decidedAt: decided_at!.toISOString() }),
    offer: {
      ...offerTextToJson(row),
      state: row.state,
      ...(row.hidden_reason === null ? {} : { hiddenReason: row.hidden_reason }),
    },
  };
}

type Decided = { readonly offerId: OfferId; readonly threadId: ThreadId | null };
type DecideRefusal = { code: "not_found" } | { code: "changed_meanwhile" };

/**
 * Decides a report. Taken down is the offer, for a reason that its owner reads, or the thread where it is about messages;
 * every other open report of the same is decided with it.
 */
export async function decideReport(
  { db, clock }: Pick<Deps, "db" | "clock">,
  officer: Address,
  id: string,
  decision: { outcome: "taken_down"; reason: string } | { outcome: "dismissed" },
): Promise<Result<Decided, DecideRefusal>> {
  const report = await db
    .selectFrom("offer_report")
    .select(["offer_id", "thread_id", "outcome"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (report === undefined) return refuse({ code: "not_found" });
  if (report.outcome !== null) return refuse({ code: "changed_meanwhile" });
  const { offer_id: offerId, thread_id: threadId } = report;
  if (decision.outcome === "taken_down")
    await (threadId === null
      ? hide(db, offerId, decision.reason)
      : endThread(db, threadId, decision.reason, clock.now()));
  await db
    .updateTable("offer_report")
    .set({ outcome: decision.outcome, decided_by: officer, decided_at: clock.now() })
    .where("offer_id", "=", offerId)
    .where("thread_id", threadId === null ? "is" : "=", threadId)
    .where("outcome", "is", null)
    .execute();
  return ok({ offerId, threadId });
}

async function hide(db: Executor, id: OfferId, reason: string): Promise<void> {
  await db
    .updateTable("offer")
    .set({ state: "hidden", hidden_reason: reason })
    .where("id", "=", id)
    .where("state", "in", sourcesOf(OFFER_EXITS, "hidden"))
    .execute();
}

async function endThread(
  db: Executor,
  id: ThreadId,
  closed_reason: string,
  closed_at: Date,
): Promise<void> {
  await db
    .updateTable("offer_thread")
    .set({ closed_at, closed_reason })
    .where("id", "=", id)
    .where("closed_at", "is", null)
    .execute();
}

/** The town thought better of it: the offer is up again, until it expires. */
export async function putBack(
  { db }: { db: Executor },
  reportId: string,
): Promise<Result<OfferId, { code: "not_found" }>> {
  const back = await db
    .updateTable("offer")
    .from("offer_report")
    .set({ state: "open", hidden_reason: null })
    .whereRef("offer.id", "=", "offer_report.offer_id")
    .where("offer_report.id", "=", reportId)
    .where("offer.state", "=", "hidden")
    .returning("offer.id")
    .executeTakeFirst();
  return back === undefined ? refuse({ code: "not_found" }) : ok(back.id);
}

/** The messages that somebody called the town about; no others can be read. */
export async function readReportedThread(
  { db, custody }: { db: Executor; custody: Custody },
  reportId: string,
): Promise<
  Result<
    { threadId: ThreadId; messages: Awaited<ReturnType<typeof messagesOf>> },
    { code: "not_found" }
  >
> {
  const report = await db
    .selectFrom("offer_report")
    .select("thread_id")
    .where("id", "=", reportId)
    .executeTakeFirst();
  const threadId = report?.thread_id;
  if (threadId == null) return refuse({ code: "not_found" });
  return ok({ threadId, messages: await messagesOf({ db, custody }, threadId) });
}
