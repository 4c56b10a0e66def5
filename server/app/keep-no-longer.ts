import type { BeneficiaryId } from "#core/shared/ids.ts";

import { forgetTries } from "../actions/count-tries.ts";
import { forgetOrganisers } from "../actions/organiser-access.ts";
import { recordAct } from "../audit/audit.ts";
import { closeCard } from "../cards/replace-card.ts";
import type { Custody } from "../custody/custody.ts";
import { forgetFeedback } from "../feedback/feedback.ts";
import { forgetBoardSessions } from "../offers/board-session.ts";
import { forgetOffers } from "../offers/offers.ts";
import { erasePerson, erasureFacts } from "../privacy/erase-person.ts";
import { forgetSessions, peopleToErase } from "../privacy/retention.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import { joining } from "../shared/joined-transaction.ts";
import type { Random } from "../shared/random.ts";

type Deps = {
  readonly db: Database;
  readonly custody: Custody;
  readonly clock: Clock;
  readonly random: Random;
  readonly quarantine: { readonly because: string | undefined };
};

const FIRST = "00000000-0000-0000-0000-000000000000";
const REASON = "conservazione finita";

/** What goes by itself, whoever it belongs to. */
const FORGOTTEN = [
  forgetSessions,
  forgetOrganisers,
  forgetTries,
  forgetOffers,
  forgetBoardSessions,
  forgetFeedback,
];

/**
 * Deletes what is over, and erases whoever has been kept long enough, one by one, each written into the audit log. Who
 * still has value on a card is passed over and looked at again the next time: what has expired goes back to the fund by
 * an act of the office first. Local value is given up: nobody has moved it for as long (`peopleToErase`), and it waits for
 * nobody.
 */
export async function keepNoLonger(deps: Deps, months: number): Promise<number> {
  if (deps.quarantine.because !== undefined) return 0;
  for (const forget of FORGOTTEN) await forget(deps);
  let erased = 0;
  for (let after: string = FIRST; ;) {
    const ids = await peopleToErase(deps, months, after);
    for (const id of ids) if (await eraseOne(deps, id)) erased += 1;
    const last = ids.at(-1);
    if (last === undefined) return erased;
    after = last;
  }
}

async function eraseOne(deps: Deps, id: BeneficiaryId): Promise<boolean> {
  const { livingCards, value, openMovements } = await erasureFacts(deps.db, id);
  if (value > 0n || openMovements > 0) return false;
  if (livingCards > 0) await closeCards(deps, id);
  return deps.db.transaction().execute(async (tx) => {
    const done = await erasePerson({ ...deps, db: joining(tx) }, id, true);
    if (!done.ok) return false;
    const details = { ground: "retention", ...done.value };
    await recordAct(tx, deps.clock, null, { act: "person_erased", subject: id, details });
    return true;
  });
}

/** Erases the cards' keys as well, as the office does when it closes one. */
async function closeCards(deps: Deps, id: BeneficiaryId): Promise<void> {
  const cards = await deps.db
    .selectFrom("card")
    .select("id")
    .where("beneficiary_id", "=", id)
    .where("status", "in", ["active", "blocked"])
    .execute();
  for (const { id: card } of cards)
    await closeCard(deps, card, REASON, (tx) =>
      recordAct(tx, deps.clock, null, { act: "card_closed", subject: card }),
    );
}
