import { sql } from "kysely";

import type { ProgrammeId } from "#core/shared/ids.ts";

/**
 * What was issued to each person in a programme, or waits for the signature: rows of `beneficiary_id` and `cents`, none for
 * whom nothing was. No amount is lowered below it.
 */
export function issuedByPerson(programmeId: ProgrammeId) {
  return sql`
    select card.beneficiary_id, sum(line.amount_cents)::bigint as cents
    from account
    join card on card.id = account.card_id
    join issuance_line as line on line.account = account.address
    join issuance_chunk as chunk on chunk.ref = line.chunk_ref and chunk.state <> 'cancelled'
    where account.programme_id = ${programmeId}
    group by card.beneficiary_id
  `;
}
