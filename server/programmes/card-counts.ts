import { sql } from "kysely";

import type { ProgrammeId } from "#core/shared/ids.ts";

import type { Executor } from "../shared/database.ts";

export type CardCounts = { none: number; issued: number; active: number; blocked: number };

/** Those who are still due something in a programme, by the state of their card: each once, whoever has a second too. */
export async function countCards(db: Executor, programmeId: ProgrammeId): Promise<CardCounts> {
  const { rows } = await sql<CardCounts>`
    select
      (count(*) filter (where card.status is null))::int as none,
      (count(*) filter (where card.status = 'issued'))::int as issued,
      (count(*) filter (where card.status = 'active'))::int as active,
      (count(*) filter (where card.status = 'blocked'))::int as blocked
    from entitlement
    left join lateral (
      select status from card
      where card.beneficiary_id = entitlement.beneficiary_id and status in ('issued', 'active', 'blocked')
      order by is_second limit 1
    ) as card on true
    where entitlement.programme_id = ${programmeId} and entitlement.withdrawn_at is null
  `.execute(db);
  return rows[0]!;
}
