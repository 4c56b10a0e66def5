import type { ReportReason } from "#core/offer/offer-words.ts";
import type { BoardMemberId, OfferId, ThreadId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { Holder } from "./board-session.ts";
import { lockThread } from "./messages.ts";
import { reportContext } from "./offers.ts";
import { mayRead } from "./offer-list.ts";

type Deps = { db: Database; custody: Custody; clock: Clock };

export type NewReport = {
  readonly id: string;
  readonly reason: ReportReason;
  readonly note?: string | undefined;
};

type ReportRefusal = { code: "not_found" };

/** Calls the town about an offer. Who has done so already, and waits for an answer, need not do it again. */
export async function reportOffer(
  deps: Deps,
  { memberId }: Holder,
  offerId: OfferId,
  report: NewReport,
): Promise<Result<undefined, ReportRefusal>> {
  return deps.db.transaction().execute(async (tx) => {
    const offer = await tx
      .selectFrom("offer")
      .select(["member_id", "state", "expires_at", "days"])
      .where("id", "=", offerId)
      .executeTakeFirst();
    const isRead =
      offer !== undefined && mayRead({ ...offer, thread: null }, memberId, deps.clock.now());
    if (!isRead || offer.member_id === memberId) return refuse({ code: "not_found" });
    await store(deps, tx, { ...report, memberId, offerId, threadId: null });
    return ok(undefined);
  });
}

/** Calls the town about what the other wrote: with it the town may read this thread. */
export async function reportThread(
  deps: Deps,
  { memberId }: Holder,
  threadId: ThreadId,
  report: NewReport,
): Promise<Result<undefined, ReportRefusal>> {
  return deps.db.transaction().execute(async (tx) => {
    const thread = await lockThread(tx, memberId, threadId);
    if (thread === undefined) return refuse({ code: "not_found" });
    await store(deps, tx, { ...report, memberId, offerId: thread.offer.id, threadId });
    return ok(undefined);
  });
}

type Filed = NewReport & {
  readonly memberId: BoardMemberId;
  readonly offerId: OfferId;
  readonly threadId: ThreadId | null;
};

async function store(
  { custody, clock }: Deps,
  tx: Tx,
  { memberId, offerId, threadId, id, reason, note }: Filed,
): Promise<void> {
  await tx
    .insertInto("offer_report")
    .values({
      ...{ id, offer_id: offerId, thread_id: threadId, reporter_id: memberId, reason },
      sealed_note: note === undefined ? null : custody.sealText(reportContext(id), note),
      reported_at: clock.now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
