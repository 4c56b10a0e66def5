import { sql } from "kysely";

import type { BeneficiaryId } from "#core/shared/ids.ts";

import type { Clock } from "../shared/clock.ts";
import type { Executor } from "../shared/database.ts";

/** Months after the end of the last programme that a person's data are kept for. */
export const PERSON_MONTHS = 12;

const AT_ONCE = 50;

/**
 * People whom no programme needs any more: the last of theirs was over so many months ago, and so was their first entry.
 * Nor do they use their card for anything else: what they last paid, gave, were given, earned, or came to is as old, and they
 * have nothing on the noticeboard. So whoever lives with the local value alone is not erased from under it, and what nobody
 * has moved for so long keeps no name for ever.
 * Italian law sets no number for it; what has to be kept for ten years (art. 2220 of the civil code) is the accounting, which
 * names nobody. `after` is the last id of the page before.
 */
export async function peopleToErase(
  { db, clock }: { db: Executor; clock: Clock },
  months: number,
  after: string,
): Promise<BeneficiaryId[]> {
  const { rows } = await sql<{ id: BeneficiaryId }>`
    select b.id from beneficiary as b
    where b.erased_at is null and b.id > ${after}::uuid
      and b.created_at + make_interval(months => ${months}) <= ${clock.now()}
      and not exists (
        select from entitlement as e join programme as p on p.id = e.programme_id
        where e.beneficiary_id = b.id
          and p.settleable_until + make_interval(months => ${months}) > ${clock.now()}
      )
      and not exists (
        select from payment join card on card.id = payment.card_id
        where card.beneficiary_id = b.id
          and payment.accepted_at + make_interval(months => ${months}) > ${clock.now()}
      )
      and not exists (
        select from gift join card on card.id in (gift.card_id, gift.to_card_id)
        where card.beneficiary_id = b.id
          and gift.accepted_at + make_interval(months => ${months}) > ${clock.now()}
      )
      and not exists (
        select from reward_entry as entry
        where entry.beneficiary_id = b.id
          and entry.entered_at + make_interval(months => ${months}) > ${clock.now()}
      )
      and not exists (
        select from presence
        where presence.beneficiary_id = b.id
          and presence.checked_in_at + make_interval(months => ${months}) > ${clock.now()}
      )
      and not exists (
        select from board_member as member
        where member.beneficiary_id = b.id and (
          exists (select from offer where member_id = member.id)
          or exists (select from offer_thread where asker_id = member.id)
        )
      )
    order by b.id limit ${AT_ONCE}
  `.execute(db);
  return rows.map(({ id }) => id);
}

/** Months that the access of officers is kept: six at least, by the Garante's order of 27 November 2008. */
export const SESSION_MONTHS = 6;

/** Deletes officers' sessions that ended, or were last used, long ago, and the numbers their sign-ins were made with. */
export async function forgetSessions({ db, clock }: { db: Executor; clock: Clock }) {
  const limit = sql<Date>`${clock.now()}::timestamptz - make_interval(months => ${SESSION_MONTHS})`;
  await db.deleteFrom("officer_session").where("last_seen_at", "<", limit).execute();
  await db.deleteFrom("sign_in_nonce").where("issued_at", "<", limit).execute();
}
