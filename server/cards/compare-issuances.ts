import { sql } from "kysely";

import type { IssuanceId, ProgrammeId } from "#core/shared/ids.ts";

import type { Database } from "../shared/database.ts";

type Row = {
  previous_at: Date;
  previous_cents: bigint;
  added: bigint;
  gone: bigint;
  more: bigint;
  less: bigint;
  same: bigint;
};

/**
 * How an issuance differs from the one before in its programme, person by person: what the treasurer looks at before
 * signing. `undefined` for the first one.
 */
export async function compareWithPrevious(
  db: Database,
  { id, programmeId, preparedAt }: { id: IssuanceId; programmeId: ProgrammeId; preparedAt: Date },
) {
  const { rows } = await sql<Row>`
    with previous as (
      select id, prepared_at from issuance
      where programme_id = ${programmeId} and prepared_at < ${preparedAt}
        and exists (select from issuance_chunk where issuance_id = issuance.id and state <> 'cancelled')
      order by prepared_at desc limit 1
    ), received as (
      select chunk.issuance_id, card.beneficiary_id, sum(line.amount_cents)::bigint as cents
      from issuance_chunk as chunk
      join issuance_line as line on line.chunk_ref = chunk.ref
      join account on account.address = line.account
      join card on card.id = account.card_id
      where chunk.state <> 'cancelled' and chunk.issuance_id in (select id from previous union all select ${id}::uuid)
      group by chunk.issuance_id, card.beneficiary_id
    ), compared as (
      select present.cents as present, earlier.cents as earlier
      from (select * from received where issuance_id = ${id}) as present
      full join (select * from received where issuance_id in (select id from previous)) as earlier
        on earlier.beneficiary_id = present.beneficiary_id
    )
    select previous.prepared_at as previous_at, coalesce(sum(earlier), 0)::bigint as previous_cents,
      count(*) filter (where earlier is null) as added, count(*) filter (where present is null) as gone,
      count(*) filter (where present > earlier) as more, count(*) filter (where present < earlier) as less,
      count(*) filter (where present = earlier) as same
    from previous, compared group by previous.prepared_at
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { previous_at, previous_cents, added, gone, more, less, same } = row;
  return {
    previousAt: previous_at.toISOString(),
    previousCents: String(previous_cents),
    ...{ added: Number(added), gone: Number(gone), same: Number(same) },
    ...{ more: Number(more), less: Number(less) },
  };
}
