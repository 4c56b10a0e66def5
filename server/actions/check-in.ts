import { type CheckInRefusal, judgeCheckIn } from "#core/campaign/judge-check-in.ts";
import type { BeneficiaryId, PresenceId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { cardOfKey } from "../cards/cards.ts";
import type { Custody, KeyRefusal } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { actionById, openNote, sealNote } from "./actions.ts";
import { type TriesRefusal, countTries, giveTriesBack } from "./count-tries.ts";
import { type Organiser, lockAction } from "./organiser-access.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

/**
 * Checks a card in at an action, by its QR alone: no password is asked, because nothing can be spent with it. Who
 * organises learns that the card is good, and nothing of whose it is. Codes that are no card's are counted.
 */
export async function checkIn(
  deps: Deps,
  organiser: Organiser,
  cardCode: string,
): Promise<Result<undefined, KeyRefusal | TriesRefusal | CheckInRefusal>> {
  const triers = [{ scope: "organiser", name: organiser.accessId }] as const;
  const counted = await countTries(deps, triers);
  if (!counted.ok) return counted;
  const key = await deps.custody.findKey("card", cardCode);
  // What cannot be read at all is a slip and no guess.
  if (key.ok || key.refusal.code !== "unknown_code") await giveTriesBack(deps, triers);
  if (!key.ok) return key;
  const card = await cardOfKey(deps.db, key.value);
  if (card === undefined) return refuse({ code: "unknown_code" });
  return deps.db.transaction().execute(async (tx) => {
    const action = (await lockAction(tx, organiser.actionId))!;
    const judged = judgeCheckIn(
      {
        action: { startsAt: action.starts_at, endsAt: action.ends_at, places: action.places },
        ...(await readFacts(tx, organiser, card.beneficiary_id)),
        cardStatus: card.status,
      },
      deps.clock.now(),
    );
    if (!judged.ok) return judged;
    await tx
      .insertInto("presence")
      .values({
        ...{ id: randomUuid(deps.random) as PresenceId, state: "waiting" },
        ...{ action_id: organiser.actionId, access_id: organiser.accessId },
        ...{ card_id: card.id, beneficiary_id: card.beneficiary_id },
        checked_in_at: deps.clock.now(),
      })
      .execute();
    return ok(undefined);
  });
}

async function readFacts(tx: Tx, { actionId }: Organiser, beneficiary: BeneficiaryId) {
  const known = await tx
    .selectFrom("presence")
    .select(["beneficiary_id", "state"])
    .where("action_id", "=", actionId)
    .execute();
  return {
    taken: known.filter(({ state }) => state !== "rejected").length,
    isKnown: known.some(({ beneficiary_id }) => beneficiary_id === beneficiary),
  };
}

/** All that an organiser sees: the action, and how many are there. */
export async function organiserView(
  { db, custody }: { db: Executor; custody: Custody },
  { actionId }: Organiser,
) {
  const action = (await actionById(db, actionId))!;
  const { present } = await db
    .selectFrom("presence")
    .where("action_id", "=", actionId)
    .where("state", "!=", "rejected")
    .select((select) => select.fn.countAll<string>().as("present"))
    .executeTakeFirstOrThrow();
  const { title, place, organiser, places, sealed_note } = action;
  return {
    ...{ title, place, organiser, places, present: Number(present) },
    startsAt: action.starts_at.toISOString(),
    endsAt: action.ends_at.toISOString(),
    ...(sealed_note === null ? {} : { note: openNote(custody, actionId, sealed_note) }),
  };
}

/** The organiser's own account of what was done: what the officer decides by. */
export async function writeNote(
  { db, custody }: Pick<Deps, "db" | "custody">,
  { actionId }: Organiser,
  note: string,
): Promise<void> {
  await db
    .updateTable("civic_action")
    .set({ sealed_note: sealNote(custody, actionId, note) })
    .where("id", "=", actionId)
    .execute();
}
